/** Reads files for one folder of a build, within the load restrictions; every file read is written down. */
export interface Loader {
  /** The folder paths are relative to. Absolute. */
  readonly root: string;
  /** The bytes of a file; throws BuildFailure when it is missing, remote, or outside what may be read. */
  load(path: string): Uint8Array;
}
