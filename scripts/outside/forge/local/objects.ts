import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommitRequest, HeadCommit } from '../../../model/forge.ts';
import type { CommitId } from '../../../model/names.ts';
import type { Git } from '../../git.ts';
import { cleanMessage } from '../request.ts';
import type { Person } from './identity.ts';

const ABSENT = '0'.repeat(40);

/** Writes the tree of a request beside the working tree, through an index of its own. */
export const writeTree = async (
  git: Git,
  request: Pick<CommitRequest, 'parent' | 'files'>,
): Promise<string> => {
  const scratch = await mkdtemp(join(tmpdir(), 'bracket-'));
  const env = { GIT_INDEX_FILE: join(scratch, 'index') };
  try {
    await git.run(['read-tree', request.parent ?? '--empty'], { env });
    const input = await indexInfo(git, request, join(scratch, 'files'));
    await git.run(['update-index', '-z', '--index-info'], { env, input });
    return await git.run(['write-tree'], { env });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

/** Lines for `git update-index --index-info`; a file that was there keeps its mode. */
const indexInfo = async (
  git: Git,
  request: Pick<CommitRequest, 'parent' | 'files'>,
  folder: string,
): Promise<string> => {
  const paths = request.files.map((file) => file.path);
  const { parent } = request;
  const there = paths.length === 0 || parent === undefined ? [] : await git.tree(parent, paths);
  const modes = new Map(there.map((entry) => [entry.path, entry.mode]));
  const blobs = await writeBlobs(git, request.files, folder);
  return request.files
    .map(({ path }) => {
      const blob = blobs.get(path);
      if (blob === undefined) return `0 ${ABSENT}\t${path}\0`;
      return `${modes.get(path) === '100755' ? '100755' : '100644'} ${blob}\t${path}\0`;
    })
    .join('');
};

/** Stores all texts with one process, whatever their number. */
const writeBlobs = async (
  git: Git,
  files: CommitRequest['files'],
  folder: string,
): Promise<Map<string, string>> => {
  const texts = files.flatMap(({ path, text, bytes }) => {
    const content = text ?? bytes;
    return content === undefined ? [] : [{ path, content }];
  });
  if (texts.length === 0) return new Map();
  await mkdir(folder);
  const places = texts.map((_, index) => join(folder, String(index)));
  await Promise.all(texts.map(({ content }, index) => writeFile(places[index] as string, content)));
  const input = `${places.join('\n')}\n`;
  const ids = (await git.run(['hash-object', '-w', '--no-filters', '--stdin-paths'], { input })).split('\n');
  return new Map(texts.map(({ path }, index) => [path, ids[index] as string]));
};

/** Writes a commit object; nothing points to it yet. */
export const writeCommit = async (git: Git, commit: HeadCommit, person: Person): Promise<CommitId> => {
  const parents = commit.parents.flatMap((parent) => ['-p', parent]);
  const args = ['commit-tree', commit.tree, ...parents, '-F', '-'];
  const input = `${cleanMessage(commit.message)}\n`;
  return (await git.run(args, { input, env: person.env })) as CommitId;
};
