import type { Effect } from '../model/effect.ts';
import type { CommitRequest } from '../model/forge.ts';
import type { CommitId } from '../model/names.ts';
import type { Edit, Move, Plan, Promotion } from '../model/promotion.ts';

/** The words of one promotion, and who is asked to look at it. */
export interface Words {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly message: string;
  readonly reviewers: readonly string[];
}

export interface Spoken {
  /** By branch, one for each promotion that is opened or refreshed. */
  readonly words: ReadonlyMap<string, Words>;
  /** Where the branches of pull requests are now, by number. */
  readonly heads: ReadonlyMap<number, CommitId>;
  /** By branch, where a closed pull request left it: opening it again starts from there. */
  readonly left: ReadonlyMap<string, CommitId>;
}

/**
 * What a plan asks of the forge, in an order that may stop anywhere. A new promotion is committed before it is opened,
 * so that no pull request is ever empty; an open one gets its words before its commit, so that a run that stops between
 * the two leaves a plan that says `refresh` again. Closing comes last: what replaces a pull request is there before.
 */
export const effectsOf = (plan: Plan, spoken: Spoken): Effect[] => {
  const moved = plan.moves.flatMap((move) => effectsOfMove(move, plan.base, spoken));
  return [...moved.filter(({ kind }) => kind !== 'close'), ...moved.filter(({ kind }) => kind === 'close')];
};

const effectsOfMove = (move: Move, base: CommitId, spoken: Spoken): Effect[] => {
  switch (move.kind) {
    case 'open': {
      const expected = spoken.left.get(move.promotion.branch);
      return [commit(move.promotion, { parent: base, expected }, spoken), open(move.promotion, spoken)];
    }
    case 'refresh': {
      const expected = spoken.heads.get(move.pull);
      if (expected === undefined) throw new Error(`The head of #${move.pull} is not known.`);
      return [
        open(move.promotion, spoken, move.pull),
        commit(move.promotion, { parent: base, expected }, spoken),
      ];
    }
    case 'close':
      return [
        {
          kind: 'close',
          number: move.pull,
          why: move.why,
          ...(move.instead === undefined ? {} : { instead: move.instead }),
        },
      ];
    case 'keep':
    case 'queue':
    case 'hold':
    case 'block':
    case 'wait':
      return [];
  }
};

const wordsOf = ({ branch }: Promotion, { words }: Spoken): Words => {
  const found = words.get(branch);
  if (found === undefined) throw new Error(`There are no words for ${branch}.`);
  return found;
};

interface Place {
  readonly parent: CommitId;
  /** Where the branch is now; undefined: nowhere. */
  readonly expected: CommitId | undefined;
}

const commit = (promotion: Promotion, { parent, expected }: Place, spoken: Spoken): Effect => ({
  kind: 'commit',
  request: {
    branch: promotion.branch,
    parent,
    message: wordsOf(promotion, spoken).message,
    files: filesOf(promotion.edits),
    ...(expected === undefined ? {} : { expected }),
  },
});

const open = (promotion: Promotion, spoken: Spoken, number?: number): Effect => {
  const { title, body, labels, reviewers } = wordsOf(promotion, spoken);
  const request = { branch: promotion.branch, title, body, labels, reviewers };
  return { kind: 'open', request: number === undefined ? request : { number, ...request } };
};

/** Edits as the files of one commit. */
export const filesOf = (edits: readonly Edit[]): CommitRequest['files'] =>
  edits.map(({ path, after }) => (after === undefined ? { path } : { path, text: after }));
