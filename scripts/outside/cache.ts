import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileFacts } from '../check/file-facts.ts';
import { type PackedFact, pack, unpack } from './packing.ts';

/** What is known of one folder of one tree: the facts of every file that says something or has a problem. */
export interface Shard {
  /** The id of the folder's tree in Git. */
  readonly tree: string;
  readonly facts: readonly FileFacts[];
}

/** A folder inside the Git directory that may vanish at any time. Nothing in it is believed without its checksum. */
export interface Cache {
  read(room: string): Shard | undefined;
  /** Never throws: a cache that cannot be written costs time, nothing else. */
  write(room: string, shard: Shard): void;
}

export const openCache = (folder: string): Cache => {
  const fileOf = (room: string): string => join(folder, `${room}.json`);
  const version = readerVersion();
  return {
    read: (room) => {
      const found = readSealed<readonly PackedFact[]>(fileOf(room), version);
      return found === undefined ? undefined : { tree: found.tree, facts: found.body.map(unpack) };
    },
    write: (room, { tree, facts }) => writeSealed(fileOf(room), version, { tree, body: facts.map(pack) }),
  };
};

/** Something that is known of one tree. */
export interface Sealed<T> {
  /** The id of the tree in Git. */
  readonly tree: string;
  readonly body: T;
}

interface Header {
  readonly version: string;
  readonly tree: string;
  readonly sum: string;
}

/** What `writeSealed` wrote; a damaged, foreign or older file is as good as none. */
export const readSealed = <T>(file: string, version: string): Sealed<T> | undefined => {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    const header = JSON.parse(text.slice(0, end)) as Header;
    const body = text.slice(end + 1);
    if (header.version !== version || header.sum !== sumOf(header.tree, body)) return undefined;
    return { tree: header.tree, body: JSON.parse(body) as T };
  } catch {
    return undefined;
  }
};

/** Writes in one step. Never throws: a cache that cannot be written costs time, nothing else. */
export const writeSealed = (file: string, version: string, { tree, body }: Sealed<unknown>): void => {
  const text = JSON.stringify(body);
  const header: Header = { version, tree, sum: sumOf(tree, text) };
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, `${JSON.stringify(header)}\n${text}`);
    renameSync(draft, file);
  } catch {
    discard(draft);
  }
};

/** A full disk must not end the run a second time over what it left half written. */
const discard = (draft: string): void => {
  try {
    rmSync(draft, { force: true });
  } catch {
    return;
  }
};

/** The tree is part of the sum, so that facts of one tree never pass for those of another. */
const sumOf = (tree: string, body: string): string =>
  createHash('sha1').update(tree).update(body).digest('hex');

/**
 * Changes whenever the code that reads files may have changed. The chunks of the bundle carry a hash of their content in
 * their names; sources are hashed themselves.
 */
export const readerVersion = (): string => {
  const own = fileURLToPath(import.meta.url);
  const hash = createHash('sha1').update(readFileSync(own));
  if (!own.endsWith('.ts')) return hash.update(readdirSync(dirname(own)).sort().join()).digest('hex');
  for (const folder of SOURCES) {
    const full = join(dirname(own), folder);
    for (const name of readdirSync(full, { recursive: true, encoding: 'utf8' }).sort())
      if (/\.(?:ts|js|json)$/.test(name) && !name.includes('node_modules'))
        hash.update(readFileSync(join(full, name)));
  }
  return hash.digest('hex');
};

/** Everything that decides what files say and what they come to. */
const SOURCES = ['.', '../check', '../model', '../render', '../kustomize-ts', '../../schemas'];
