import type { Effect } from '../model/effect.ts';
import type { Pull } from '../model/forge.ts';
import type { CommitId } from '../model/names.ts';
import type { Forge } from './forge.ts';

/** What one effect came to. */
export interface Done {
  readonly effect: Effect;
  /** Of a commit: the id that was read back. */
  readonly commit?: CommitId;
  /** Of an opened or updated pull request. */
  readonly pull?: Pull;
}

/**
 * Does the effects one after the other and nothing else. Stops at the first that fails and throws what the forge said:
 * every order of effects may stop anywhere, and the same command carries on. `numbers` are the open pull requests by
 * branch, for pointing from a closed one to what takes its place.
 */
export const perform = async (
  forge: Forge,
  effects: readonly Effect[],
  numbers: ReadonlyMap<string, number>,
): Promise<Done[]> => {
  const known = new Map(numbers);
  const done: Done[] = [];
  for (const effect of effects) {
    const one = await performOne(forge, effect, known);
    if (one.pull !== undefined) known.set(one.pull.branch, one.pull.number);
    done.push(one);
  }
  return done;
};

const performOne = async (
  forge: Forge,
  effect: Effect,
  known: ReadonlyMap<string, number>,
): Promise<Done> => {
  switch (effect.kind) {
    case 'commit':
      return { effect, commit: await forge.commit(effect.request) };
    case 'open':
      return { effect, pull: await forge.open(effect.request) };
    case 'close':
      await forge.close({ number: effect.number, comment: closingComment(effect, known) });
      return { effect };
  }
};

const closingComment = (
  { why, instead }: Extract<Effect, { kind: 'close' }>,
  known: ReadonlyMap<string, number>,
): string => {
  if (instead === undefined) return why;
  const number = known.get(instead);
  return `${why} ${number === undefined ? `See \`${instead}\`.` : `See #${number}.`}`;
};
