import { changedScope } from '../check/changed.ts';
import { checkScope } from '../check/check.ts';
import { reachOf } from '../check/reach.ts';
import type { ServiceName } from '../model/names.ts';
import type { Repository } from '../model/repository.ts';
import { keyOf, pathsSince, rememberClean, rememberedClean } from '../outside/clean.ts';
import type { Git } from '../outside/git.ts';
import { type History, scopeByHistory } from '../outside/git-facts.ts';
import { type Present, treesOf } from '../outside/repository.ts';
import { withArgocd } from './argocd-files.ts';
import { withPatterns } from './patterns.ts';
import { withRenders } from './renders.ts';

/** The files at hand, what main went through, and the instant of judging. */
export interface Judged {
  readonly snapshot: Present;
  readonly history: History;
  readonly now: Date;
}

/**
 * Was everything without a problem the last time, and did nothing go wrong since? Then only what the changes since can
 * affect is judged, which is all that can be wrong (`changedScope`). False means that it is not known.
 */
export const isStillClean = async (git: Git, { snapshot, history, now }: Judged): Promise<boolean> => {
  const { repository, problems, stand } = snapshot;
  const { mainline } = history;
  if (mainline.shallow || problems.length > 0 || stand === undefined) return false;
  const clean = rememberedClean(mainline, keyOf(stand, mainline));
  if (clean === undefined || (clean.until !== null && clean.until <= now.getTime())) return false;
  const paths = pathsSince(clean, stand);
  if (paths.size === 0) return true;
  const scope = await scopeByHistory(git, history, {
    databases: withDatabase(repository),
    isWhole: false,
    scope: (past) =>
      changedScope(
        repository,
        { now, entries: snapshot.entries, reach: reachOf(snapshot.leads), ...past },
        paths,
      ),
  });
  const asked = await withArgocd(git, { snapshot, mainline }, scope);
  return checkScope(await withPatterns(await withRenders(git, snapshot, { scope: asked }))).length === 0;
};

/** Keeps in mind that nothing is wrong, unless HEAD moved while it was judged. */
export const keepClean = async (git: Git, { snapshot, history }: Judged): Promise<void> => {
  const { repository, stand } = snapshot;
  if (history.mainline.shallow || stand === undefined || (await treesOf(git)) !== stand.trees) return;
  const ends = endingsOf(repository).flatMap(({ until }) => (until === undefined ? [] : Date.parse(until)));
  rememberClean(history.mainline, {
    key: keyOf(stand, history.mainline),
    differing: stand.differing,
    until: ends.length === 0 ? null : Math.min(...ends),
  });
};

/** What is told when it is over. */
const endingsOf = ({ locks, environments }: Repository): { readonly until?: string }[] => [
  ...locks,
  ...[...environments.values()].flatMap(({ verify }) => verify?.maintenance ?? []),
];

/** Services whose releases speak of a database. */
export const withDatabase = (repository: Repository): Set<ServiceName> =>
  new Set(
    [...repository.releases]
      .filter(([, records]) => [...records.values()].some((release) => release.database !== undefined))
      .map(([name]) => name),
  );
