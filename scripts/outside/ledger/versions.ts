import { createHash } from 'node:crypto';
import type { BlobId, CommitId } from '../../model/names.ts';
import type { TreeEntry } from '../../model/repository.ts';
import type { Git } from '../git.ts';

/** A commit that changed or took away what was written before. */
export interface Overwriting {
  readonly commit: CommitId;
  readonly path: string;
}

/** A file as one commit left it. */
interface Version {
  readonly commit: CommitId;
  readonly path: string;
  /** Absent: the commit took the file away. */
  readonly blob?: BlobId | undefined;
}

/** How much is hashed, in bytes, where nothing is remembered: about a second. The newest come first. */
const PATIENCE = 256 * 1024 * 1024;

/** Only these hold events. What else may stand on the branch is nobody's evidence. */
const isLedgerFile = ({ path }: { readonly path: string }): boolean =>
  /^[a-z0-9-]+\/\d{4}-\d\d\.jsonl$/.test(path);

/**
 * The newest commit up to `tip` that did more than append, after `known` or from the beginning; undefined when none did.
 * Appending leaves what was there at the beginning of what is there now, so no version of a file may be longer than the
 * next, and each must be the beginning of the last. Git names a content by its hash: only the last version is read, the
 * others are counted off and hashed.
 */
export const overwritingIn = async (
  git: Git,
  tip: CommitId,
  known: CommitId | undefined,
): Promise<Overwriting | undefined> => {
  const last = new Map((await git.tree(tip)).map(({ path, blob }) => [path, blob]));
  const versions = await versionsUntil(git, { tip, known, last });
  const sizes = await sizesOf(git, versions);
  const bytes = await git.blobs(new Set(versions.flatMap(({ path }) => last.get(path) ?? [])));
  const newer = new Map<string, Newer>();
  let spent = 0;
  for (const { commit, path, blob } of versions) {
    const content = bytes.get(last.get(path) as BlobId);
    const after = newer.get(path) ?? { commit: tip, size: content?.length ?? 0 };
    if (blob === undefined) return { commit, path };
    const size = sizes.get(blob) ?? 0;
    if (size > after.size || !isBeginning(content, size, blob)) return { commit: after.commit, path };
    newer.set(path, { commit, size });
    spent += size;
    if (known === undefined && spent > PATIENCE) return undefined;
  }
  return undefined;
};

/** The version of a file after the one that is looked at. */
interface Newer {
  readonly commit: CommitId;
  readonly size: number;
}

interface Stretch {
  readonly tip: CommitId;
  readonly known: CommitId | undefined;
  readonly last: ReadonlyMap<string, BlobId>;
}

/**
 * Every version of every file after `known`, newest first, and that of `known` itself: a merge can bring files in the
 * place of others without any commit of its own line that says so.
 */
const versionsUntil = async (git: Git, { tip, known, last }: Stretch): Promise<Version[]> => {
  const versions: Version[] = [];
  for await (const { id, files } of git.log(known === undefined ? tip : `${known}..${tip}`, []))
    for (const { path, after } of files.filter(isLedgerFile))
      versions.push({ commit: id, path, blob: after });
  if (known === undefined) return versions;
  const changed = new Set(versions.map(({ path }) => path));
  const isOther = ({ path, blob }: TreeEntry): boolean => changed.has(path) || last.get(path) !== blob;
  const before = (await git.tree(known)).filter((entry) => isLedgerFile(entry) && isOther(entry));
  return [...versions, ...before.map(({ path, blob }) => ({ commit: known, path, blob }))];
};

const sizesOf = async (git: Git, versions: readonly Version[]): Promise<Map<BlobId, number>> => {
  const ids = [...new Set(versions.flatMap(({ blob }) => blob ?? []))];
  if (ids.length === 0) return new Map();
  const format = '--batch-check=%(objectname) %(objectsize)';
  const rows = await git.run(['cat-file', format], { input: `${ids.join('\n')}\n` });
  return new Map(
    rows.split('\n').map((row) => [row.slice(0, row.indexOf(' ')) as BlobId, Number(row.split(' ')[1])]),
  );
};

/** As Git names a file's content (gitformat-pack, "object name"). */
const isBeginning = (content: Buffer | undefined, size: number, blob: BlobId): boolean =>
  content !== undefined &&
  createHash('sha1').update(`blob ${size}\0`).update(content.subarray(0, size)).digest('hex') === blob;
