import type { Rollout } from '../../verify/rollout/rollout.ts';
import type { Clock } from '../service/clock.ts';
import { Unavailable } from '../service/service.ts';
import { nameOf } from './answer.ts';
import type { Argocd } from './argocd.ts';
import { makeDesk } from './desk.ts';
import { LOOK_PACE, type LookPace, makePauses, type Pauses } from './pace.ts';
import { keepListening, quietly, type Watch } from './watch.ts';

/** What Argo CD shows, by name as its API writes it; or why it shows nothing. */
export type View = { readonly shown: ReadonlyMap<string, unknown> } | { readonly silent: Unavailable };

export interface Waiting {
  readonly argocd: Argocd;
  readonly environment: string;
  /** Called whenever there is something new; with `over` for the last time. */
  readonly judge: (view: View, over: boolean) => Rollout | Promise<Rollout>;
  /** When it has to be over, in milliseconds since 1970. */
  readonly deadline: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** Called when a judgement says something else than the one before. */
  readonly onProgress?: (rollout: Rollout) => void;
  readonly pace?: LookPace;
}

/**
 * Looks until the judgement is no longer `waiting` or the time is over, and answers with the last one. That Argo CD is
 * unavailable ends nothing early, except where it is said to be in maintenance for longer. Throws the signal's reason, a
 * `Failure` for a refused token, and what `judge` throws. Leaves nothing running.
 */
export const waitForRollout = async (waiting: Waiting): Promise<Rollout> => {
  const { clock, deadline, signal } = waiting;
  const closing = new AbortController();
  const end = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
  const works: Promise<unknown>[] = [];
  const watch: Watch = {
    ...waiting,
    pace: waiting.pace ?? LOOK_PACE,
    desk: makeDesk(),
    end,
    beside: (work) => void works.push(quietly(work)),
    isStreaming: false,
  };
  watch.beside(async () => {
    await clock.sleep(Math.max(0, deadline - clock.now()), end);
    closing.abort();
  });
  try {
    return await looking(waiting, watch);
  } finally {
    closing.abort();
    await Promise.all(works);
  }
};

const looking = async (waiting: Waiting, watch: Watch): Promise<Rollout> => {
  const judging = makeJudging(waiting, watch);
  let silent: Unavailable | undefined;
  for (;;) {
    silent = await list(waiting, watch, silent);
    const due = waiting.clock.now() + pauseAfter(silent, watch, judging.pauses);
    do {
      const rollout = await judging.judge(silent);
      if (rollout !== undefined) return rollout;
    } while (await hasNewsBefore(due, watch));
  }
};

/** Lists everything; answers why it could not. The time that is over while it tries is no trouble of Argo CD. */
const list = async (
  waiting: Waiting,
  watch: Watch,
  before: Unavailable | undefined,
): Promise<Unavailable | undefined> => {
  const { argocd, environment, clock } = waiting;
  const isFirst = watch.desk.shown() === undefined;
  try {
    watch.desk.list(await argocd.applications(environment, watch.end), clock.now());
    if (isFirst) watch.beside(() => keepListening(watch));
    return undefined;
  } catch (error) {
    waiting.signal?.throwIfAborted();
    if (error instanceof Unavailable) return error;
    if (watch.end.aborted) return before ?? unanswered(waiting);
    throw error;
  }
};

const unanswered = ({ environment }: Waiting): Unavailable =>
  new Unavailable({
    silence: 'timeout',
    what: `Argo CD did not tell what is in ${environment} before the time was over.`,
    fix: 'Look whether it is up, then run this again; a longer `verify.timeout` gives it more time.',
  });

const pauseAfter = (silent: Unavailable | undefined, watch: Watch, pauses: Pauses): number => {
  const { clock, pace } = watch;
  if (silent?.until !== undefined) return Math.max(pace.first, silent.until - clock.now());
  return watch.isStreaming ? pace.longest : pauses.next();
};

interface Judging {
  readonly pauses: Pauses;
  /** The judgement that ends the wait, if this is it. */
  judge(silent: Unavailable | undefined): Promise<Rollout | undefined>;
}

const makeJudging = (waiting: Waiting, watch: Watch): Judging => {
  const { clock, signal, onProgress } = waiting;
  const { desk, pace } = watch;
  const pauses = makePauses(pace.first, pace.longest);
  const refreshed = new Set<string>();
  let last = '';
  return {
    pauses,
    judge: async (silent) => {
      signal?.throwIfAborted();
      const over = watch.end.aborted || isLongAway(silent, waiting);
      const shown = clock.now() - desk.listedAt() <= pace.stale ? desk.shown() : undefined;
      // What was judged before and only could not be asked again is no second look.
      if (shown !== undefined && !desk.isNew() && !over) return undefined;
      desk.noted();
      const view =
        shown === undefined ? { silent: silent ?? unanswered(waiting) } : { shown: new Map(shown) };
      const rollout = await waiting.judge(view, over);
      const said = JSON.stringify([rollout.outcome, rollout.services]);
      if (said !== last) {
        pauses.reset();
        onProgress?.(rollout);
      }
      last = said;
      if (over || rollout.outcome !== 'waiting') return rollout;
      refresh(rollout, watch, refreshed);
      return undefined;
    },
  };
};

const isLongAway = (silent: Unavailable | undefined, { deadline }: Waiting): boolean =>
  silent?.silence === 'maintenance' && silent.until !== undefined && silent.until >= deadline;

/** Has each Application compared once, one after the other, that Argo CD has not compared since it was told. */
const refresh = ({ standings }: Rollout, watch: Watch, refreshed: Set<string>): void => {
  const names = standings
    .filter(({ stage, application }) => stage === 'not-looked' && !refreshed.has(application))
    .map(({ application }) => application);
  for (const name of names) refreshed.add(name);
  // It speeds things up and decides nothing, so it may fail.
  watch.beside(async () => {
    for (const name of names) {
      const application = await watch.argocd.refresh(name, watch.end);
      if (nameOf(application) === name) watch.desk.change({ name, application });
    }
  });
};

/** Waits for a change, and for those that come with it; false when the next list is due or the time is over. */
const hasNewsBefore = async (due: number, { clock, desk, end, pace }: Watch): Promise<boolean> => {
  const left = due - clock.now();
  if (left <= 0 || end.aborted) return false;
  const stop = new AbortController();
  const signal = AbortSignal.any([end, stop.signal]);
  const timer = quietly(() => clock.sleep(left, signal));
  await Promise.race([timer, desk.news(signal)]);
  stop.abort();
  await timer;
  if (!desk.isNew()) return false;
  await quietly(() => clock.sleep(pace.settle, end));
  return true;
};
