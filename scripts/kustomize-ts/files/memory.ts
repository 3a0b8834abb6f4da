import posix from 'node:path/posix';
import type { FileSystem } from './file-system.ts';

/** Files held in memory, by their path from the root. For tests, and for whatever was read elsewhere. */
export const memoryFiles = (files: Readonly<Record<string, string | Uint8Array>>): FileSystem => {
  const contents = new Map<string, Uint8Array>();
  const folders = new Set<string>(['/']);
  for (const [path, content] of Object.entries(files)) {
    const full = posix.resolve('/', path);
    contents.set(full, typeof content === 'string' ? Buffer.from(content) : content);
    for (let folder = posix.dirname(full); folder !== '/'; folder = posix.dirname(folder))
      folders.add(folder);
  }
  return {
    read: (path) => contents.get(path),
    isFolder: (path) => folders.has(path),
    real: (path) => (contents.has(path) || folders.has(path) ? path : undefined),
  };
};
