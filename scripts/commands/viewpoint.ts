import type { CommitId } from '../model/names.ts';
import { isCommitId } from '../model/names.ts';
import type { Problem } from '../model/problem.ts';
import type { Desired, Repository, TreeEntry } from '../model/repository.ts';
import type { Git } from '../outside/git.ts';
import { newest, readMainline } from '../outside/main-branch.ts';
import { AT_HAND, type Revision } from '../outside/tree-stock.ts';
import { misuse } from './ask.ts';

/** From where one looks at what environments want: a commit, or the files at hand. */
export interface Viewpoint {
  readonly revision: Revision;
  readonly repository: Repository;
  /** What is wrong with single files. */
  readonly problems: readonly Problem[];
  /** Every file there, by path. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** By kustomization file: where it leads outside the folder it belongs to. */
  readonly leads: ReadonlyMap<string, readonly string[]>;
  /** The branch that everything merges into, and where every branch is. */
  readonly main: string;
  readonly branches: ReadonlyMap<string, CommitId>;
}

/**
 * Looks from a revision, from the files at hand, or, where neither is said, from main as far as this clone knows it.
 * Throws a `Failure` for a revision that is not here.
 */
export const viewFrom = async (git: Git, at?: string): Promise<Viewpoint> => {
  const mainline = await readMainline(git);
  const { name: main, branches } = mainline;
  const { loadCommit, loadWorktree } = await import('../outside/repository.ts');
  if (at === AT_HAND) {
    const { repository, problems, entries, leads } = await loadWorktree(git);
    return { revision: AT_HAND, repository, problems, entries, leads, main, branches };
  }
  const revision = at === undefined ? await newest(git, mainline) : await git.resolve(at);
  if (revision === undefined) throw at === undefined ? noCommits() : unknownRevision(at);
  const snapshot = await loadCommit(git, revision);
  const { repository, problems, leads } = snapshot;
  return {
    revision,
    repository,
    problems,
    get entries() {
      return snapshot.entries;
    },
    leads,
    main,
    branches,
  };
};

/**
 * The revision whose configuration a desired file means: the commit that it pins, the viewpoint itself where it follows
 * main, and else the head of the branch it names; undefined where there is no such branch.
 */
export const revisionFor = (
  { revision, main, branches }: Pick<Viewpoint, 'revision' | 'main' | 'branches'>,
  { config }: Pick<Desired, 'config'>,
): Revision | undefined => {
  if (isCommitId(config)) return config;
  return config === main ? revision : branches.get(config);
};

const noCommits = (): Error =>
  misuse('no-commits', 'This repository has no commit yet.', 'Commit what you have, then run this again.');

const unknownRevision = (at: string): Error =>
  misuse(
    'unknown-revision',
    `There is no revision ${JSON.stringify(at)} in this repository.`,
    'Name a branch, a tag or a commit that is here, or fetch it first: `git fetch origin`.',
  );
