import { accumulate } from './build/accumulate.ts';
import { emptyAccumulator, typesInForce } from './build/accumulator.ts';
import { complete, present } from './build/finish.ts';
import { type Overrides, overridden } from './build/overrides.ts';
import { adoptTypes, readKustomization, type Target } from './build/target.ts';
import { builtinTypes } from './facts/types.ts';
import type { FileSystem } from './files/file-system.ts';
import { type LoadRestrictor, openFolder } from './files/loader.ts';
import type { Resource } from './object/resource.ts';
import { emit } from './yaml/emit.ts';

/** What a build needs beside its files. */
export interface BuildOptions {
  /** May files outside a kustomization's own folder be read? `rootOnly` (default): no; `none`: yes. */
  readonly loadRestrictor?: LoadRestrictor;
  /** The order of the output; without it the kustomization's `sortOptions` decide, and `legacy` where it has none. */
  readonly reorder?: 'legacy' | 'none';
  /** What an Argo CD Application sets on top of the kustomization (`spec.source.kustomize`). */
  readonly overrides?: Overrides;
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
export const build = (files: FileSystem, folder: string, options: BuildOptions = {}): Build => {
  const read = new Set<string>();
  const session = { types: typesInForce(builtinTypes), warnings: [] as string[] };
  const loader = openFolder({ files, restrictor: options.loadRestrictor ?? 'rootOnly', read }, folder);
  const { kustomization: written, file } = readKustomization(loader, session);
  const kustomization = overridden(written, options.overrides ?? {}, loader);
  const origin = kustomization.buildMetadata.length === 0 ? undefined : '';
  const target: Target = { loader, kustomization, file, origin, session };
  adoptTypes(target);
  const accumulator = emptyAccumulator();
  accumulate(target, accumulator);
  const { resources } = accumulator;
  const completed = complete(accumulator);
  const presented = present(resources, kustomization, options.reorder);
  return {
    resources: resources.list,
    yaml: resources.list.map(({ root }) => emit(root)).join('---\n'),
    files: [...read].sort(),
    warnings: [...session.warnings, ...completed.warnings, ...presented.warnings],
  };
};
