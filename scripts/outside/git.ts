import { randomUUID } from 'node:crypto';
import type { ProcessOutput, ProcessPromise } from 'zx/core';
import type { BlobId, CommitId } from '../model/names.ts';
import type { Commit, FileChange, TreeEntry } from '../model/repository.ts';
import { EXIT, Failure } from './failure.ts';
import { askObjects, type ReadObjects } from './objects.ts';
import { $ } from './shell.ts';

/** Git of one repository. Every program runs through zx, which quotes each interpolated value. */
export interface Git {
  readonly root: string;
  /** Runs git and answers what it printed, without the last newline. Throws a `Failure` naming the command. */
  run(args: readonly string[], options?: RunOptions): Promise<string>;
  /** The commit a revision names, or undefined when there is none. */
  resolve(revision: string): Promise<CommitId | undefined>;
  /** The files of a commit or tree, below `paths` (all when empty), in Git's order. */
  tree(revision: string, paths?: readonly string[]): Promise<TreeEntry[]>;
  /** The contents of blobs. An id that Git does not have is absent from the answer. */
  blobs(ids: Iterable<BlobId>): Promise<Map<BlobId, Buffer>>;
  /** Objects of every kind, read round after round in one process that lives as long as `use` runs. */
  objects<T>(use: (read: ReadObjects) => Promise<T>): Promise<T>;
  /** First-parent commits that changed `paths`, newest first; stop iterating and git stops too. */
  log(range: string, paths: readonly string[]): AsyncIterable<Commit>;
  isAncestor(commit: string, of: string): Promise<boolean>;
}

export interface RunOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are answers and not failures. Default: only 0. */
  readonly accept?: readonly number[];
}

/** Anything may stand in a commit's message and its author's name, but nobody knows this in advance. */
const MARK = randomUUID();
const SEPARATOR = `\u0001${MARK}`;
const FIELD = `\u0002${MARK}`;
const LOG_FORMAT = `%x01${MARK}%H %ct %P%x02${MARK}%an%x02${MARK}%s`;

export const openGit = (root: string): Git => {
  const shell = $({ cwd: root, quiet: true, nothrow: true, env: gitEnvironment() });

  const output = async (args: readonly string[], options: RunOptions = {}): Promise<ProcessOutput> => {
    const call = $({
      cwd: root,
      quiet: true,
      nothrow: true,
      env: { ...gitEnvironment(), ...options.env },
      ...(options.input === undefined ? {} : { input: options.input }),
    });
    const done = await call`git ${args}`;
    if (!(options.accept ?? [0]).includes(done.exitCode ?? -1)) throw gitFailure(args, done);
    return done;
  };
  const run: Git['run'] = async (args, options) => (await output(args, options)).stdout.replace(/\n$/, '');

  return {
    root,
    run,
    resolve: async (revision) => {
      const done = await output(
        ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
        {
          accept: [0, 1, 128],
        },
      );
      return done.exitCode === 0 ? (done.stdout.trim() as CommitId) : undefined;
    },
    tree: async (revision, paths = []) =>
      parseTree((await output(['ls-tree', '-r', '-z', '--full-tree', revision, '--', ...paths])).stdout),
    blobs: async (ids) => {
      const wanted = [...new Set(ids)];
      if (wanted.length === 0) return new Map();
      return parseBatch(await readBatch(root, `${wanted.join('\n')}\n`));
    },
    objects: (use) => {
      const args = ['cat-file', '--batch'];
      return askObjects(shell`git ${args}`, (done) => gitFailure(args, done), use);
    },
    log: async function* (range, paths) {
      const args = ['log', '--first-parent', '-m', '--raw', '--no-renames', '--no-abbrev', '-z'];
      const child = shell`git ${[...args, `--format=${LOG_FORMAT}`, '--end-of-options', range, '--', ...paths]}`;
      yield* readLog(child);
    },
    isAncestor: async (commit, of) =>
      (await output(['merge-base', '--is-ancestor', commit, of], { accept: [0, 1, 128] })).exitCode === 0,
  };
};

const gitEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' });

const gitFailure = (args: readonly string[], done: ProcessOutput): Failure => {
  const said = done.stderr.trim().split('\n')[0]?.replace(/\.$/, '') || 'no message';
  return new Failure({
    code: 'git-failed',
    exit: EXIT.outside,
    what: `git ${args[0]} failed (exit ${done.exitCode}): ${said}.`,
    fix: /permission denied|insufficient permission|read-only file system/i.test(said)
      ? 'Give yourself permission to write there, or use a clone of your own.'
      : /no space left|quota exceeded/i.test(said)
        ? 'Make room on the disk, then run this again.'
        : `Run \`git ${args[0]}\` by hand in this repository and mend what it reports.`,
  });
};

const parseTree = (text: string): TreeEntry[] =>
  text
    .split('\0')
    .filter(Boolean)
    .map((row) => {
      const tab = row.indexOf('\t');
      const [mode, , blob] = row.slice(0, tab).split(' ');
      return { path: row.slice(tab + 1), mode: mode as string, blob: blob as BlobId };
    });

/** What git prints of these objects, byte for byte: zx itself keeps text only, and mixes errors into its buffer. */
const readBatch = async (root: string, input: string): Promise<Buffer> => {
  const args = ['cat-file', '--batch', '--buffer'];
  const child = $({ cwd: root, quiet: true, nothrow: true, env: gitEnvironment(), input })`git ${args}`;
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = await child;
  if (done.exitCode !== 0) throw gitFailure(args, done);
  return Buffer.concat(chunks);
};

/** Reads the answer of `git cat-file --batch`: a header line, the bytes, a newline, and again. */
const parseBatch = (bytes: Buffer): Map<BlobId, Buffer> => {
  const found = new Map<BlobId, Buffer>();
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(10, at);
    const [id, type, size] = bytes.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (type === 'missing') continue;
    const length = Number(size);
    found.set(id as BlobId, bytes.subarray(at, at + length));
    at += length + 1;
  }
  return found;
};

/** Turns the stream of `git log --raw -z` into commits without waiting for its end. */
async function* readLog(child: ProcessPromise): AsyncIterable<Commit> {
  let ended = false;
  try {
    yield* splitCommits(child.stdout.setEncoding('utf8'));
    ended = true;
  } finally {
    if (!ended) await child.kill().catch(() => undefined);
  }
  const done = await child;
  if (done.exitCode !== 0) throw gitFailure(['log'], done);
}

async function* splitCommits(chunks: AsyncIterable<string>): AsyncIterable<Commit> {
  let rest = '';
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split(SEPARATOR);
    rest = parts.pop() as string;
    for (const part of parts) if (part.trim() !== '') yield parseCommit(part);
  }
  if (rest.trim() !== '') yield parseCommit(rest);
}

const parseCommit = (text: string): Commit => {
  const [head = '', author = '', tail = ''] = text.split(FIELD);
  const [id, time, ...parents] = head.trim().split(' ');
  const [subject = '', ...rows] = tail.split('\0');
  return {
    id: id as CommitId,
    parents: parents.filter(Boolean) as CommitId[],
    time: Number(time),
    author,
    subject: subject.trim(),
    files: parseRaw(rows),
  };
};

const absent = /^0+$/;

const parseRaw = (rows: readonly string[]): FileChange[] => {
  const files: FileChange[] = [];
  for (let index = 0; index + 1 < rows.length; index += 2) {
    const [, , before = '', after = ''] = (rows[index] as string).trim().split(' ');
    const path = rows[index + 1] as string;
    files.push({
      path,
      ...(absent.test(before) ? {} : { before: before as BlobId }),
      ...(absent.test(after) ? {} : { after: after as BlobId }),
    });
  }
  return files;
};
