import { deflateRawSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readZipEntry } from '../support/zip.ts';

interface Entry {
  readonly name: string;
  readonly content: string;
  readonly method: 0 | 8 | 12;
}

const numbers = (...parts: readonly (readonly [value: number, bytes: 2 | 4])[]): Buffer =>
  Buffer.concat(
    parts.map(([value, bytes]) => {
      const part = Buffer.alloc(bytes);
      part.writeUIntLE(value, 0, bytes);
      return part;
    }),
  );

/** An archive as a zip program writes it, without times, sums and attributes. */
const archive = (...entries: readonly Entry[]): Buffer => {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, method } of entries) {
    const packed = method === 8 ? deflateRawSync(content) : Buffer.from(content);
    const sizes = [
      [packed.length, 4],
      [content.length, 4],
      [name.length, 2],
    ] as const;
    const head = [[20, 2], [0, 2], [method, 2], [0, 4], [0, 4], ...sizes, [0, 2]] as const;
    const local = Buffer.concat([numbers([0x04034b50, 4], ...head), Buffer.from(name), packed]);
    const tail = numbers([0, 2], [0, 2], [0, 2], [0, 4], [at, 4]);
    directory.push(Buffer.concat([numbers([0x02014b50, 4], [20, 2], ...head), tail, Buffer.from(name)]));
    locals.push(local);
    at += local.length;
  }
  const count = entries.length;
  const size = Buffer.concat(directory).length;
  const end = numbers([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [at, 4], [0, 2]);
  return Buffer.concat([...locals, ...directory, end]);
};

const TWO = archive(
  { name: 'helm/helm', content: 'stored', method: 0 },
  { name: 'kubectl/kubectl', content: 'packed '.repeat(50), method: 8 },
);

test('a file comes out of an archive, stored or deflated', () => {
  assert.is(readZipEntry(TWO, 'helm/helm').toString(), 'stored');
  assert.is(readZipEntry(TWO, 'kubectl/kubectl').toString(), 'packed '.repeat(50));
});

test('what is not there, packed in another way, or no archive is an error', () => {
  assert.throws(() => readZipEntry(TWO, 'kubectl'), /kubectl is not in the archive/);
  assert.throws(
    () => readZipEntry(Buffer.from('PK but no archive, and long enough'), 'a'),
    /not a zip archive/,
  );
  assert.throws(() => readZipEntry(archive({ name: 'a', content: 'b', method: 12 }), 'a'), /method 12/);
});

test.run();
