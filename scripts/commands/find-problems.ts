import { changedScope } from '../check/changed.ts';
import { checkScope } from '../check/check.ts';
import type { Facts } from '../check/facts.ts';
import { inRooms } from '../check/places.ts';
import { reachOf } from '../check/reach.ts';
import { type Scope, wholeScope } from '../check/scope.ts';
import { isCommitId } from '../model/names.ts';
import type { Finding, Problem } from '../model/problem.ts';
import type { TreeEntry } from '../model/repository.ts';
import { EXIT, Failure } from '../outside/failure.ts';
import type { Git } from '../outside/git.ts';
import { openHistory, scopeByHistory } from '../outside/git-facts.ts';
import { loadWorktree, type Present } from '../outside/repository.ts';
import type { Snapshot } from '../outside/snapshot.ts';
import { withArgocd } from './argocd-files.ts';
import { withPatterns } from './patterns.ts';
import type { Since } from './render-since.ts';
import { withRenders } from './renders.ts';
import { isStillClean, keepClean, withDatabase } from './still-clean.ts';

export interface Search {
  /** A revision: only what differs from where it and HEAD parted is judged. Absent: everything. */
  readonly changed?: string;
  readonly now: Date;
}

/** Everything that is wrong with the files at hand, in no order. Throws a `Failure` when `changed` names nothing. */
export const findProblems = async (git: Git, { changed, now }: Search): Promise<Problem[]> => {
  const [snapshot, history] = await Promise.all([loadWorktree(git), openHistory(git)]);
  const judged = { snapshot, history, now };
  if (changed === undefined && (await isStillClean(git, judged))) return [];
  const { repository, entries } = snapshot;
  const since = changed === undefined ? undefined : await partedFrom(git, changed, snapshot);
  const paths = since === undefined ? undefined : changedPaths(since, entries);
  const scope = await scopeByHistory(git, history, {
    databases: withDatabase(repository),
    isWhole: paths === undefined,
    scope: (past) => {
      const facts: Facts = { now, entries, reach: reachOf(snapshot.leads), ...past };
      return paths === undefined ? wholeScope(repository, facts) : changedScope(repository, facts, paths);
    },
  });
  const { mainline } = history;
  const asked = await withArgocd(git, { snapshot, mainline }, scope);
  const findings = checkScope(await withPatterns(await withRenders(git, snapshot, { scope: asked, since })));
  const problems = [
    ...(paths === undefined ? snapshot.problems : problemsOf(snapshot, paths)),
    ...(await placed(findings, snapshot)),
    ...(history.mainline.shallow ? unjudged(scope) : []),
  ];
  if (paths === undefined && problems.length === 0) await keepClean(git, judged);
  return problems;
};

/** What is wrong with single files is known file by file; a schema is about all of them. */
const problemsOf = (snapshot: Snapshot, paths: ReadonlySet<string>): Problem[] => {
  const isSchema = [...paths].some((path) => path.startsWith('schemas/'));
  return snapshot.problems.filter((problem) => isSchema || paths.has(problem.place.file));
};

const ROOMS = ['environments', 'services', 'schemas'];

/** Where `base` and HEAD parted: the files there, those that configurations lead to included. */
const partedFrom = async (git: Git, base: string, { leads }: Present): Promise<Since> => {
  const named = await git.resolve(base);
  if (named === undefined) throw unknownBase(base);
  const parted = await git.run(['merge-base', named, 'HEAD'], { accept: [0, 1, 128] });
  const commit = isCommitId(parted) ? parted : named;
  const isInside = [...leads.values()].every((paths) => paths.every((path) => inRooms(`${path}/`)));
  const files = await git.tree(commit, isInside ? ROOMS : []);
  return { commit, entries: new Map(files.map((entry) => [entry.path, entry])) };
};

/** Paths of files that are not what they were: changed, added or gone. */
const changedPaths = ({ entries: was }: Since, entries: ReadonlyMap<string, TreeEntry>): Set<string> => {
  const rooms = new Set([...was.keys()].map(roomOf).concat(ROOMS));
  const changed = new Set<string>();
  for (const { path, mode, blob } of entries.values()) {
    const old = was.get(path);
    if ((old?.blob !== blob || old.mode !== mode) && rooms.has(roomOf(path))) changed.add(path);
  }
  for (const path of was.keys()) if (!entries.has(path)) changed.add(path);
  return changed;
};

const roomOf = (path: string): string => path.split('/', 1)[0] as string;

const unknownBase = (base: string): Failure =>
  new Failure({
    code: 'unknown-base',
    exit: EXIT.usage,
    what: `There is no revision ${base} in this repository to compare with.`,
    fix: 'Name a branch or commit that is here, or fetch it first: `git fetch origin main`; in a workflow set `fetch-depth: 0`.',
  });

/** Gives findings their lines. Each file is read once, and only files in which something was found. */
const placed = async (findings: readonly Finding[], snapshot: Snapshot): Promise<Problem[]> => {
  if (findings.length === 0) return [];
  const [{ locate }, { originOf }] = await Promise.all([
    import('../check/locate.ts'),
    import('../check/rendered/origin.ts'),
  ]);
  const texts = new Map<string, string>();
  for (const { file, manifest } of findings)
    for (const path of [file, ...(manifest?.files ?? [])])
      if (!texts.has(path)) texts.set(path, (await snapshot.text(path)) ?? '');
  const problems = new Map<string, Problem>();
  for (const finding of findings) {
    const origin = finding.manifest === undefined ? undefined : originOf(finding.manifest, texts);
    const meant = { ...finding, ...origin };
    const problem = locate(meant, texts.get(meant.file) ?? '');
    // What several environments read is wrong in each of them, and mended once.
    problems.set(JSON.stringify(problem), problem);
  }
  return [...problems.values()];
};

/** In a shallow clone nothing is known of the past, and what is not known is never a pass. */
const unjudged = ({ cells, services, repository }: Scope): Problem[] => {
  const pins = cells.filter((cell) => isCommitId(cell.desired.config)).length;
  const records = services.reduce((sum, name) => sum + (repository.releases.get(name)?.size ?? 0), 0);
  if (pins + records === 0) return [];
  return [
    {
      code: 'history-cut-off',
      severity: 'error',
      place: { file: '.git/shallow', line: 1, column: 1 },
      what: `This is a shallow clone: ${pins} pinned revisions and ${records} release records could not be compared with history.`,
      why: 'Whether a pin is on main, a record is as it landed and a database only moves up is written nowhere else.',
      fix: 'Run `git fetch --unshallow`; in a workflow set `fetch-depth: 0` on the checkout.',
    },
  ];
};
