import { type BuildOptions, build } from 'kustomize-ts';
import { BuildFailure } from 'kustomize-ts/failure.ts';
import type { FileSystem } from 'kustomize-ts/files/file-system.ts';
import type { Resource } from 'kustomize-ts/object/resource.ts';
import type { Desired } from '../model/repository.ts';

/** The files of one revision of this repository; paths begin with `/`. */
export type Files = FileSystem;

/** What decides the manifests of one service in one environment, beside the revision of its configuration. */
export type Wanted = Pick<Desired, 'environment' | 'service' | 'image' | 'version' | 'digest'>;

/** What Argo CD would apply of one service in one environment. */
export interface Rendered {
  /** In the order in which they are printed. */
  readonly resources: readonly Resource[];
  /** The objects as `kustomize build` prints them. */
  readonly yaml: string;
  /** Every file that was read, sorted; paths inside the repository. */
  readonly files: readonly string[];
  /** What kustomize says beside it. */
  readonly warnings: readonly string[];
}

/** Why nothing can be said of what Argo CD would apply: it would fail as well. */
export interface Unrendered {
  /** `build`: kustomize cannot build what is there; the others: nothing is there, not even the commit. */
  readonly reason: 'build' | 'no-overlay' | 'no-commit';
  /** In the words of kustomize where it was asked. */
  readonly why: string;
  /** The file that is wrong, and the field in it, as far as they are known. */
  readonly file?: string;
  readonly field?: string;
  /** There is no such file. */
  readonly missing?: true;
}

export type Rendering = Rendered | Unrendered;

export const isRendered = (rendering: Rendering): rendering is Rendered => 'yaml' in rendering;

/** Where the manifests of a service in an environment begin (design, "Files people edit"). */
export const overlayOf = ({ service, environment }: Pick<Wanted, 'service' | 'environment'>): string =>
  `services/${service}/overlays/${environment}`;

/** What the Application sets beside the overlay: the image that the environment wants, under the name manifests use. */
const overridesOf = ({ image, version, digest }: Wanted): NonNullable<BuildOptions['overrides']> => ({
  images: [`${image}=${image}:${version}${digest === undefined ? '' : `@${digest}`}`],
});

/**
 * What Argo CD would apply: the overlay in these files, built as `kustomize build` does, with the image override. The
 * same files and the same image give the same bytes. Only what cannot be built is answered with a reason; anything else
 * that is thrown is a bug.
 */
export const render = (files: Files, wanted: Wanted): Rendering => {
  try {
    const {
      resources,
      yaml,
      files: read,
      warnings,
    } = build(files, `/${overlayOf(wanted)}`, {
      overrides: overridesOf(wanted),
    });
    return { resources, yaml, files: read.map((path) => path.slice(1)), warnings };
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    return unrendered(files, error);
  }
};

const unrendered = (files: Files, { message, file, field }: BuildFailure): Unrendered => {
  const isMissing = file !== undefined && files.read(file) === undefined && !files.isFolder(file);
  return {
    reason: 'build',
    why: fromTheTop(message),
    ...(file === undefined ? {} : { file: file.slice(1) }),
    ...(field === undefined ? {} : { field }),
    ...(isMissing ? { missing: true } : {}),
  };
};

/** Paths in messages as people know them: from the top of the repository, without a slash in front. */
const fromTheTop = (message: string): string => message.replace(/(^|[\s'"`(=])\/(?=services\/)/g, '$1');
