import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from './typing.ts';

/** What goes wrong with a call. */
export type Trouble =
  /** Answers this instead of what it would have answered. */
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** Answers late, in milliseconds. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Sends the headers and never the rest. */
  | { readonly kind: 'stall' }
  /** Cuts the connection. */
  | { readonly kind: 'reset' }
  /** Half a JSON text. */
  | { readonly kind: 'malformed' }
  /** Answers success, but every ref is afterwards where it was before. */
  | { readonly kind: 'lie' }
  /** Runs something of the test's own at this moment, such as a person's push. */
  | { readonly kind: 'meanwhile'; readonly act: () => void };

export interface Fault {
  readonly method?: string;
  /** Part of the path, or a pattern for it. */
  readonly path?: string | RegExp;
  /** How many calls it hits; default 1. */
  readonly times?: number;
  /** How many matching calls go well first; default 0. */
  readonly after?: number;
  /** Is the call carried out before it goes wrong? Default false. */
  readonly done?: boolean;
  readonly trouble: Trouble;
}

/** Faults on demand. Each call meets at most one. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** Takes the fault that hits this call, if any. */
  take(method: string, path: string): Fault | undefined;
}

export const makeFaults = (): Faults => {
  let waiting: { fault: Fault; left: number; skip: number }[] = [];
  return {
    add: (fault) => void waiting.push({ fault, left: fault.times ?? 1, skip: fault.after ?? 0 }),
    clear: () => {
      waiting = [];
    },
    take: (method, path) => {
      const hit = waiting.find((entry) => entry.left > 0 && matches(entry.fault, method, path));
      if (hit === undefined) return undefined;
      if (hit.skip > 0) {
        hit.skip -= 1;
        return undefined;
      }
      hit.left -= 1;
      return hit.fault;
    },
  };
};

const matches = (fault: Fault, method: string, path: string): boolean =>
  (fault.method === undefined || fault.method === method) &&
  (fault.path === undefined ||
    (typeof fault.path === 'string' ? path.includes(fault.path) : fault.path.test(path)));

/** A secondary rate limit as GitHub words it, to be tried again after so many seconds. */
export const secondaryLimit = (seconds: number, status = 403): Trouble => ({
  kind: 'answer',
  answer: {
    status,
    headers: { 'retry-after': String(seconds) },
    body: {
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    },
  },
});

/** The primary rate limit, used up until a moment given in seconds since 1970. */
export const primaryLimit = (reset: number, status = 403): Trouble => ({
  kind: 'answer',
  answer: {
    status,
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) },
    body: { message: 'API rate limit exceeded for installation ID 7.' },
  },
});

export const status = (code: number, message = 'Something went wrong'): Trouble => ({
  kind: 'answer',
  answer: { status: code, body: { message } },
});

/** Sends an answer, or spoils it. */
export const send = async (
  exchange: { request: IncomingMessage; response: ServerResponse },
  answer: Answer,
  trouble: Trouble | undefined,
): Promise<void> => {
  const { response } = exchange;
  if (trouble?.kind === 'hang') return;
  if (trouble?.kind === 'reset') return void exchange.request.socket.destroy();
  if (trouble?.kind === 'delay') await pause(trouble.milliseconds, undefined, { ref: false });
  const chosen = trouble?.kind === 'answer' ? trouble.answer : answer;
  response.writeHead(chosen.status, { 'content-type': 'application/json; charset=utf-8', ...chosen.headers });
  if (trouble?.kind === 'stall') return void response.write('{');
  const text = chosen.body === undefined ? '' : JSON.stringify(chosen.body);
  response.end(trouble?.kind === 'malformed' ? text.slice(0, Math.ceil(text.length / 2)) : text);
};
