import type { IncomingMessage, ServerResponse } from 'node:http';

/** The ways in which something between us and Argo CD, or Argo CD itself, answers badly. */
export type Fault =
  /** Takes the call and never answers. */
  | 'hang'
  /** Begins an event stream on which nothing ever comes. */
  | 'silence'
  /** A proxy that cannot reach Argo CD. */
  | 'bad-gateway'
  /** A page to log in, with status 200. */
  | 'login-page'
  /** Sends the caller to the login of another host. */
  | 'login-redirect'
  | 'refuse-token'
  | 'forbid'
  | 'not-found'
  /** JSON that ends in the middle. */
  | 'half'
  /** JSON of another kind. */
  | 'other-json'
  /** An event that is an error. */
  | 'error-event'
  /** Cuts the connection. */
  | 'reset';

type Answering = (response: ServerResponse, request: IncomingMessage) => void;

const page =
  (status: number, type: string, body: string): Answering =>
  (response) =>
    void response.writeHead(status, { 'content-type': type }).end(body);

const LOGIN = '<!doctype html><title>Log in</title><form action="/auth/login"></form>';

const FAULTS: Readonly<Record<Fault, Answering>> = {
  hang: () => undefined,
  silence: (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
  },
  'bad-gateway': page(502, 'text/html', '<html><body>502 Bad Gateway</body></html>'),
  'login-page': page(200, 'text/html; charset=utf-8', LOGIN),
  'login-redirect': (response) => {
    response.writeHead(302, { location: 'https://sso.example.com/login?state=secret' }).end();
  },
  'refuse-token': page(
    401,
    'application/json',
    '{"error":"invalid session: token has been revoked","code":16,"message":"invalid session"}',
  ),
  forbid: page(403, 'application/json', '{"error":"permission denied","code":7}'),
  'not-found': page(404, 'text/plain', '404 page not found'),
  half: page(200, 'application/json', '{"metadata":{},"items":[{"metadata":{"na'),
  'other-json': page(200, 'application/json', '{"metadata":{},"items":[{"kind":"Application"}]}'),
  'error-event': page(
    200,
    'text/event-stream',
    'data: {"error":{"grpc_code":14,"http_code":503,"message":"transport is closing"}} \n\n',
  ),
  reset: (_, request) => void request.socket.destroy(),
};

export const misbehave = (fault: Fault, request: IncomingMessage, response: ServerResponse): void =>
  FAULTS[fault](response, request);
