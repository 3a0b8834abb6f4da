import { ConstantBackoff, decorrelatedJitterGenerator, handleWhenResult, retry } from 'cockatiel';
import { attempt, type Silent, type Tried } from './attempt.ts';
import { type Breaker, isDown, makeBreaker } from './breaker.ts';
import { type Clock, worldClock } from './clock.ts';
import { instant } from './instant.ts';
import { retryAfter } from './retry-after.ts';
import { type Answer, type Ask, type Patience, type Service, Unavailable } from './service.ts';

/** How patient to be with a service about which nothing else is known. */
export const PATIENCE: Patience = {
  timeout: 30_000,
  retries: 4,
  pause: 500,
  longest: 60_000,
  failures: 5,
  rest: 30_000,
};

/** A service under the one policy; what it remembers of failures is shared by all who ask through this object. */
export const openService = (
  name: string,
  patience: Patience = PATIENCE,
  clock: Clock = worldClock(),
): Service => {
  const policy: Policy = { name, patience, clock, breaker: makeBreaker(patience, clock) };
  return { name, ask: (url, ask = {}) => endedBy(ask.signal, () => answerOf({ url, ask }, policy)) };
};

interface Policy {
  readonly name: string;
  readonly patience: Patience;
  readonly clock: Clock;
  readonly breaker: Breaker;
}

interface Call {
  readonly url: string;
  readonly ask: Ask;
}

/** The signal ends the call at once, also where it waits for somebody else's probe. */
const endedBy = async <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
  if (signal === undefined) return work();
  signal.throwIfAborted();
  let end = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(signal.reason);
    signal.addEventListener('abort', end, { once: true });
  });
  try {
    return await Promise.race([ended, work()]);
  } finally {
    signal.removeEventListener('abort', end);
  }
};

const answerOf = async (call: Call, policy: Policy): Promise<Answer> => {
  const early = await duringGrace(call, policy);
  const isOver = early === undefined || (isDown(early) && isSafeAgain(early, call.ask));
  const tried = isOver ? await guarded(call, policy) : early;
  if (tried === undefined) throw resting(policy);
  if ('silent' in tried) throw silent(tried.silent, call, policy);
  const away = awayUntil(tried.answer, policy);
  if (away !== undefined) throw inMaintenance(away, policy);
  return tried.answer;
};

const once = ({ url, ask }: Call, { patience }: Policy): Promise<Tried> =>
  attempt({ url, ask, timeout: ask.timeout ?? patience.timeout });

const guarded = (call: Call, policy: Policy): Promise<Tried | undefined> => {
  const { breaker, patience } = policy;
  return repeated(call, policy, {
    retries: patience.retries,
    pauses: growingPauses(patience, patience.longest),
    longest: () => patience.longest,
    once: () => breaker.run(() => once(call, policy)),
    again: (tried) => !breaker.isOpen() && isWorthAnother(tried, call.ask, policy),
  });
};

/** Around the breaker: what is expected to be down must neither wear it out nor be kept from being asked by it. */
const duringGrace = async (call: Call, policy: Policy): Promise<Tried | undefined> => {
  const { grace = 0 } = call.ask;
  const left = (): number => grace - policy.clock.now();
  if (left() <= 0) return undefined;
  return repeated(call, policy, {
    retries: Number.POSITIVE_INFINITY,
    pauses: growingPauses(policy.patience, GRACE_PAUSES * policy.patience.pause),
    longest: left,
    once: async () => (left() > 0 ? once(call, policy) : undefined),
    again: (tried) => left() > 0 && isDown(tried) && isSafeAgain(tried, call.ask),
  });
};

/** Whoever waits for a service to come up wants to know soon that it is: the pauses stop growing early. */
const GRACE_PAUSES = 10;

interface Repeating {
  readonly retries: number;
  /** The next pause of our own, in milliseconds. */
  readonly pauses: () => number;
  /** No pause is longer than this, also when the service asks for it. */
  readonly longest: () => number;
  readonly once: () => Promise<Tried | undefined>;
  readonly again: (tried: Tried) => boolean;
}

/** The pause is made here and not by cockatiel, whose pauses nothing can end, nor give another clock. */
const repeated = (
  call: Call,
  policy: Policy,
  { retries, pauses, longest, once, again }: Repeating,
): Promise<Tried | undefined> => {
  const { ask } = call;
  const { clock } = policy;
  const worth = handleWhenResult((tried) => tried !== undefined && again(tried as Tried));
  let last: Tried | undefined;
  return retry(worth, { maxAttempts: retries, backoff: new ConstantBackoff(0) }).execute(async (tries) => {
    if (tries.attempt > 0) {
      if (last !== undefined && 'silent' in last) ask.onSilence?.(silent(last.silent, call, policy).message);
      const wait = Math.min(longest(), askedToWait(last, clock) ?? pauses());
      await clock.sleep(Math.max(0, wait), ask.signal);
    }
    last = await once();
    return last;
  });
};

/** Decorrelated jitter: the first about `pause`, each about twice the last, none longer than `most`. */
const growingPauses = ({ pause }: Patience, most: number): (() => number) => {
  const generator = decorrelatedJitterGenerator;
  const options = { initialDelay: pause, maxDelay: most, exponent: 2, generator };
  let state: [number, number] | undefined;
  return () => {
    const [wait, next] = generator(state, options);
    state = next;
    return wait;
  };
};

const askedToWait = (tried: Tried | undefined, clock: Clock): number | undefined =>
  tried !== undefined && 'answer' in tried ? retryAfter(tried.answer.headers, clock.now()) : undefined;

const isWorthAnother = (tried: Tried, ask: Ask, { patience, clock }: Policy): boolean =>
  (isDown(tried) || isBusy(tried)) &&
  !isFinal(tried) &&
  isSafeAgain(tried, ask) &&
  (askedToWait(tried, clock) ?? 0) <= patience.longest;

const isBusy = (tried: Tried): boolean =>
  'answer' in tried && (tried.answer.status === 429 || tried.judgement === 'again');

const isFinal = (tried: Tried): boolean => 'answer' in tried && tried.judgement === 'final';

/**
 * Where asking twice may do twice what was asked, it is asked again only when it certainly was not done: nothing was
 * sent, or the service sent it back with the time to come again. After a time-out or a cut it may have been done.
 */
const isSafeAgain = (tried: Tried, ask: Ask): boolean => {
  const method = (ask.method ?? 'GET').toUpperCase();
  if (ask.repeatable ?? (method !== 'POST' && method !== 'PATCH')) return true;
  if ('silent' in tried) return tried.silent.silence === 'refused';
  const { status, headers } = tried.answer;
  return (status === 429 || status === 503) && headers.has('retry-after');
};

/** A service that answers 503 and comes back later than we wait has said that it is in maintenance. */
const awayUntil = ({ status, headers }: Answer, { patience, clock }: Policy): number | undefined => {
  const now = clock.now();
  const wait = status === 503 ? retryAfter(headers, now) : undefined;
  return wait !== undefined && wait > patience.longest ? now + wait : undefined;
};

const silent = ({ silence, why, fix, cause }: Silent, { url }: Call, { name }: Policy): Unavailable => {
  const { origin } = new URL(url);
  return new Unavailable({
    silence,
    what: `${name} did not answer at ${origin}: ${why}.`,
    fix: fix ?? `Check the network and that ${origin} is ${name} and is up, then run this again.`,
    cause,
  });
};

const resting = ({ name, patience, breaker }: Policy): Unavailable => {
  const until = breaker.until();
  return new Unavailable({
    silence: 'resting',
    what: `${name} failed ${patience.failures} times in a row and is left alone until ${instant(until)}.`,
    fix: `Run this again after that; until then look why ${name} fails.`,
    until,
  });
};

const inMaintenance = (until: number, { name }: Policy): Unavailable =>
  new Unavailable({
    silence: 'maintenance',
    what: `${name} is away and asks not to be called before ${instant(until)}.`,
    fix: 'Run this again after that.',
    until,
  });
