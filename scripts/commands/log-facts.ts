import {
  choose,
  type Deployment,
  deploymentsOf,
  type LogFacts,
  type Merged,
} from '../history/deployments.ts';
import type { LedgerEvent } from '../model/event.ts';
import type { CommitId, EnvironmentName } from '../model/names.ts';
import type { Problem } from '../model/problem.ts';
import type { Git } from '../outside/git.ts';
import type { LedgerPlace } from '../outside/ledger/tip.ts';
import { mergedBack, SLACK, timesOf } from './log-git.ts';
import type { Wanted } from './log-options.ts';

/** Of whom the log is, and where it is looked for. */
export interface LogQuestion extends Pick<Wanted, 'choice'>, Pick<LogFacts, 'now' | 'longest'> {
  readonly head: CommitId;
  readonly environments: readonly EnvironmentName[];
  readonly place: LedgerPlace;
}

/** The deployments that were asked for, and what was read to find them. */
export interface FoundLog extends Written {
  /** Oldest first. */
  readonly deployments: readonly Deployment[];
}

/**
 * Looks back only as far as the answer needs. As many deployments of Git as are wanted say how old the oldest can be,
 * and with it which months of the ledger count; where too few of them have the outcome asked for, it looks further.
 */
export const findLog = async (git: Git, question: LogQuestion): Promise<FoundLog> => {
  const { choice, environments, head } = question;
  for (let most = choice.limit; ; most *= 4) {
    const back = { environments, most, ...(choice.since === undefined ? {} : { since: choice.since }) };
    const { merged, isAll } = await mergedBack(git, head, back);
    if (!isAll && merged.length === 0) continue;
    const since = isAll ? choice.since : Math.max(choice.since ?? 0, oldestOf(merged));
    const written = await writtenSince(git, question, since);
    const all = deploymentsOf({
      ...question,
      merged,
      ...written,
      times: await strangeTimes(git, merged, written),
    });
    const deployments = choose(all, { ...choice, ...(since === undefined ? {} : { since }) });
    if (isAll || deployments.length >= choice.limit) return { deployments, ...written };
  }
};

const oldestOf = (merged: readonly Merged[]): number =>
  merged.reduce((oldest, { time }) => Math.min(oldest, time * 1000), Number.POSITIVE_INFINITY);

/** What the ledger holds of the months that count. */
interface Written {
  /** Its head; absent: nothing was ever written down. */
  readonly ledger?: CommitId;
  readonly events: readonly LedgerEvent[];
  readonly troubles: readonly Problem[];
}

const writtenSince = async (
  git: Git,
  { place, environments }: LogQuestion,
  since?: number,
): Promise<Written> => {
  const { readLedger } = await import('../outside/ledger/read.ts');
  const months = since === undefined ? {} : { since: since - SLACK };
  const { tip, files, rewritten } = await readLedger(git, { ...place, environments, ...months });
  const { parseLedgerFiles } = await import('../history/ledger/parse.ts');
  const { events, troubles } = parseLedgerFiles(files);
  return {
    ...(tip === undefined ? {} : { ledger: tip }),
    events,
    troubles: rewritten === undefined ? troubles : [rewritten, ...troubles],
  };
};

/** When the commits were made that the ledger names and the walk through main did not meet. */
const strangeTimes = (
  git: Git,
  merged: readonly Merged[],
  { events }: Written,
): Promise<LogFacts['times']> => {
  const known = new Set(merged.map(({ commit }) => commit));
  return timesOf(
    git,
    events.flatMap(({ data }) => (known.has(data.commit) ? [] : [data.commit])),
  );
};
