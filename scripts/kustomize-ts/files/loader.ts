import posix from 'node:path/posix';
import { BuildFailure } from '../failure.ts';
import type { FileSystem } from './file-system.ts';
import { isRemoteFile, isRemoteRepository } from './remote.ts';

/** Reads files for one folder of a build, within the load restrictions; every file read is written down. */
export interface Loader {
  /** The folder paths are relative to. Absolute. */
  readonly root: string;
  /** The bytes of a file; throws BuildFailure when it is missing, remote, or outside what may be read. */
  load(path: string): Uint8Array;
}

/** May files outside a kustomization's own folder be read? `rootOnly`: no; `none`: there is no restriction. */
export type LoadRestrictor = 'rootOnly' | 'none';

/** A loader that can go on to the folders its kustomization refers to. */
export interface FolderLoader extends Loader {
  /** Does anything of that name exist, whether or not it may be read? Costs less than a load that fails. */
  has(path: string): boolean;
  /** Why a path cannot be loaded, if it leads to a folder of this file system. Costs less than a load that fails. */
  noFile(path: string): string | undefined;
  /** The loader of a base or component; throws BuildFailure for what is no folder, remote, or a cycle. */
  enter(path: string): FolderLoader;
}

interface Ground {
  readonly files: FileSystem;
  readonly restrictor: LoadRestrictor;
  /** Paths of every file that was read. */
  readonly read: Set<string>;
}

/** Opens the folder a build starts from. Throws BuildFailure when there is none. */
export const openFolder = (ground: Ground, path: string): FolderLoader => {
  if (isRemoteRepository(path)) throw remote(path, 'a folder of this file system');
  return loaderAt(ground, confirmedFolder(ground.files, posix.resolve('/', path)), []);
};

const loaderAt = (ground: Ground, root: string, visited: readonly string[]): FolderLoader => ({
  root,
  load: (path) => load(ground, root, path),
  has: (path) => ground.files.real(posix.resolve(root, path)) !== undefined,
  noFile: (path) => {
    const full = posix.resolve(root, path);
    const real = isRemoteFile(path) || isRemoteRepository(path) ? undefined : ground.files.real(full);
    return real !== undefined && ground.files.isFolder(real) ? folderText(ground, full) : undefined;
  },
  enter: (path) => {
    if (path === '') throw new BuildFailure('new root cannot be empty');
    if (isRemoteRepository(path)) throw remote(path, 'a folder of this repository');
    if (posix.isAbsolute(path)) throw new BuildFailure(`new root '${path}' cannot be absolute`);
    const folder = confirmedFolder(ground.files, posix.resolve(root, path));
    const ancestors = [root, ...visited];
    const circle = ancestors.find((ancestor) => isBelow(ancestor, folder));
    if (circle !== undefined)
      throw new BuildFailure(`cycle detected: candidate root '${folder}' contains visited root '${circle}'`);
    return loaderAt(ground, folder, ancestors);
  },
});

const remote = (path: string, instead: string): BuildFailure =>
  new BuildFailure(
    `'${path}' is remote and this build uses no network: keep a copy of it here and name ${instead}`,
  );

/** Is a folder another one, or below it? */
const isBelow = (folder: string, top: string): boolean =>
  folder === top || top === '/' || folder.startsWith(`${top}/`);

const confirmedFolder = (files: FileSystem, path: string): string => {
  const real = files.real(path);
  if (real === undefined)
    throw new BuildFailure(`must build at directory: not a valid directory: ${absence(files, path)}`, {
      file: path,
    });
  if (!files.isFolder(real))
    throw new BuildFailure(`must build at directory: '${real}': file is not directory`, { file: path });
  return real;
};

/** How the real tool says that a path leads nowhere; it names the first part that is missing. */
const absence = (files: FileSystem, path: string): string => {
  const parts = path.split('/').slice(1);
  const count = parts.findIndex(
    (_, index) => files.real(`/${parts.slice(0, index + 1).join('/')}`) === undefined,
  );
  const missing = `/${parts.slice(0, count < 0 ? parts.length : count + 1).join('/')}`;
  return `evalsymlink failure on '${path}' : lstat ${missing}: no such file or directory`;
};

/** How the real tool says that a folder is no file: without restrictions, in the words of the system. */
const folderText = ({ restrictor }: Ground, path: string): string =>
  restrictor === 'none' ? `read ${path}: is a directory` : `'${path}' must resolve to a file`;

const unopened = (path: string): string => `open ${path}: no such file or directory`;

const load = (ground: Ground, root: string, written: string): Uint8Array => {
  if (isRemoteFile(written)) throw remote(written, 'the file');
  const path = posix.resolve(root, written);
  const real = ground.files.real(path);
  const isFree = ground.restrictor === 'none';
  if (real === undefined)
    throw new BuildFailure(isFree ? unopened(path) : absence(ground.files, path), { file: path });
  if (ground.files.isFolder(real)) throw new BuildFailure(folderText(ground, path), { file: path });
  if (!isFree && !isBelow(posix.dirname(real), root))
    throw new BuildFailure(`security; file '${path}' is not in or below '${root}'`, { file: path });
  const bytes = ground.files.read(real);
  if (bytes === undefined) throw new BuildFailure(absence(ground.files, path), { file: path });
  ground.read.add(real);
  return bytes;
};
