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
    read: (room) => readShard(fileOf(room), version),
    write: (room, shard) => writeShard(fileOf(room), shard, version),
  };
};

interface Header {
  readonly version: string;
  readonly tree: string;
  readonly sum: string;
}

/** A damaged, foreign or older file is as good as none. */
const readShard = (file: string, version: string): Shard | undefined => {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    const header = JSON.parse(text.slice(0, end)) as Header;
    const body = text.slice(end + 1);
    if (header.version !== version || header.sum !== sumOf(header.tree, body)) return undefined;
    return { tree: header.tree, facts: (JSON.parse(body) as PackedFact[]).map(unpack) };
  } catch {
    return undefined;
  }
};

const writeShard = (file: string, shard: Shard, version: string): void => {
  const body = JSON.stringify(shard.facts.map(pack));
  const header: Header = { version, tree: shard.tree, sum: sumOf(shard.tree, body) };
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, `${JSON.stringify(header)}\n${body}`);
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
  for (const folder of ['.', '../check', '../check/rules', '../model', '../../schemas']) {
    const full = join(dirname(own), folder);
    for (const name of readdirSync(full).sort()) {
      if (/\.(?:ts|js|json)$/.test(name)) hash.update(readFileSync(join(full, name)));
    }
  }
  return hash.digest('hex');
};
