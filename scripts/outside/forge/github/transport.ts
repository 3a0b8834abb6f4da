import { worldClock } from '../../service/clock.ts';
import { openService } from '../../service/open-service.ts';
import type { Answer, Ask, Judgement, Service } from '../../service/service.ts';
import { Unavailable } from '../../service/service.ts';
import type { Pace } from './settings.ts';

/** GitHub as a service like any other: time-outs, retries, `Retry-After` and the breaker are decided there. */
export const gitHubService = (pace: Pace): Service =>
  openService(
    'GitHub',
    {
      timeout: pace.timeout,
      retries: pace.retries,
      pause: 1000,
      longest: pace.patience * 1000,
      // Octokit's throttling lets ten calls run at once, and one hiccup may hit them all.
      failures: 20,
      rest: 30_000,
    },
    worldClock(1000 / pace.second),
  );

/**
 * `fetch` for Octokit, made of that service. The token stays at home: another host is refused, whether a redirect or
 * the address of a next page leads there. What should be JSON and is not is no answer, never a text that code takes for
 * one. Throws `Unavailable`.
 */
export const makeTransport = (url: string, service: Service): typeof fetch => {
  const home = new URL(url).origin;
  return async (input, init = {}) => {
    const target = new URL(String(input));
    if (target.origin !== home) throw elsewhere(target.origin);
    const { status, headers, text } = await service.ask(target.href, asked(target, init));
    const bare = status === 204 || status === 205 || status === 304;
    return new Response(bare ? null : text, { status, headers });
  };
};

const elsewhere = (origin: string): Unavailable =>
  new Unavailable({
    silence: 'broken',
    what: `GitHub points to ${origin}, which is another host.`,
    fix: 'Check that GITHUB_API_URL is the API and no proxy in front of it.',
  });

/** Octokit hands over texts and plain headers. */
const asked = (target: URL, { method = 'GET', headers, body, signal }: RequestInit): Ask => ({
  method,
  headers: Object.fromEntries(new Headers(headers)),
  repeatable: method !== 'POST' || !TWICE.test(target.pathname),
  judge,
  ...(typeof body === 'string' ? { body } : {}),
  ...(signal ? { signal } : {}),
});

/**
 * Calls that would leave two of a thing. Every other POST that is sent twice ends as one: the same Git object, the same
 * label, the newest status, or a 422 that says it is there.
 */
const TWICE = /\/(?:comments|deployments)$/;

const judge = (answer: Answer): Judgement | undefined => {
  const { status, headers, text } = answer;
  if (isLimit(answer)) return 'final';
  // GitHub's 500s pass like its 502s.
  if (status === 500) return 'again';
  if (status === 204 || status === 205 || status === 304) return undefined;
  const isJson = headers.get('content-type')?.includes('json') ?? false;
  if (status < 400 && !isJson) return { flaw: `what came (${status}) is a page and not from the API` };
  return isJson && !isReadable(text)
    ? { flaw: `what came (${status}) is not the JSON it should be` }
    : undefined;
};

/** Limits that the throttling plugin knows how to wait for. */
const isLimit = ({ status, headers, text }: Answer): boolean =>
  (status === 429 || status === 403) &&
  (headers.get('x-ratelimit-remaining') === '0' || /\bsecondary rate\b/i.test(text));

const isReadable = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
