import { resolve } from 'node:path';
import type { CommitId } from '../model/names.ts';
import type { Git } from './git.ts';

/** The branch everything merges into, and what else has to be known of a clone before its history is believed. */
export interface Mainline {
  /** For sentences: `main`. */
  readonly name: string;
  /** Where it stands, here and at `origin`; two where one is ahead of the other; none before the first commit. */
  readonly heads: readonly CommitId[];
  /** Every branch by name; where `origin` has one of the same name, the local one. */
  readonly branches: ReadonlyMap<string, CommitId>;
  /** Is history cut off? */
  readonly shallow: boolean;
  /** A file in the Git folder where facts about the past are remembered. */
  readonly memory: string;
}

const LOCAL = 'refs/heads/';
const ORIGIN = 'refs/remotes/origin/';

/**
 * `main`, else what `init.defaultBranch` names, else the branch at hand. A runner that checked out a pull request knows
 * the branch only as `origin/main`, and a clone may be behind or ahead of it: both count.
 */
export const readMainline = async (git: Git): Promise<Mainline> => {
  const [facts, refs] = await Promise.all([
    git.run(['rev-parse', '--is-shallow-repository', '--git-path', 'bracket-past.json'], {
      accept: [0, 128],
    }),
    git.run(['for-each-ref', '--format=%(HEAD)%(objectname) %(refname)', LOCAL, ORIGIN]),
  ]);
  const [shallow = '', memory = ''] = facts.split('\n');
  const rows = refs.split('\n').filter(Boolean).map(readRow);
  const name = await mainName(git, rows);
  const heads = rows.filter((row) => row.ref === LOCAL + name || row.ref === ORIGIN + name);
  const detached = heads.length === 0 ? await git.resolve('HEAD') : undefined;
  return {
    name,
    heads: [...new Set([...heads.map((row) => row.commit), ...(detached === undefined ? [] : [detached])])],
    branches: branchesOf(rows),
    shallow: shallow === 'true',
    memory: resolve(git.root, memory),
  };
};

/** Where main is: where here and `origin` differ, the one that is ahead; where they have parted, what everybody shares. */
export const newest = async (
  git: Git,
  { heads: [local, origin] }: Pick<Mainline, 'heads'>,
): Promise<CommitId | undefined> => {
  if (local === undefined || origin === undefined) return local;
  return (await git.isAncestor(origin, local)) ? local : origin;
};

interface Row {
  readonly ref: string;
  readonly commit: CommitId;
  readonly isCurrent: boolean;
}

const readRow = (text: string): Row => {
  const space = text.indexOf(' ', 1);
  return {
    isCurrent: text.startsWith('*'),
    commit: text.slice(1, space) as CommitId,
    ref: text.slice(space + 1),
  };
};

const mainName = async (git: Git, rows: readonly Row[]): Promise<string> => {
  const exists = (name: string): boolean =>
    rows.some((row) => row.ref === LOCAL + name || row.ref === ORIGIN + name);
  if (exists('main')) return 'main';
  const configured = await git.run(['config', '--get', 'init.defaultBranch'], { accept: [0, 1] });
  if (configured !== '' && exists(configured)) return configured;
  return rows.find((row) => row.isCurrent)?.ref.slice(LOCAL.length) ?? 'main';
};

const branchesOf = (rows: readonly Row[]): Map<string, CommitId> => {
  const named = (prefix: string): [string, CommitId][] =>
    rows.filter((row) => row.ref.startsWith(prefix)).map((row) => [row.ref.slice(prefix.length), row.commit]);
  return new Map([...named(ORIGIN), ...named(LOCAL)]);
};
