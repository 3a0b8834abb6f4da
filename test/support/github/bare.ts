import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RawCommit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Stamp;
  readonly committer: Stamp;
  readonly message: string;
}

export interface Stamp {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

export interface TreeRow {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
}

/** A change to a tree: `sha` null removes the path, `content` makes a new blob. */
export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  readonly sha?: string | null;
  readonly content?: string;
}

/** The real bare repository behind the server. Every call is synchronous, so each request is one indivisible step. */
export interface Bare {
  readonly root: string;
  run(args: readonly string[], options?: { input?: string | Buffer; env?: Record<string, string> }): string;
  /** Undefined instead of an exception. */
  attempt(args: readonly string[]): string | undefined;
  ref(name: string): string | undefined;
  /** Null removes the ref. */
  setRef(name: string, sha: string | null): void;
  refs(prefix: string): Map<string, string>;
  commit(sha: string): RawCommit | undefined;
  writeCommit(commit: Omit<RawCommit, 'sha'>): string;
  writeBlob(bytes: Buffer): string;
  tree(sha: string, recursive: boolean): TreeRow[] | undefined;
  writeTree(base: string | undefined, changes: readonly TreeChange[]): string;
}

const scrubbed: Record<string, string> = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  LC_ALL: 'C',
};

export const openBare = (root: string): Bare => {
  const run: Bare['run'] = (args, options = {}) =>
    execFileSync('git', ['--git-dir', root, ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['pipe', 'pipe', 'pipe'],
      input: options.input ?? '',
      env: { ...process.env, ...scrubbed, ...options.env },
    });
  const attempt: Bare['attempt'] = (args) => {
    try {
      return run(args);
    } catch {
      return undefined;
    }
  };
  const commits = new Map<string, RawCommit | undefined>();
  const trees = new Map<string, TreeRow[] | undefined>();
  return {
    root,
    run,
    attempt,
    ref: (name) => readRefs(root).get(name),
    setRef: (name, sha) => void run(sha === null ? ['update-ref', '-d', name] : ['update-ref', name, sha]),
    refs: (prefix) => new Map([...readRefs(root)].filter(([name]) => name.startsWith(prefix))),
    commit: (sha) => remembered(commits, sha, () => readCommit(attempt(['cat-file', 'commit', sha]), sha)),
    writeCommit: (commit) =>
      run(['hash-object', '-t', 'commit', '-w', '--stdin'], { input: commitText(commit) }).trim(),
    writeBlob: (bytes) => run(['hash-object', '-w', '--stdin'], { input: bytes }).trim(),
    tree: (sha, recursive) =>
      remembered(trees, `${sha} ${recursive}`, () =>
        readTree(attempt(['ls-tree', '-z', ...(recursive ? ['-r', '-t'] : []), sha])),
      ),
    writeTree: (base, changes) => writeTree({ root, run }, base, changes),
  };
};

/** Objects never change; only what is there is remembered. */
const remembered = <T>(
  known: Map<string, T | undefined>,
  key: string,
  read: () => T | undefined,
): T | undefined => {
  const value = known.get(key) ?? read();
  if (value !== undefined) known.set(key, value);
  return value;
};

/** Reads Git's own files, because starting Git for every call would make the tests ten times slower. */
const readRefs = (root: string): Map<string, string> => {
  const refs = new Map<string, string>();
  const packed = join(root, 'packed-refs');
  for (const line of existsSync(packed) ? readFileSync(packed, 'utf8').split('\n') : []) {
    const [, sha, name] = /^([0-9a-f]{40}) (refs\/.+)$/.exec(line) ?? [];
    if (sha !== undefined && name !== undefined) refs.set(name, sha);
  }
  for (const path of readdirSync(join(root, 'refs'), { recursive: true, encoding: 'utf8' })) {
    const file = join(root, 'refs', path);
    if (statSync(file).isFile() && !file.endsWith('.lock'))
      refs.set(`refs/${path}`, readFileSync(file, 'utf8').trim());
  }
  return new Map([...refs].sort(([one], [other]) => (one < other ? -1 : 1)));
};

const readStamp = (line: string): Stamp => {
  const [, name = '', email = '', seconds = '0'] = /^\S+ (.*?) ?<(.*)> (\d+) [-+]\d{4}$/.exec(line) ?? [];
  return { name, email, date: new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z') };
};

const readCommit = (text: string | undefined, sha: string): RawCommit | undefined => {
  if (text === undefined) return undefined;
  const split = text.indexOf('\n\n');
  const lines = text.slice(0, split).split('\n');
  const values = (word: string): string[] => lines.filter((line) => line.startsWith(`${word} `));
  return {
    sha,
    tree: (values('tree')[0] as string).slice(5),
    parents: values('parent').map((line) => line.slice(7)),
    author: readStamp(values('author')[0] as string),
    committer: readStamp(values('committer')[0] as string),
    message: text.slice(split + 2),
  };
};

const stampText = (stamp: Stamp): string =>
  `${stamp.name} <${stamp.email}> ${Math.floor(Date.parse(stamp.date) / 1000)} +0000`;

const commitText = (commit: Omit<RawCommit, 'sha'>): string =>
  [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${stampText(commit.author)}`,
    `committer ${stampText(commit.committer)}`,
    '',
    commit.message,
  ].join('\n');

const readTree = (text: string | undefined): TreeRow[] | undefined =>
  text
    ?.split('\0')
    .filter(Boolean)
    .map((row) => {
      const [mode = '', type = '', sha = ''] = row.slice(0, row.indexOf('\t')).split(' ');
      return { path: row.slice(row.indexOf('\t') + 1), mode, type, sha };
    });

const writeTree = (
  bare: Pick<Bare, 'root' | 'run'>,
  base: string | undefined,
  changes: readonly TreeChange[],
): string => {
  const scratch = mkdtempSync(join(tmpdir(), 'github-tree-'));
  const env = { GIT_INDEX_FILE: join(scratch, 'index') };
  try {
    bare.run(base === undefined ? ['read-tree', '--empty'] : ['read-tree', base], { env });
    const blobs = writeBlobs(bare, scratch, changes);
    const rows = changes.map((change, index) => {
      const sha = blobs.get(index) ?? change.sha ?? null;
      return sha === null
        ? `0 ${'0'.repeat(40)}\t${change.path}\0`
        : `${change.mode} ${sha}\t${change.path}\0`;
    });
    bare.run(['update-index', '-z', '--index-info'], { env, input: rows.join('') });
    return bare.run(['write-tree'], { env }).trim();
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

const writeBlobs = (
  bare: Pick<Bare, 'run'>,
  scratch: string,
  changes: readonly TreeChange[],
): Map<number, string> => {
  const folder = join(scratch, 'blobs');
  mkdirSync(folder);
  const texts = changes.flatMap(({ content }, index) => (content === undefined ? [] : [{ index, content }]));
  if (texts.length === 0) return new Map();
  for (const { index, content } of texts) writeFileSync(join(folder, String(index)), content);
  const input = texts.map(({ index }) => `${join(folder, String(index))}\n`).join('');
  const ids = bare.run(['hash-object', '-w', '--no-filters', '--stdin-paths'], { input }).trim().split('\n');
  return new Map(texts.map(({ index }, at) => [index, ids[at] as string]));
};
