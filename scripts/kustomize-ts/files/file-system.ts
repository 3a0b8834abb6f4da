/**
 * The files a build may see. Paths are absolute, POSIX, normalised (`/`, `/a/b`), without symbolic links in them:
 * whoever implements this follows links in `real`.
 */
export interface FileSystem {
  /** The bytes of a file; undefined when there is no such file (a folder is none). */
  read(path: string): Uint8Array | undefined;
  isFolder(path: string): boolean;
  /** Where a path leads once symbolic links are followed; undefined when nothing is there. */
  real(path: string): string | undefined;
}
