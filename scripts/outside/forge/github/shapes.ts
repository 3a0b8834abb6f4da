import { isCommitId } from '../../../model/names.ts';
import { unavailable } from '../trouble.ts';

type Shape = (value: unknown) => boolean;

const text: Shape = (value) => typeof value === 'string';
const number: Shape = (value) => typeof value === 'number';
const id: Shape = (value) => typeof value === 'string' && isCommitId(value);
const orNull =
  (shape: Shape): Shape =>
  (value) =>
    value === null || shape(value);
const list =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(shape);
const object =
  (keys: Readonly<Record<string, Shape>>): Shape =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(keys).every(([key, shape]) => shape((value as Readonly<Record<string, unknown>>)[key]));

const ref = object({ ref: text, object: object({ sha: id }) });
const commit = object({
  sha: id,
  tree: object({ sha: id }),
  parents: list(object({ sha: id })),
  message: text,
});
const tree = object({ sha: id, tree: list(object({ path: text, mode: text, type: text, sha: id })) });
const side = object({ ref: text, sha: id });
const pull = object({
  number,
  state: text,
  title: text,
  body: orNull(text),
  html_url: text,
  merged_at: orNull(text),
  labels: list(object({ name: text })),
  user: orNull(object({ login: text })),
  head: side,
  base: side,
});

/** What this forge reads of GitHub's answers, by method and the end of the path. */
const SHAPES: readonly (readonly [method: string, path: RegExp, shape: Shape])[] = [
  ['GET', /\/repos\/[^/]+\/[^/]+$/, object({ default_branch: text, full_name: text })],
  ['GET', /\/git\/matching-refs\//, list(ref)],
  ['GET', /\/git\/ref\//, ref],
  ['POST', /\/git\/refs$/, ref],
  ['PATCH', /\/git\/refs\//, ref],
  ['GET', /\/git\/commits\//, commit],
  ['POST', /\/git\/commits$/, commit],
  ['POST', /\/git\/blobs$/, object({ sha: id })],
  ['GET', /\/git\/trees\//, tree],
  ['POST', /\/git\/trees$/, tree],
  ['GET', /\/pulls$/, list(pull)],
  ['POST', /\/pulls$/, pull],
  ['GET', /\/pulls\/[^/]+$/, pull],
  ['PUT', /\/merge$/, object({ sha: id })],
  [
    'GET',
    /\/reviews$/,
    list(object({ state: text, user: orNull(object({ login: text })), commit_id: orNull(text) })),
  ],
  ['POST', /\/reviews$/, object({ state: text })],
  ['GET', /\/comments$/, list(object({}))],
  ['GET', /\/status$/, object({ statuses: list(object({ context: text, state: text })) })],
  ['GET', /\/deployments$/, list(object({ id: number }))],
  ['POST', /\/deployments$/, object({ id: number })],
  ['GET', /\/deployments\/\d+\/statuses$/, list(object({ state: text, description: text }))],
  ['GET', /\/teams$/, list(object({ slug: text }))],
  ['GET', /\/memberships\/[^/]+$/, object({ state: text })],
  ['GET', /\/user$/, object({ login: text })],
];

/**
 * Throws `unavailable` for an answer that is JSON and yet not what was asked for (a proxy, a GitHub gone wrong), so that
 * nothing unknown is ever taken for an answer.
 */
export const checkShape = (asked: { method: string; url: string }, data: unknown): void => {
  const path = asked.url.replace(/\?.*$/, '');
  const row = SHAPES.find(([method, pattern]) => method === asked.method && pattern.test(path));
  if (row === undefined || row[2](data)) return;
  throw unavailable(
    `GitHub's answer to ${asked.method} ${path} makes no sense.`,
    'Check that GITHUB_API_URL is the API and that no proxy answers in its place, then run this again.',
  );
};
