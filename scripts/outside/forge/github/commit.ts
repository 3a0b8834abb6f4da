import { isUtf8 } from 'node:buffer';
import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { CommitRequest, FileRequest, HeadCommit } from '../../../model/forge.ts';
import type { CommitId } from '../../../model/names.ts';
import { checkBranch, checkFiles, cleanMessage, isLeftover, isSameCommit, parentsOf } from '../request.ts';
import { conflict, PLAN_AGAIN } from '../trouble.ts';
import type { Client } from './client.ts';
import { listPulls } from './list.ts';
import { pointBranch, readCommit, readTip } from './refs.ts';
import { modesOf } from './trees.ts';

const WRITING = 'contents: write';

/** One tree, one commit, one ref: three calls that write, whatever the number of files. */
export const commitOnGitHub = async (client: Client, request: CommitRequest): Promise<CommitId> => {
  checkBranch(request.branch);
  checkFiles(request.files);
  const parents = parentsOf(request);
  const tip = await readTip(client, request.branch);
  const there = tip === undefined || tip === request.expected ? undefined : await readCommit(client, tip);
  if (tip !== request.expected && (tip === undefined || there?.parents.join() !== parents.join()))
    await checkFree(client, request, { tip, there });
  const tree = await writeTree(client, request);
  const wanted: HeadCommit = { tree, parents, message: request.message };
  if (tip !== undefined && there !== undefined) {
    if (isSameCommit(there, wanted)) return tip;
    await checkFree(client, request, { tip, there });
  }
  const made = await writeCommit(client, wanted);
  const { branch } = await client.repository();
  const force = request.branch !== branch && tip !== request.parent;
  await pointBranch(client, { branch: request.branch, from: tip, to: made, force });
  return made;
};

interface Found {
  readonly tip: CommitId | undefined;
  readonly there: HeadCommit | undefined;
}

/** Throws `conflict` unless the branch is one a merge left behind, or a promotion that stopped before its pull request. */
const checkFree = async (client: Client, request: CommitRequest, { tip, there }: Found): Promise<void> => {
  const replaces = request.expected === undefined && request.parent !== undefined;
  if (tip !== undefined && there !== undefined && replaces) {
    const { branch } = await client.repository();
    const pulls = await listPulls(client, { state: 'all', branch: request.branch });
    const [latest] = pulls.sort((a, b) => b.number - a.number);
    const free =
      latest === undefined ? isLeftover(there) : latest.merged_at !== null && latest.head.sha === tip;
    if (free && request.branch !== branch) return;
  }
  throw conflict(
    `Branch ${request.branch} is at ${tip ?? 'no commit'}, expected was ${request.expected ?? 'no such branch'}.`,
    PLAN_AGAIN,
  );
};

type TreeChange = NonNullable<RestEndpointMethodTypes['git']['createTree']['parameters']>['tree'][number];

/** GitHub refuses to delete what is not there; then there is nothing to do. A file that was there keeps its mode. */
const writeTree = async (client: Client, request: CommitRequest): Promise<string> => {
  const paths = request.files.map((file) => file.path);
  const base = request.parent === undefined ? undefined : await readCommit(client, request.parent);
  const modes = base === undefined ? new Map<string, string>() : await modesOf(client, base.tree, paths);
  const changes: TreeChange[] = [];
  for (const file of request.files) {
    const { path } = file;
    const mode = modes.get(path) === '100755' ? '100755' : '100644';
    const content = await contentOf(client, file);
    if (content !== undefined) changes.push({ path, mode, type: 'blob', ...content });
    else if (modes.has(path)) changes.push({ path, mode, type: 'blob', sha: null });
  }
  if (base !== undefined && changes.length === 0) return base.tree;
  const onto = base === undefined ? {} : { base_tree: base.tree };
  const { data } = await client.ask({ what: 'write the files', needs: WRITING }, () =>
    client.octokit.rest.git.createTree({ ...client.at, ...onto, tree: changes }),
  );
  return data.sha;
};

/** Text goes into the tree as it is; bytes that are no text need a blob of their own, for JSON cannot carry them. */
const contentOf = async (
  client: Client,
  { text, bytes }: FileRequest,
): Promise<Pick<TreeChange, 'content' | 'sha'> | undefined> => {
  if (text !== undefined) return { content: text.toWellFormed() };
  if (bytes === undefined) return undefined;
  const content = Buffer.from(bytes);
  if (isUtf8(content)) return { content: content.toString('utf8') };
  const { data } = await client.ask({ what: 'write a file', needs: WRITING }, () =>
    client.octokit.rest.git.createBlob({
      ...client.at,
      content: content.toString('base64'),
      encoding: 'base64',
    }),
  );
  return { sha: data.sha };
};

/** Without an author of ours, so that GitHub names, and for an application signs with, the token's own account. */
const writeCommit = async (client: Client, wanted: HeadCommit): Promise<CommitId> => {
  const { data } = await client.ask({ what: 'write the commit', needs: WRITING }, () =>
    client.octokit.rest.git.createCommit({
      ...client.at,
      message: cleanMessage(wanted.message),
      tree: wanted.tree,
      parents: [...wanted.parents],
    }),
  );
  return data.sha as CommitId;
};
