import type { components, paths } from '@octokit/openapi-types';

/** Shapes as GitHub publishes them (OpenAPI description of the REST API), so that the server below cannot drift. */
export type Schema = components['schemas'];
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

type Operation<P extends keyof paths, M extends Method> = M extends keyof paths[P]
  ? NonNullable<paths[P][M]>
  : never;
type JsonOf<T> = T extends { content: { 'application/json': infer Body } } ? Body : undefined;
type RequestOf<T> = T extends { requestBody?: infer R } ? JsonOf<NonNullable<R>> : undefined;
type ResponsesOf<T> = T extends { responses: infer R } ? R : never;
type StatusOf<P extends keyof paths, M extends Method> = keyof ResponsesOf<Operation<P, M>> &
  (200 | 201 | 204);

export interface Asked<Body> {
  /** Values of the path's `{…}` parts. */
  readonly part: (name: string) => string;
  readonly query: URLSearchParams;
  readonly body: Body;
  /** Who the token belongs to. */
  readonly login: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly handle: (asked: Asked<unknown>) => Answer;
}

/** One route of the API: status, request and answer have the types GitHub documents for that path and method. */
export const route =
  <P extends keyof paths, M extends Method>(method: M, path: P) =>
  <S extends StatusOf<P, M>>(
    status: S,
    handle: (asked: Asked<RequestOf<Operation<P, M>>>) => JsonOf<ResponsesOf<Operation<P, M>>[S]>,
  ): Route => ({
    method,
    path,
    handle: (asked) => ({
      status: Number(status),
      body: handle(asked as Asked<RequestOf<Operation<P, M>>>),
    }),
  });

/** What GitHub answers when it does not do what was asked. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly unknown[];

  constructor(status: number, message: string, errors: readonly unknown[] = []) {
    super(message);
    this.status = status;
    this.errors = errors;
  }

  answer(): Answer {
    const more = this.errors.length === 0 ? {} : { errors: this.errors };
    const body = { message: this.message, documentation_url: 'https://docs.github.com/rest', ...more };
    return { status: this.status, body: { ...body, status: String(this.status) } };
  }
}

export const invalid = (resource: string, message: string): Refusal =>
  new Refusal(422, 'Validation Failed', [{ resource, code: 'custom', message }]);
