import type { FileFacts, SourceFile } from '../check/file-facts.ts';
import { LARGEST } from '../check/limits.ts';
import { homeOf, isRead } from '../check/places.ts';
import type { BlobId } from '../model/names.ts';
import type { TreeEntry } from '../model/repository.ts';
import type { Git } from './git.ts';
import { inTurn } from './in-turn.ts';

/** Facts of those entries that say something. Each content is read once, however many files hold it. */
export const readEntries = async (git: Git, entries: readonly TreeEntry[]): Promise<FileFacts[]> => {
  const wanted = entries.filter(({ path, mode }) => isRead(path, mode));
  if (wanted.length === 0) return [];
  const [{ readFile }, sizes] = await Promise.all([import('../check/read.ts'), sizesOf(git, wanted)]);
  const facts: FileFacts[] = [];
  const clean = new Set<string>();
  const fetch = (part: readonly TreeEntry[]): Promise<Map<BlobId, Buffer>> => {
    const small = part.filter((entry) => !isKnown(entry, clean) && (sizes.get(entry.blob) ?? 0) <= LARGEST);
    return git.blobs(small.filter(hasContent).map(({ blob }) => blob));
  };
  await inTurn(wanted, fetch, (entry, contents) => {
    if (isKnown(entry, clean)) return;
    const read = readFile(sourceOf(entry, contents, sizes));
    if (saysSomething(read)) facts.push(read);
    else clean.add(`${entry.path.split('/').length} ${entry.blob}`);
  });
  return facts;
};

/** Facts of files that are at hand. */
export const readSources = async (files: readonly SourceFile[]): Promise<FileFacts[]> => {
  const wanted = files.filter(({ path, mode }) => isRead(path, mode));
  if (wanted.length === 0) return [];
  const { readFile } = await import('../check/read.ts');
  return wanted.map(readFile).filter(saysSomething);
};

const saysSomething = (facts: FileFacts): boolean =>
  facts.value !== undefined || facts.problems.length > 0 || ('leads' in facts && facts.leads !== undefined);

/**
 * A manifest without problems has none wherever it lies as deep; every overlay of a kind is often the same few lines. What
 * a kustomization leads to depends on how deep it lies.
 */
const isKnown = ({ path, blob, mode }: TreeEntry, clean: ReadonlySet<string>): boolean =>
  mode === '100644' &&
  clean.has(`${path.split('/').length} ${blob}`) &&
  homeOf(path).kind === 'manifest' &&
  homeOf(path).troubles.length === 0;

const hasContent = ({ mode }: TreeEntry): boolean => mode !== '160000';

const sourceOf = (
  { path, mode, blob }: TreeEntry,
  contents: ReadonlyMap<BlobId, Buffer>,
  sizes: ReadonlyMap<BlobId, number>,
): SourceFile => {
  const bytes = contents.get(blob);
  if (bytes !== undefined) return { path, mode, bytes };
  return { path, mode, bytes: new Uint8Array(), size: sizes.get(blob) ?? 0 };
};

/** Lengths of contents in bytes, without the contents. */
const sizesOf = async (git: Git, entries: readonly TreeEntry[]): Promise<Map<BlobId, number>> => {
  const ids = [...new Set(entries.filter(hasContent).map(({ blob }) => blob))];
  const sizes = new Map<BlobId, number>();
  if (ids.length === 0) return sizes;
  const listed = await git.run(['cat-file', '--batch-check', '--buffer'], { input: `${ids.join('\n')}\n` });
  for (const line of listed.split('\n')) {
    const [id, type, size] = line.split(' ');
    if (type === 'blob') sizes.set(id as BlobId, Number(size));
  }
  return sizes;
};
