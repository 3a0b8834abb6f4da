import { inflateRawSync } from 'node:zlib';

/** One file out of a zip archive (PKWARE APPNOTE 4.3). Throws when it is not there, or packed in another way. */
export const readZipEntry = (archive: Buffer, name: string): Buffer => {
  for (let at = directoryOf(archive); archive.readUInt32LE(at) === DIRECTORY_ENTRY; at = after(archive, at))
    if (nameAt(archive, at) === name) return contentOf(archive, at);
  throw new Error(`${name} is not in the archive`);
};

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/** The record at the end says where the directory begins; only a comment may follow it. */
const directoryOf = (archive: Buffer): number => {
  for (let at = archive.length - 22; at >= 0; at--)
    if (archive.readUInt32LE(at) === END_OF_DIRECTORY) return archive.readUInt32LE(at + 16);
  throw new Error('not a zip archive');
};

const nameAt = (archive: Buffer, at: number): string =>
  archive.toString('utf8', at + 46, at + 46 + archive.readUInt16LE(at + 28));

const after = (archive: Buffer, at: number): number =>
  at + 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);

const contentOf = (archive: Buffer, at: number): Buffer => {
  const method = archive.readUInt16LE(at + 10);
  const local = archive.readUInt32LE(at + 42);
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + archive.readUInt32LE(at + 20));
  if (method === STORED) return packed;
  if (method === DEFLATED) return inflateRawSync(packed);
  throw new Error(`packed with method ${method}`);
};
