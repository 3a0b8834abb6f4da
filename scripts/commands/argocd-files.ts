import { addressIn, addressOfRemote, branchIn } from '../argocd/origin.ts';
import {
  FOLDER,
  isWritten,
  ROOT_FILE,
  type Telling,
  type ToldFile,
  targetsOf,
  tellArgocd,
} from '../argocd/tell.ts';
import type { ArgocdFacts } from '../check/facts.ts';
import type { Scope } from '../check/scope.ts';
import type { Problem } from '../model/problem.ts';
import type { Edit } from '../model/promotion.ts';
import type { Repository } from '../model/repository.ts';
import { blobIdOf } from '../outside/disk.ts';
import type { Git } from '../outside/git.ts';
import type { Mainline } from '../outside/main-branch.ts';
import type { Snapshot } from '../outside/snapshot.ts';
import { argocdText } from '../show/argocd-file.ts';

/** The files at hand, and the branch that everything merges into. */
export interface ArgocdQuestion {
  readonly snapshot: Snapshot;
  readonly branch: string;
  /** What a change makes of the files; absent: what they say. */
  readonly after?: Repository;
}

/** What Argo CD is to be told of the files at hand; the remote is asked only where nothing else says the address. */
export const tellingOf = async (
  git: Git,
  { snapshot, branch, after = snapshot.repository }: ArgocdQuestion,
): Promise<Telling> => {
  const stands = addressIn((await snapshot.text(ROOT_FILE)) ?? '');
  const remote = stands === undefined ? await remoteAddress(git) : undefined;
  return tellArgocd(after, { stands, remote, branch });
};

/**
 * The branch that Argo CD follows: the one that everything merges into. A runner that checked out a single commit of a
 * repository without a `main` has no such branch at hand; then it is the one that the files name, where there is one.
 */
export const argocdBranch = async (
  { name, branches }: Mainline,
  { text }: Pick<Snapshot, 'text'>,
): Promise<string> => {
  if (branches.has(name)) return name;
  const stands = branchIn((await text(ROOT_FILE)) ?? '');
  return stands !== undefined && branches.has(stands) ? stands : name;
};

const remoteAddress = async (git: Git): Promise<string | undefined> =>
  addressOfRemote(await git.run(['config', '--get', 'remote.origin.url'], { accept: [0, 1] }));

/** Every YAML file that is there for Argo CD. */
const argocdPaths = ({ entries }: Pick<Snapshot, 'entries'>): string[] =>
  [...entries.keys()].filter((path) => path.startsWith(FOLDER) && /\.ya?ml$/.test(path));

/**
 * What another change takes with it in the files for Argo CD, so that it leaves none of them stale. Nothing where there
 * are no such files, or where they cannot be written.
 */
export const argocdEdits = async (git: Git, question: ArgocdQuestion): Promise<Edit[]> => {
  const { snapshot } = question;
  if (argocdPaths(snapshot).length === 0 || unreadable(snapshot).length > 0) return [];
  const told = await tellingOf(git, question);
  return 'refused' in told ? [] : editsOf(snapshot, told.files);
};

/** The files that are not as they should be, what has to go included, in the order of their paths. */
export const editsOf = async (snapshot: Snapshot, files: readonly ToldFile[]): Promise<Edit[]> => {
  const texts = new Map(files.map((file) => [file.path, argocdText(file)]));
  const needless = argocdPaths(snapshot).filter((path) => isWritten(path) && !texts.has(path));
  const edits = await Promise.all(
    [...texts.keys(), ...needless].sort().map(async (path): Promise<Edit> => {
      const [before, after] = [await snapshot.text(path), texts.get(path)];
      return { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
    }),
  );
  const isOdd = (path: string): boolean => snapshot.entries.get(path)?.mode !== '100644';
  return edits.filter(({ path, before, after }) => before !== after || isOdd(path));
};

/** The scope with what its rules ask of the files for Argo CD. */
export const withArgocd = async (
  git: Git,
  { snapshot, mainline }: { readonly snapshot: Snapshot; readonly mainline: Mainline },
  scope: Scope,
): Promise<Scope> => {
  if (!scope.argocd) return scope;
  const argocd = await factsOf(git, snapshot, mainline);
  return argocd === undefined ? scope : { ...scope, facts: { ...scope.facts, argocd } };
};

/**
 * Absent where nothing is to be judged: a repository whose Argo CD is set up in another way, or whose environments or
 * records cannot be read, which is a problem already.
 */
const factsOf = async (
  git: Git,
  snapshot: Snapshot,
  mainline: Mainline,
): Promise<ArgocdFacts | undefined> => {
  if (unreadable(snapshot).length > 0) return undefined;
  const there = argocdPaths(snapshot);
  if (there.length === 0 && !(await wasThere(git, snapshot, mainline))) return undefined;
  const branch = await argocdBranch(mainline, snapshot);
  const telling = await tellingOf(git, { snapshot, branch });
  const foreign = there.filter((path) => !isWritten(path));
  if ('refused' in telling) return { wanted: new Map(), needless: [], foreign, refused: telling.refused };
  const length = snapshot.entries.values().next().value?.blob.length ?? 40;
  const wanted = new Map(
    telling.files.map((file) => [file.path, blobIdOf(Buffer.from(argocdText(file)), length)]),
  );
  const needless = there.filter((path) => isWritten(path) && !wanted.has(path));
  return { wanted, needless, foreign, refused: [] };
};

/** Did main ever have files for Argo CD, so that a change which removes them all does not go unnoticed? */
const wasThere = async (git: Git, { repository }: Snapshot, { heads }: Mainline): Promise<boolean> => {
  if (heads.length === 0 || targetsOf(repository).length === 0) return false;
  const input = heads.map((head) => `${head}:${ROOT_FILE}\n`).join('');
  return / blob \d/.test(await git.run(['cat-file', '--batch-check'], { input }));
};

/** Files that decide what Argo CD is told and cannot be read: what they would say is not known. */
export const unreadable = ({ problems }: Snapshot): Problem[] =>
  problems.filter(
    ({ severity, place: { file } }) =>
      severity === 'error' && /^environments\/[^/]+\.yaml$|^services\/[^/]+\/releases\//.test(file),
  );
