import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiApplication, Plot } from './application.ts';
import { type Fault, misbehave } from './faults.ts';
import { makeStage, type Stage } from './stage.ts';

/** Everything that a test may say beforehand; all of it is JSON. */
export interface Script {
  readonly applications: readonly Plot[];
  /** Every so many milliseconds the story goes on by a step; absent: only when `tick` is called. */
  readonly every?: number;
  /** The story goes on by a step with every list that is asked for. */
  readonly tickOnList?: boolean;
  /** What goes wrong, in this order, at the first calls of each kind. */
  readonly faults?: readonly { readonly of: CallKind; readonly fault: Fault; readonly times?: number }[];
  readonly version?: string;
}

export type CallKind = 'list' | 'stream' | 'get' | 'version';

/** A running Argo CD API. It lives in this process: start programs that ask it asynchronously, or they wait for ever. */
export interface StandIn {
  readonly url: string;
  readonly token: string;
  /** Every call that came, with its query. */
  readonly calls: readonly { readonly kind: CallKind; readonly url: string }[];
  /** The story of every Application goes on by a step, and open streams are told. */
  tick(times?: number): void;
  /** Changes one Application in a way that no story does. */
  alter(name: string, change: (application: ApiApplication) => ApiApplication | undefined): void;
  /** From now on calls of one kind go wrong, so many times; without `times`, until `recover`. */
  fail(of: CallKind, fault: Fault, times?: number): void;
  recover(of?: CallKind): void;
  /** Cuts every open stream off in the middle. */
  dropStreams(): void;
  openStreams(): number;
  close(): Promise<void>;
}

/** A token as Argo CD makes one: three parts with points between. */
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwcm9qOnByb2R1Y3Rpb246dmVyaWZ5In0.c3RhbmQtaW4';

interface Planned {
  readonly of: CallKind;
  readonly fault: Fault;
  left: number;
}

/** Starts the stand-in on a port of its own. Close it, or the test process never ends. */
export const openStandIn = async (script: Script): Promise<StandIn> => {
  const stage = makeStage(script.applications);
  const calls: { kind: CallKind; url: string }[] = [];
  let planned: Planned[] = (script.faults ?? []).map(({ times = 1, ...one }) => ({ ...one, left: times }));
  const faultOf = (kind: CallKind): Fault | undefined => {
    const plan = planned.find(({ of, left }) => of === kind && left > 0);
    if (plan !== undefined) plan.left -= 1;
    return plan?.fault;
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const kind = kindOf(url.pathname);
    if (kind === undefined) return void json(response, 404, { error: 'Not Found', code: 5 });
    calls.push({ kind, url: request.url ?? '' });
    if (kind === 'list' && script.tickOnList === true) stage.tick();
    const fault = faultOf(kind);
    if (fault !== undefined) return misbehave(fault, request, response);
    if (kind !== 'version' && request.headers.authorization !== `Bearer ${TOKEN}`)
      return void json(response, 401, { error: 'invalid session: token is malformed', code: 16 });
    ANSWERS[kind](url, { response, stage, script });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const timer = script.every === undefined ? undefined : setInterval(() => stage.tick(), script.every);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: TOKEN,
    calls,
    tick: (times = 1) => {
      for (let left = times; left > 0; left--) stage.tick();
    },
    alter: stage.alter,
    fail: (of, fault, times = Number.POSITIVE_INFINITY) => {
      planned = [...planned, { of, fault, left: times }];
    },
    recover: (of) => {
      planned = planned.filter((one) => of !== undefined && one.of !== of);
    },
    dropStreams: () => stage.dropListeners(),
    openStreams: () => stage.listening(),
    close: async () => {
      clearInterval(timer);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
};

const kindOf = (path: string): CallKind | undefined => {
  if (path === '/api/version') return 'version';
  if (path === '/api/v1/applications') return 'list';
  if (path === '/api/v1/stream/applications') return 'stream';
  return path.startsWith('/api/v1/applications/') ? 'get' : undefined;
};

interface Desk {
  readonly response: ServerResponse;
  readonly stage: Stage;
  readonly script: Script;
}

const ANSWERS: Readonly<Record<CallKind, (url: URL, desk: Desk) => void>> = {
  version: (_, { response, script }) =>
    json(response, 200, { Version: script.version ?? 'v3.5.1+0e6e6b1', Platform: 'linux/amd64' }),
  list: ({ searchParams }, { response, stage }) => {
    // As the real one: of nothing it makes null, and of what may not be seen it says nothing.
    const items = stage.all().filter((one) => isMeant(one, searchParams));
    json(response, 200, { metadata: { resourceVersion: '1' }, items: items.length === 0 ? null : items });
  },
  get: ({ pathname, searchParams }, { response, stage }) => {
    const name = decodeURIComponent(pathname.split('/').at(-1) ?? '');
    if (searchParams.get('refresh') !== null) stage.refresh(name);
    const found = stage.all().find(({ metadata }) => metadata.name === name);
    // As the real one: whoever may not know what there is learns nothing.
    if (found === undefined) json(response, 403, { error: 'permission denied', code: 7 });
    else json(response, 200, found);
  },
  stream: ({ searchParams }, { response, stage }) => listen(searchParams, response, stage),
};

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

const isMeant = ({ spec, metadata }: ApiApplication, query: URLSearchParams): boolean => {
  const projects = query.getAll('projects');
  const [label = '', value] = (query.get('selector') ?? '').split('=');
  return (
    (projects.length === 0 || projects.includes(spec.project)) &&
    (value === undefined || metadata.labels[label] === value)
  );
};

/** First everything there is, then every change, as server-sent events of grpc-gateway's stream envelope. */
const listen = (query: URLSearchParams, response: ServerResponse, stage: Stage): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  const tell = (type: string, application: ApiApplication): void => {
    if (!isMeant(application, query)) return;
    response.write(`data: ${JSON.stringify({ result: { type, application } })} \n\n`);
  };
  for (const one of stage.all()) tell('ADDED', one);
  const leave = stage.listen({ tell, drop: () => response.destroy() });
  response.on('close', leave);
};
