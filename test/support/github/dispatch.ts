import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Faults, send } from './faults.ts';
import { fullName, type Hub } from './store.ts';
import { type Answer, Refusal, type Route } from './typing.ts';

export interface LoggedCall {
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  readonly body: unknown;
  readonly login: string;
}

/** Login of the application's own token. */
export const BOT = 'release-brackets[bot]';

/** What is needed to answer a call. */
export interface Desk {
  readonly hub: Hub;
  readonly routes: readonly Route[];
  readonly logins: ReadonlyMap<string, string>;
  readonly log: LoggedCall[];
  readonly faults: Faults;
  /** A name the repository had before. */
  readonly formerly: string | undefined;
  /** Logins that may only read. */
  readonly readers: readonly string[];
}

/** Answers one call, or spoils the answer when a fault is waiting for it. */
export const receive = async (
  desk: Desk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const text = await readBody(request);
  const method = request.method ?? 'GET';
  const path = request.url ?? '/';
  const token = /^(?:bearer|token) (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const login = desk.logins.get(token);
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  desk.log.push({ method, path, body, login: login ?? '' });
  const fault = desk.faults.take(method, path);
  const skipped =
    fault !== undefined &&
    fault.done !== true &&
    ['answer', 'hang', 'stall', 'reset'].includes(fault.trouble.kind);
  if (fault?.trouble.kind === 'meanwhile' && fault.done !== true) fault.trouble.act();
  const before = fault?.trouble.kind === 'lie' ? desk.hub.bare.refs('refs/') : undefined;
  const answer = skipped ? { status: 200 } : perform(desk, { method, path, body, login });
  if (fault?.trouble.kind === 'meanwhile' && fault.done === true) fault.trouble.act();
  if (before !== undefined) restore(desk.hub, before);
  const headers = { ...desk.hub.settings.headers, ...answer.headers };
  await send({ request, response }, { ...answer, headers }, fault?.trouble);
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const restore = (hub: Hub, before: ReadonlyMap<string, string>): void => {
  for (const name of hub.bare.refs('refs/').keys()) if (!before.has(name)) hub.bare.setRef(name, null);
  for (const [name, sha] of before) hub.bare.setRef(name, sha);
};

interface Received {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly login: string | undefined;
}

const perform = (desk: Desk, asked: Received): Answer => {
  try {
    return dispatch(desk, asked);
  } catch (error) {
    if (error instanceof Refusal) return error.answer();
    throw error;
  }
};

const dispatch = (desk: Desk, asked: Received): Answer => {
  const moved = renamed(desk, asked);
  if (moved !== undefined) return moved;
  if (asked.login === undefined) throw new Refusal(401, 'Bad credentials');
  const url = new URL(asked.path, 'http://github.test');
  const place = url.pathname.replace(/^\/repositories\/4711(?=\/|$)/, `/repos/${fullName(desk.hub.rules)}`);
  const own = aboutToken(asked.method, place, asked.login);
  if (own !== undefined) return own;
  for (const route of desk.routes) {
    const parts = asked.method.toLowerCase() === route.method && partsOf(route.path, place);
    if (!parts || !isHere(desk.hub, parts)) continue;
    if (asked.method !== 'GET' && desk.readers.includes(asked.login))
      throw new Refusal(403, 'Resource not accessible by integration');
    const part = (name: string): string => parts.get(name) ?? '';
    const answer = route.handle({ part, query: url.searchParams, body: asked.body, login: asked.login });
    return Array.isArray(answer.body) && !place.includes('/labels') ? page(desk.hub, url, answer) : answer;
  }
  throw new Refusal(404, 'Not Found');
};

const isHere = ({ rules }: Hub, parts: ReadonlyMap<string, string>): boolean =>
  parts.has('org')
    ? parts.get('org') === rules.owner
    : `${parts.get('owner')}/${parts.get('repo')}` === fullName(rules);

/** Whose the token is. Of GraphQL this server speaks one question: only there an App is told whose its token is. */
const aboutToken = (method: string, place: string, login: string): Answer | undefined => {
  if (method === 'GET' && place === '/user') return whoAmI(login);
  if (method !== 'POST' || place !== '/graphql') return undefined;
  return { status: 200, body: { data: { viewer: { login } } } };
};

const whoAmI = (login: string): Answer => {
  if (login === BOT) throw new Refusal(403, 'Resource not accessible by integration');
  return { status: 200, body: { login } };
};

/** GitHub answers a renamed repository with 301 for reading and 307 for everything else. */
const renamed = (desk: Desk, asked: Received): Answer | undefined => {
  const old = `/repos/${desk.formerly}`;
  if (desk.formerly === undefined || !(asked.path === old || asked.path.startsWith(`${old}/`)))
    return undefined;
  const location = `${desk.hub.url}/repositories/4711${asked.path.slice(old.length)}`;
  const status = asked.method === 'GET' ? 301 : 307;
  return { status, headers: { location }, body: { message: 'Moved Permanently', url: location } };
};

/** Values of the `{…}` parts, or undefined when the place is another one. Only a ref may hold slashes. */
const partsOf = (pattern: string, place: string): Map<string, string> | undefined => {
  const names: string[] = [];
  const source = pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
    names.push(name);
    return name === 'ref' && pattern.includes('/git/') ? '(.+)' : '([^/]+)';
  });
  const match = new RegExp(`^${source}$`).exec(place);
  return match
    ? new Map(names.map((name, index) => [name, decodeURIComponent(match[index + 1] as string)]))
    : undefined;
};

/** Cuts a list into pages and says where the next one is. */
const page = (hub: Hub, url: URL, answer: Answer): Answer => {
  const size = Math.min(Number(url.searchParams.get('per_page') ?? 30), 100);
  const number = Number(url.searchParams.get('page') ?? 1);
  const rows = answer.body as unknown[];
  const next = new URL(url.pathname + url.search, hub.url);
  next.searchParams.set('page', String(number + 1));
  return {
    status: answer.status,
    body: rows.slice((number - 1) * size, number * size),
    headers: rows.length > number * size ? { link: `<${next}>; rel="next"` } : {},
  };
};
