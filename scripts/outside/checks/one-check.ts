import type { Check, CheckResult } from '../../model/verification.ts';
import type { Clock } from '../service/clock.ts';
import { type Attempted, attemptOnce, type Span } from './look.ts';
import type { CheckWorld, Limits } from './world.ts';

/**
 * Tries one check until it passes, its attempts are used up or the time is over, and answers what the last attempt that
 * came to an end has seen. Throws the signal's reason.
 */
export const runCheck = async (check: Check, world: CheckWorld, limits: Limits): Promise<CheckResult> => {
  const startedAt = world.clock.now();
  limits.onProgress?.({ what: 'begun', check, at: startedAt });
  const tried = await tryOn(check, world, limits);
  const result = resultOf({ check, tried, world, startedAt });
  limits.onProgress?.({ what: 'ended', check, result });
  return result;
};

interface Tried {
  readonly attempts: number;
  readonly last: Attempted;
}

const NO_TURN: Attempted = {
  outcome: 'unavailable',
  why: 'The time was over before it was asked: give `verify.timeout` more.',
};

/** Where nobody was asked, or the deadline came first, what was seen before still is what was seen. */
const tryOn = async (check: Check, world: CheckWorld, limits: Limits): Promise<Tried> => {
  const { clock } = world;
  let last = NO_TURN;
  let attempts = 0;
  let counted = 0;
  while (clock.now() < limits.deadline) {
    const isExpected = clock.now() < limits.graceUntil;
    const found = withoutSecrets(await attemptInTime(check, world, limits), world);
    const isAsked = found.until === undefined;
    if (attempts === 0 || found.declared === true || (isAsked && !isCut(found, world, limits))) last = found;
    attempts += 1;
    if (isAsked && !isExpected) counted += 1;
    const wait = found.until === undefined ? check.interval : found.until - clock.now();
    const isLast = counted >= check.attempts || clock.now() + wait >= limits.deadline;
    if (found.outcome === 'pass' || isLast) break;
    limits.onProgress?.({ what: 'again', check, attempt: attempts, judgement: found });
    await clock.sleep(Math.max(1, wait), limits.signal);
  }
  return { attempts, last };
};

/** Words of strangers are in what was seen; what looks like a secret in them is neither told nor kept. */
const withoutSecrets = (found: Attempted, { masked }: CheckWorld): Attempted => ({
  ...found,
  why: masked(found.why),
});

const isCut = ({ outcome }: Attempted, { clock }: CheckWorld, { deadline }: Limits): boolean =>
  outcome === 'unavailable' && clock.now() >= deadline;

/** A program has its own time-out, because it takes a moment to end one. */
const attemptInTime = async (
  check: Check,
  world: CheckWorld,
  { deadline, signal }: Limits,
): Promise<Attempted> => {
  const left = deadline - world.clock.now();
  const timeout = Math.min(check.timeout, left);
  if (check.question.kind === 'run') return attemptOnce(check, world, { timeout, signal: signal ?? NEVER });
  let silence: string | undefined;
  const onSilence = (what: string): void => {
    silence = what;
  };
  const found = await within({ timeout, signal: signal ?? NEVER }, world.clock, (span) =>
    attemptOnce(check, world, { ...span, onSilence }),
  );
  if (found !== undefined) return found;
  if (silence !== undefined)
    return unknown(`${silence} It was asked again until ${timeout / 1000} s were over.`);
  const lever = left < check.timeout ? '`verify.timeout`' : 'the `timeout` of the check';
  return unknown(
    `There was no whole answer within ${timeout / 1000} s: see what takes so long, or give ${lever} more.`,
  );
};

const NEVER = new AbortController().signal;

const unknown = (why: string): Attempted => ({ outcome: 'unavailable', why });

/** Undefined: the time was over first, and what was under way has been told to stop. */
const within = async <T>(
  { timeout, signal }: Span,
  clock: Clock,
  work: (span: Span) => Promise<T>,
): Promise<T | undefined> => {
  const timer = new AbortController();
  const over = new AbortController();
  const relay = (): void => over.abort(signal.reason);
  const late = clock.sleep(timeout, timer.signal).then(() => {
    over.abort();
    return undefined;
  });
  signal.addEventListener('abort', relay, { once: true });
  try {
    return await Promise.race([late, work({ timeout, signal: over.signal })]);
  } catch (error) {
    signal.throwIfAborted();
    if (over.signal.aborted) return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', relay);
    timer.abort();
  }
};

const resultOf = ({
  check,
  tried,
  world,
  startedAt,
}: {
  readonly check: Check;
  readonly tried: Tried;
  readonly world: CheckWorld;
  readonly startedAt: number;
}): CheckResult => {
  const { outcome, why, output } = tried.last;
  const { name, question, weight, key, level } = check;
  return {
    check: name,
    kind: question.kind,
    outcome: outcome !== 'pass' && level === 'warning' ? 'warning' : outcome,
    why,
    attempts: tried.attempts,
    weight,
    key,
    startedAt,
    endedAt: world.clock.now(),
    ...(output === undefined ? {} : { output }),
  };
};
