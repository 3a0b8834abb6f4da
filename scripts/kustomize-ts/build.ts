import type { FileSystem } from './files/file-system.ts';
import type { Resource } from './object/resource.ts';

/** What a build needs beside its files. */
export interface BuildOptions {
  /** May files outside a kustomization's own folder be read? `rootOnly` (default): no; `none`: yes. */
  readonly loadRestrictor?: 'rootOnly' | 'none';
  /** The order of the output; without it the kustomization's `sortOptions` decide, and `legacy` where it has none. */
  readonly reorder?: 'legacy' | 'none';
}

export interface Build {
  /** In the order they are printed. */
  readonly resources: readonly Resource[];
  /** The objects as `kustomize build` prints them, separated by `---`. */
  readonly yaml: string;
  /** Absolute paths of every file that was read, sorted. */
  readonly files: readonly string[];
  /** What the real tool says on standard error, one sentence each. */
  readonly warnings: readonly string[];
}

/** Builds the kustomization in a folder. Throws BuildFailure for whatever cannot be built. */
export const build = (_files: FileSystem, _folder: string, _options: BuildOptions = {}): Build => {
  throw new Error('not there yet');
};
