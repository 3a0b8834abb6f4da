import { setTimeout as pause } from 'node:timers/promises';
import type { Pace } from './settings.ts';

/**
 * `fetch` with the limits a job needs: every call ends in time, its body included; a redirect keeps method and body
 * and never leaves the API's own host, so the token cannot either; a 429 or 503 that says when to come back is obeyed;
 * what should be JSON and is not is an error, never a text that code takes for an answer.
 */
export const makeTransport = (url: string, pace: Pace): typeof fetch => {
  const home = new URL(url).origin;
  return async (input, init) => {
    for (let visit = 0; ; visit += 1) {
      const answer = await followed(String(input), { init: init ?? {}, home, timeout: pace.timeout });
      const wait = visit < pace.retries ? askedToWait(answer) : undefined;
      if (wait === undefined || wait > pace.patience) return answer;
      await pause(wait * pace.second);
    }
  };
};

interface Trip {
  readonly init: RequestInit;
  readonly home: string;
  readonly timeout: number;
}

const REDIRECTS = new Set([301, 302, 307, 308]);
const HOPS = 3;

const followed = async (start: string, trip: Trip): Promise<Response> => {
  let target = new URL(start);
  for (let hop = 0; hop <= HOPS; hop += 1) {
    if (target.origin !== trip.home) throw new Error(`it points to ${target.origin}, which is another host`);
    const signal = AbortSignal.timeout(trip.timeout);
    const answer = await timed(fetch(target, { ...trip.init, redirect: 'manual', signal }), trip.timeout);
    const location = answer.headers.get('location');
    if (!REDIRECTS.has(answer.status) || location === null) return timed(whole(answer), trip.timeout);
    await answer.body?.cancel();
    target = new URL(location, target);
  }
  throw new Error(`it redirects more than ${HOPS} times`);
};

/** Gives a time-out words of its own; the signal that causes it covers headers and body. */
const timed = <T>(work: Promise<T>, timeout: number): Promise<T> =>
  work.catch((error: unknown) => {
    if (error instanceof Error && error.name === 'TimeoutError')
      throw new Error(`no answer within ${timeout / 1000} s`);
    throw error;
  });

/** Reads the body to its end and insists on JSON. */
const whole = async (answer: Response): Promise<Response> => {
  const text = await answer.text();
  const { status, headers } = answer;
  if (status === 204 || status === 205 || status === 304) return new Response(null, { status, headers });
  const isJson = headers.get('content-type')?.includes('json') ?? false;
  if (status < 400 && !isJson) throw new Error(`the answer (${status}) is a page and not from the API`);
  if (isJson) checkJson(text, status);
  return new Response(text, { status, headers });
};

const checkJson = (text: string, status: number): void => {
  try {
    JSON.parse(text);
  } catch {
    throw new Error(`the answer (${status}) is not the JSON it should be`);
  }
};

/** Seconds a server asks to wait, outside GitHub's own secondary limit, which the throttling plugin handles. */
const askedToWait = (answer: Response): number | undefined => {
  const after = answer.headers.get('retry-after');
  if ((answer.status !== 429 && answer.status !== 503) || after === null || !/^\d+$/.test(after))
    return undefined;
  return answer.headers.get('x-ratelimit-remaining') === '0' ? undefined : Number(after);
};
