import * as assert from 'uvu/assert';
import type { CommitRequest, Pull } from '../../scripts/model/forge.ts';
import type { CommitId } from '../../scripts/model/names.ts';
import { ForgeError, type ForgeTrouble } from '../../scripts/outside/failure.ts';
import type { Forge } from '../../scripts/outside/forge.ts';
import { type Bare, openBare } from '../support/github/bare.ts';

process.setMaxListeners(0);

export type Files = Readonly<Record<string, string | null>>;

/** One forge under test, over a repository that has `BEGINNING` on main. */
export interface Ground {
  readonly forge: Forge;
  /** A second person, who may approve. */
  readonly reviewer: { readonly name: string; readonly forge: Forge };
  /** The name approvals of the pull request's own author would carry. */
  readonly author: { readonly name: string; readonly forge: Forge };
  /** The repository the forge keeps, looked at directly. */
  readonly bare: Bare;
  /** Somebody's commit, made without this product. */
  push(branch: string, files: Files, message?: string): CommitId;
  /** Somebody closes a pull request and leaves its branch. */
  dismiss(pull: Pull): Promise<void>;
  close(): Promise<void>;
}

export const BEGINNING = {
  'README.md': 'A shop.\n',
  'environments/production/service-a.yaml': 'version: "1.0.0"\n',
  'environments/production/service-b.yaml': 'version: "0.5.0"\n# kept\n',
};
export const PREFIX = 'promote/';
export const BRANCH = 'promote/production/service-b-0a1b2c3d';
export const TRAILERS = 'Promotion-To: production\nPromotes: service-b';

/** Writes a commit with plumbing only, so that it works beside any working tree. */
export const pushTo = (bare: Bare, branch: string, change: { files: Files; message: string }): CommitId => {
  const tip = bare.ref(`refs/heads/${branch}`) ?? (bare.ref('refs/heads/main') as string);
  const changes = Object.entries(change.files).map(([path, content]) => ({
    path,
    mode: '100644',
    ...(content === null ? { sha: null } : { content }),
  }));
  const who = { name: 'Somebody', email: 'somebody@example.com', date: '2026-02-01T00:00:00Z' };
  const tree = bare.writeTree(tip, changes);
  const commit = bare.writeCommit({
    tree,
    parents: [tip],
    author: who,
    committer: who,
    message: change.message,
  });
  bare.setRef(`refs/heads/${branch}`, commit);
  return commit as CommitId;
};

export const bareAt = (root: string): Bare => openBare(root);

export const mainOf = (ground: Ground): CommitId => ground.bare.ref('refs/heads/main') as CommitId;

export const textAt = (ground: Ground, revision: string, path: string): string | undefined =>
  ground.bare.attempt(['cat-file', 'blob', `${revision}:${path}`]);

export const requestOn = (parent: CommitId, more: Partial<CommitRequest> = {}): CommitRequest => ({
  branch: BRANCH,
  parent,
  message: `Promote service-b 0.5.1 to production\n\nWhy.\n\n${TRAILERS}\n`,
  files: [{ path: 'environments/production/service-b.yaml', text: 'version: "0.5.1"\n# kept\n' }],
  ...more,
});

export const STORY = {
  branch: BRANCH,
  title: 'Promote service-b 0.5.1 to production',
  body: 'Carries **service-b**.\n',
  labels: ['promotion', 'production'],
  reviewers: [] as string[],
};

/** A promotion as far as its open pull request. */
export const openOne = async (ground: Ground, more: Partial<CommitRequest> = {}): Promise<Pull> => {
  const request = requestOn(mainOf(ground), more);
  await ground.forge.commit(request);
  return ground.forge.open({ ...STORY, branch: request.branch });
};

/** Runs what must fail with a `ForgeError` of that kind, and answers its words. */
export const fails = async (trouble: ForgeTrouble, work: () => Promise<unknown>): Promise<ForgeError> => {
  try {
    await work();
  } catch (error) {
    assert.instance(error, ForgeError, `expected a ForgeError, got ${String(error)}`);
    const failure = error as ForgeError;
    assert.is(failure.trouble, trouble, `${failure.message} ${failure.fix}`);
    assert.match(failure.fix, /^[A-Z].*[^ ]$/, 'ends in an instruction');
    return failure;
  }
  throw new Error(`expected the forge to fail with ${trouble}`);
};

/** What the forge would plan from: everything but times. */
export const everything = async (ground: Ground): Promise<string> => {
  const view = await ground.forge.look({ prefix: PREFIX });
  return JSON.stringify({ view, heads: [...ground.bare.refs('refs/heads/')] });
};
