import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What the server does with one request. */
export type Behaviour =
  | {
      readonly kind: 'answer';
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      /** Milliseconds before anything is sent. */
      readonly after?: number;
    }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Sends the headers and the beginning of a body, and never the rest. */
  | { readonly kind: 'stall' }
  /** Cuts the connection before anything is sent. */
  | { readonly kind: 'reset' }
  /** Sends half of the body that it announced, and cuts the connection. */
  | { readonly kind: 'half' }
  /** One byte of the body at a time, so many milliseconds apart. */
  | { readonly kind: 'drip'; readonly body: string; readonly every: number }
  /** No HTTP at all. */
  | { readonly kind: 'noise' }
  /** A body of so many bytes, or until nobody reads it any more. */
  | { readonly kind: 'flood'; readonly bytes: number };

/** What came, as it came. */
export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Scripted {
  /** Without a slash at the end; the port stays the same while the server is down. */
  readonly url: string;
  readonly calls: readonly Call[];
  /** Requests that have no answer yet and whose connection is there. */
  open(): number;
  /** What comes next, one behaviour a request; behind the last of them `otherwise` holds. */
  play(...behaviours: readonly Behaviour[]): void;
  otherwise(behaviour: Behaviour): void;
  /** Really closes the port: who connects is refused. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

/** An answer with a body; without one, `fine`. */
export const answer = (
  status = 200,
  more: { headers?: Readonly<Record<string, string>>; body?: string; after?: number } = {},
): Behaviour => ({ kind: 'answer', status, ...more });

/** A server on loopback that does as it is told, request by request. Answers 200 `fine` until told otherwise. */
const startScripted = async (...behaviours: readonly Behaviour[]): Promise<Scripted> => {
  const queue = [...behaviours];
  const calls: Call[] = [];
  const waiting = new Set<Socket>();
  let rest: Behaviour = answer();
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { socket, method = '', url = '', headers } = request;
    const behaviour = queue.shift() ?? rest;
    waiting.add(socket);
    response.once('close', () => waiting.delete(socket));
    const call = { method, url, headers, body: '' };
    calls.push(call);
    for await (const chunk of request) call.body += String(chunk);
    await behave(behaviour, response);
  };
  let server = await listen(listener, 0);
  const { port } = server.address() as AddressInfo;
  const down = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    open: () => waiting.size,
    play: (...more) => void queue.splice(0, queue.length, ...more),
    otherwise: (behaviour) => {
      rest = behaviour;
    },
    down,
    up: async () => {
      if (!server.listening) server = await listen(listener, port);
    },
    close: down,
  };
};

/** An address of loopback where nobody listens. */
export const emptyAddress = async (): Promise<string> => {
  const server = await startScripted();
  await server.close();
  return server.url;
};

/** Runs `work` while the server is up. */
export const withScripted = async (
  work: (server: Scripted) => Promise<void>,
  ...behaviours: readonly Behaviour[]
): Promise<void> => {
  const server = await startScripted(...behaviours);
  try {
    await work(server);
  } finally {
    await server.close();
  }
};

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const listen = async (listener: Listener, port: number): Promise<Server> => {
  // A caller that leaves in the middle ends the listener with an error that is nobody's.
  const server = createServer((request, response) => void listener(request, response).catch(() => undefined));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
};

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds));

const TEXT = { 'content-type': 'text/plain' };

const behave = async (behaviour: Behaviour, response: ServerResponse): Promise<void> => {
  switch (behaviour.kind) {
    case 'answer': {
      const { status = 200, headers = {}, body = 'fine', after } = behaviour;
      if (after !== undefined) await pause(after);
      const empty = status === 204 || status === 304;
      response.writeHead(status, { ...TEXT, ...headers }).end(empty ? undefined : body);
      return;
    }
    case 'hang':
      return;
    case 'stall':
      return void response.writeHead(200, TEXT).write('fi');
    case 'reset':
      return void response.socket?.resetAndDestroy();
    case 'half':
      response.writeHead(200, { ...TEXT, 'content-length': '8' });
      return void response.write('half', () => response.socket?.destroy());
    case 'noise':
      return void response.socket?.end('220 mail.example.com ESMTP\r\n');
    case 'drip':
      return drip(behaviour, response);
    case 'flood':
      return flood(behaviour.bytes, response);
    default:
      return behaviour satisfies never;
  }
};

const drip = async (
  { body, every }: { body: string; every: number },
  response: ServerResponse,
): Promise<void> => {
  response.writeHead(200, TEXT);
  for (const letter of body) {
    if (response.closed) return;
    response.write(letter);
    await pause(every);
  }
  response.end();
};

const flood = async (bytes: number, response: ServerResponse): Promise<void> => {
  response.writeHead(200, TEXT);
  const gone = once(response, 'close');
  const piece = 'x'.repeat(64 * 1024);
  for (let sent = 0; sent < bytes && !response.destroyed; sent += piece.length)
    if (!response.write(piece)) await Promise.race([once(response, 'drain'), gone]);
  response.end();
};
