import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Asked, ModelCluster } from './model-cluster.ts';

/** The API of Argo CD, the Git server and the ear of kubectl, on one port of loopback. */
export interface ModelServer {
  readonly url: string;
  readonly port: number;
  /** What was refused because nobody, or somebody else, asked. */
  readonly refused: readonly string[];
  close(): Promise<void>;
}

export interface ModelSettings {
  readonly cluster: () => ModelCluster;
  /** The folder above the bare repository `shop/shop.git`. */
  readonly git: string;
  readonly adminPassword: string;
}

const SESSION = 'session-of-admin';

/** Starts it; everything that it starts ends with `close`. */
export const openModelServer = async (settings: ModelSettings): Promise<ModelServer> => {
  const refused: string[] = [];
  const children = new Set<ChildProcess>();
  const server = createServer((request, response) => {
    void answer({ ...settings, refused, children }, request, response).catch((thrown: unknown) => {
      response.writeHead(500).end(String(thrown));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    refused,
    close: async () => {
      for (const child of children) child.kill();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

interface Serving extends ModelSettings {
  readonly refused: string[];
  readonly children: Set<ChildProcess>;
}

const answer = async (
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const url = new URL(request.url ?? '/', 'http://model');
  if (url.pathname.startsWith('/shop/')) return serveGit(serving, url, { request, response });
  const body = await textOf(request);
  if (url.pathname === '/kubectl') {
    const asked = JSON.parse(body) as Asked;
    response.end(serving.cluster().kubectl(asked));
    return;
  }
  const { status, json } = argocd(serving, url, {
    body,
    token: (request.headers.authorization ?? '').replace('Bearer ', ''),
  });
  if (status !== 200) serving.refused.push(`${request.method} ${url.pathname}`);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
};

interface Said {
  readonly body: string;
  readonly token: string;
}

const argocd = (
  { cluster, adminPassword }: ModelSettings,
  url: URL,
  { body, token }: Said,
): { status: number; json: object } => {
  const path = url.pathname;
  if (path === '/api/version') return { status: 200, json: { Version: 'v3.5.8+model' } };
  if (path === '/api/v1/session') {
    const { password } = JSON.parse(body) as { password: string };
    return password === adminPassword ? { status: 200, json: { token: SESSION } } : { status: 401, json: {} };
  }
  const [, project] = /^\/api\/v1\/projects\/([a-z]+)\/roles\/verify\/token$/.exec(path) ?? [];
  if (project !== undefined)
    return token === SESSION
      ? { status: 200, json: { token: `token-of-${project}` } }
      : { status: 401, json: {} };
  const asked = /^token-of-([a-z]+)$/.exec(token)?.[1];
  if (asked === undefined) return { status: 401, json: { message: 'no session' } };
  const items = cluster().applications(asked);
  if (path === '/api/v1/applications')
    return { status: 200, json: { metadata: { resourceVersion: '1' }, items } };
  const one = items.find(({ metadata }) => path === `/api/v1/applications/${metadata.name}`);
  return one === undefined ? { status: 404, json: { message: 'not found' } } : { status: 200, json: one };
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Git's own program for smart HTTP, as a web server runs it (git-http-backend(1)). Pushing needs a name. */
const serveGit = async (
  { cluster, git, refused, children }: Serving,
  url: URL,
  { request, response }: Exchange,
): Promise<void> => {
  const secret = JSON.parse(
    cluster().kubectl({ args: ['', '', 'get', 'secret', 'git', ''], input: '' }) || '{"data":{}}',
  ) as { data: { password?: string } };
  const password = Buffer.from(secret.data.password ?? '', 'base64').toString('utf8');
  const isOwner =
    request.headers.authorization === `Basic ${Buffer.from(`shop:${password}`).toString('base64')}`;
  if (!isOwner) {
    refused.push(`${request.method} ${url.pathname}`);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="model"' }).end();
    return;
  }
  const backend = `${execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim()}/git-http-backend`;
  const child = spawn(backend, [], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: git,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_USER: 'shop',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: request.headers['git-protocol'] as string | undefined,
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  children.add(child);
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  children.delete(child);
  const whole = Buffer.concat(chunks);
  const end = whole.indexOf('\r\n\r\n');
  const headers = whole
    .subarray(0, end)
    .toString('latin1')
    .split('\r\n')
    .map((line) => line.split(': ') as [string, string]);
  const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
  response.writeHead(
    Number.parseInt(status, 10),
    Object.fromEntries(headers.filter(([name]) => name !== 'Status')),
  );
  response.end(whole.subarray(end + 4));
};
