import { createHash } from 'node:crypto';
import type { CommitRequest, Pull, PullRequest } from '../model/forge.ts';
import type { CommitId } from '../model/names.ts';
import type { Edit } from '../model/promotion.ts';
import { EXIT, Failure } from '../outside/failure.ts';
import type { Git } from '../outside/git.ts';
import { filesOf } from '../plan/effects.ts';
import type { ReleaseAsk, ReleasePlan } from '../plan/release.ts';
import { code, fenced, oneLine } from '../show/escape.ts';
import { unifiedDiff } from '../show/unified-diff.ts';
import { leftBehind } from './left-behind.ts';
import type { Scene, Stage } from './stage.ts';

/** What one release writes: a commit on the base branch, or a branch of its own with a pull request. */
export interface ReleaseChange {
  readonly title: string;
  readonly edits: readonly Edit[];
  readonly commit: CommitRequest;
  /** Absent where the environment takes commits. */
  readonly pull?: PullRequest;
  /** The whole of it in words, for a dry run. */
  readonly text: string;
}

export interface Written {
  readonly commit: CommitId;
  readonly pull?: number;
  readonly url?: string;
}

type Write = Extract<ReleasePlan, { kind: 'write' }>;

/** The trailer by which a branch of a release is recognised later. */
const trailer = (ask: ReleaseAsk): string => `Release-To: ${ask.environment.name}`;

export const releaseChange = (ask: ReleaseAsk, plan: Write, { view }: Scene): ReleaseChange => {
  const { service, version, environment } = ask;
  const wants = plan.left === undefined;
  const title = `${service} ${oneLine(version, 60)}${wants ? ` to ${environment.name}` : ' recorded'}`;
  const message = `${title}\n\n${trailer(ask)}\n`;
  const files = filesOf(plan.edits);
  const direct = environment.promotion.open === 'direct';
  const branch = direct ? view.branch : branchOf(ask);
  const open = view.pulls.find((pull) => pull.branch === branch && pull.state === 'open');
  const expected = direct ? view.head : (open?.head ?? leftBehind(view.pulls).get(branch));
  const commit = {
    branch,
    parent: view.head,
    message,
    files,
    ...(expected === undefined ? {} : { expected }),
  };
  const pull = direct ? undefined : pullOf(ask, { title, branch, edits: plan.edits }, open?.number);
  return {
    title,
    edits: plan.edits,
    commit,
    ...(pull === undefined ? {} : { pull }),
    text: textOf({ title, branch, edits: plan.edits, direct }),
  };
};

/** A version may hold what no branch name may: such a one is named by its hash. */
const branchOf = ({ service, version, environment }: ReleaseAsk): string => {
  const plain = /^[\w-]+(?:\.[\w-]+)*$/.test(version) && !version.endsWith('.lock') && version.length <= 64;
  const name = plain ? version : createHash('sha256').update(version).digest('hex').slice(0, 16);
  return `release/${environment.name}/${service}-${name}`;
};

const pullOf = (
  { service, version, environment }: ReleaseAsk,
  change: { readonly title: string; readonly branch: string; readonly edits: readonly Edit[] },
  number: number | undefined,
): PullRequest => ({
  ...(number === undefined ? {} : { number }),
  branch: change.branch,
  title: change.title,
  body: [
    `${code(service)} ${code(version)} exists, and ${code(environment.name)} shall run it.`,
    fenced(differences(change.edits), 'diff').slice(0, 50_000),
  ].join('\n\n'),
  labels: ['release', `to ${environment.name}`.slice(0, 50)],
  reviewers: [],
});

const differences = (edits: readonly Edit[]): string[] =>
  edits.flatMap(({ path, before, after }) => [
    `--- ${before === undefined ? '/dev/null' : `a/${path}`}`,
    `+++ b/${path}`,
    ...unifiedDiff(before ?? '', after ?? ''),
  ]);

const textOf = (change: {
  readonly title: string;
  readonly branch: string;
  readonly edits: readonly Edit[];
  readonly direct: boolean;
}): string =>
  [
    `${change.direct ? 'A commit on' : 'A pull request from'} ${change.branch}: ${change.title}. Nothing is written.`,
    '',
    ...differences(change.edits),
  ].join('\n');

/** Writes it: the commit, and the pull request where there is one. Does nothing where an open one says it already. */
export const writeChange = async (
  { git, forge }: Stage,
  change: ReleaseChange,
  { view }: Scene,
): Promise<Written> => {
  const open = view.pulls.find((one) => one.branch === change.commit.branch && one.state === 'open');
  if (open !== undefined && (await isWritten(git, open, change.edits)))
    return { commit: open.head, pull: open.number, url: open.url };
  const made = await forge.commit(change.commit);
  if (change.pull === undefined) return { commit: made };
  const opened = await forge.open(change.pull);
  return { commit: made, pull: opened.number, url: opened.url };
};

/** Does an open pull request hold these edits? Throws where it records the same version as something else. */
const isWritten = async (git: Git, open: Pull, edits: readonly Edit[]): Promise<boolean> => {
  const there = await Promise.all(
    edits.map(({ path }) => git.run(['cat-file', 'blob', `${open.head}:${path}`], { accept: [0, 128] })),
  );
  const differs = edits.map(({ after = '' }, index) => there[index] !== after.replace(/\n$/, ''));
  const record = edits.findIndex(({ path }) => path.includes('/releases/')); // the record before its contract
  if (record >= 0 && differs[record] && there[record] !== '')
    throw new Failure({
      code: 'record-differs',
      exit: EXIT.unsound,
      what: `#${open.number} already records this version, and as something else.`,
      fix: `A version is one thing: release what you built as a new version, or close #${open.number} first (\`npx bracket close ${open.number}\`).`,
    });
  return !differs.includes(true);
};
