import type { RawCommit, TreeRow } from './bare.ts';
import { gitCommit, gitRef } from './shapes.ts';
import { followBranches, type Hub } from './store.ts';
import { Refusal, type Route, route } from './typing.ts';

const ROOT = '/repos/{owner}/{repo}/git';

/** The Git data API: refs, commits and trees of the bare repository. */
export const gitRoutes = (hub: Hub): Route[] => [...refRoutes(hub), ...objectRoutes(hub)];

const refRoutes = (hub: Hub): Route[] => [
  route('get', `${ROOT}/ref/{ref}`)(200, ({ part }) => {
    const name = `refs/${part('ref')}`;
    const sha = hub.bare.ref(name);
    if (sha === undefined) throw new Refusal(404, 'Not Found');
    return gitRef(hub, name, sha);
  }),
  route('get', `${ROOT}/matching-refs/{ref}`)(200, ({ part }) =>
    [...hub.bare.refs(`refs/${part('ref')}`)].map(([name, sha]) => gitRef(hub, name, sha)),
  ),
  route('post', `${ROOT}/refs`)(201, ({ body }) => {
    if (!/^refs\/.+\//.test(body.ref)) throw new Refusal(422, 'Reference name is invalid');
    if (hub.bare.ref(body.ref) !== undefined) throw new Refusal(422, 'Reference already exists');
    return gitRef(hub, body.ref, move(hub, body.ref, body.sha));
  }),
  route('patch', `${ROOT}/refs/{ref}`)(200, ({ part, body }) => {
    const name = `refs/${part('ref')}`;
    const old = hub.bare.ref(name);
    if (old === undefined) throw new Refusal(422, 'Reference does not exist');
    const forward = hub.bare.attempt(['merge-base', '--is-ancestor', old, body.sha]) !== undefined;
    if (!forward && body.force !== true) throw new Refusal(422, 'Update is not a fast forward');
    return gitRef(hub, name, move(hub, name, body.sha));
  }),
  route('delete', `${ROOT}/refs/{ref}`)(204, ({ part }) => {
    const name = `refs/${part('ref')}`;
    if (hub.bare.ref(name) === undefined) throw new Refusal(422, 'Reference does not exist');
    hub.bare.setRef(name, null);
    followBranches(hub);
    return undefined;
  }),
];

const move = (hub: Hub, name: string, sha: string): string => {
  if (hub.rules.guarded.some((branch) => name === `refs/heads/${branch}`))
    throw new Refusal(
      422,
      'Repository rule violations found\n\nChanges must be made through a pull request.\n\n',
    );
  if (hub.bare.commit(sha) === undefined) throw new Refusal(422, 'Object does not exist');
  if (hub.bare.attempt(['check-ref-format', name]) === undefined)
    throw new Refusal(422, `${name} is not a valid ref name.`);
  hub.bare.setRef(name, sha);
  followBranches(hub);
  return sha;
};

const objectRoutes = (hub: Hub): Route[] => [
  route('get', `${ROOT}/commits/{commit_sha}`)(200, ({ part }) =>
    gitCommit(hub, found(hub.bare.commit(part('commit_sha')))),
  ),
  route('get', `${ROOT}/trees/{tree_sha}`)(200, ({ part, query }) => {
    const rows = found(hub.bare.tree(part('tree_sha'), query.has('recursive')));
    return treeAnswer(hub, part('tree_sha'), rows);
  }),
  route('post', `${ROOT}/blobs`)(201, ({ body }) => {
    const encoding = body.encoding === 'base64' ? 'base64' : 'utf8';
    const sha = hub.bare.writeBlob(Buffer.from(body.content, encoding));
    return { url: `${hub.url}/blobs/${sha}`, sha };
  }),
  route('post', `${ROOT}/trees`)(201, ({ body }) => {
    const base = body.base_tree;
    const known = new Set(base === undefined ? [] : hub.bare.tree(base, true)?.map((row) => row.path));
    for (const { path = '', sha } of body.tree)
      if (sha === null && !known.has(path)) throw new Refusal(422, 'GitRPC::BadObjectState');
    const sha = writeTree(hub, base, body.tree);
    return treeAnswer(hub, sha, found(hub.bare.tree(sha, false)));
  }),
  route('post', `${ROOT}/commits`)(201, ({ body, login }) => {
    const parents = body.parents ?? [];
    if ([body.tree, ...parents].some((sha) => hub.bare.attempt(['cat-file', '-e', sha]) === undefined))
      throw new Refusal(422, 'Tree SHA does not exist');
    if (body.message.includes('\0')) throw new Refusal(422, 'message may not contain NUL');
    const who = { name: login, email: `${login}@users.noreply.github.test`, date: hub.tick() };
    const commit = { tree: body.tree, parents, author: who, committer: who, message: body.message };
    const sha = hub.bare.writeCommit(commit);
    return gitCommit(hub, { ...commit, sha });
  }),
];

interface Wanted {
  readonly path?: string;
  readonly mode?: string;
  readonly sha?: string | null;
  readonly content?: string;
}

const writeTree = (hub: Hub, base: string | undefined, changes: readonly Wanted[]): string => {
  try {
    return hub.bare.writeTree(
      base,
      changes.map((change) => ({ ...change, path: change.path ?? '', mode: change.mode ?? '100644' })),
    );
  } catch {
    throw new Refusal(422, 'tree.path contains a malformed path component');
  }
};

const found = <T extends RawCommit | readonly TreeRow[]>(value: T | undefined): T => {
  if (value === undefined) throw new Refusal(404, 'Not Found');
  return value;
};

const treeAnswer = (hub: Hub, sha: string, rows: readonly TreeRow[]) => ({
  sha,
  url: `${hub.url}/trees/${sha}`,
  truncated: false,
  tree: rows.map((row) => ({ ...row })),
});
