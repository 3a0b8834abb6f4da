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
import { mergedBack, timesOf } from './log-git.ts';
import type { LedgerLook } from './log-ledger.ts';
import type { Wanted } from './log-options.ts';

/** Of whom the log is, as far as it was looked at. */
export interface LogQuestion extends Pick<Wanted, 'choice'>, Pick<LogFacts, 'now' | 'longest'> {
  readonly head: CommitId;
  readonly environments: readonly EnvironmentName[];
}

/** The deployments that were asked for, and all that was read to find them. */
export interface FoundLog {
  /** Oldest first. */
  readonly deployments: readonly Deployment[];
  readonly events: readonly LedgerEvent[];
  readonly troubles: readonly Problem[];
}

/**
 * Looks back only as far as the answer needs. As many deployments of Git as are wanted say how old the oldest can be,
 * and with it which months of the ledger count; where too few of them have the outcome asked for, it looks further.
 */
export const findLog = async (git: Git, ledger: LedgerLook, question: LogQuestion): Promise<FoundLog> => {
  const { choice, environments } = question;
  for (let most = choice.limit; ; most *= 4) {
    const back = { environments, most, ...(choice.since === undefined ? {} : { since: choice.since }) };
    const { merged, isAll } = await mergedBack(git, question.head, back);
    if (!isAll && merged.length === 0) continue;
    const oldest = isAll ? choice.since : Math.max(choice.since ?? 0, oldestOf(merged));
    const { events, troubles } = await ledger.read(oldest);
    const known = new Set(merged.map(({ commit }) => commit));
    const strange = events.flatMap(({ data }) => (known.has(data.commit) ? [] : [data.commit]));
    const all = deploymentsOf({ ...question, merged, events, times: await timesOf(git, strange) });
    const deployments = choose(all, { ...choice, ...(oldest === undefined ? {} : { since: oldest }) });
    if (isAll || deployments.length >= choice.limit) return { deployments, events, troubles };
  }
};

const oldestOf = (merged: readonly Merged[]): number =>
  merged.reduce((oldest, { time }) => Math.min(oldest, time * 1000), Number.POSITIVE_INFINITY);
