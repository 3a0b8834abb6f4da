import type { Manifest } from '../../render/plain.ts';
import type { Fault, ObjectName } from './fault.ts';
import { generatedNameFaults } from './generated-names.ts';
import { imagesOf } from './images.ts';
import { type Models, structureFaults } from './structure.ts';

/** Why nothing can be rendered. */
export interface BuildTrouble {
  readonly code: 'build-failed' | 'generate-name' | 'hook-generate-name' | 'object-without-name';
  /** In the words of kustomize, or of the object that has no name. */
  readonly what: string;
  /** The file that is wrong, and what in it. */
  readonly file?: string;
  readonly document?: number;
  readonly path: readonly (string | number)[];
}

/** An object, and whether it is certain to live outside namespaces. */
export interface RenderedObject extends ObjectName {
  readonly clusterScoped?: true;
}

/** What validation has to know of what Argo CD would apply, as plain data that survives JSON. */
export interface RenderFacts {
  readonly failure?: BuildTrouble;
  readonly objects: readonly RenderedObject[];
  /** Does the image override reach anything? */
  readonly reached: boolean;
  /** Names of the images in containers. */
  readonly images: readonly string[];
  readonly faults: readonly Fault[];
  /** Every file that was read. */
  readonly files: readonly string[];
}

/** What is known of one service in one environment; absent: not asked, or nothing that could be rendered. */
export interface CellRenders {
  /** What Argo CD applies now: at the pin, or the files at hand where the environment follows a branch. */
  readonly deployed?: RenderFacts;
  /** What the files at hand would bring there. */
  readonly written?: RenderFacts;
}

/** What `renderFactsOf` judges. */
export interface Outcome {
  readonly manifests: readonly (Manifest & { readonly isClusterScoped: boolean })[];
  readonly files: readonly string[];
  /** The image as the override writes it. */
  readonly image: string;
  /** Does a text stand in one of the files that were read? */
  readonly isWritten: (text: string) => boolean;
}

/** Judges everything about one render that can be judged without the rest of the repository. */
export const renderFactsOf = (
  { manifests, files, image, isWritten }: Outcome,
  models: Models,
): RenderFacts => {
  const all = manifests.map(({ apiVersion, kind, namespace, name, value, isClusterScoped }) => {
    const named = { apiVersion, kind, namespace, name };
    return { value, name: isClusterScoped ? { ...named, clusterScoped: true as const } : named };
  });
  const { names, reached } = imagesOf(all, image, isWritten);
  return {
    objects: all.map(({ name }) => name),
    reached,
    images: names,
    faults: [
      ...generatedNameFaults(all),
      ...all.flatMap(({ value, name }) => structureFaults(value, name, models)),
    ],
    files,
  };
};

/** What is known of a render that could not be made. */
export const failedFacts = (failure: BuildTrouble): RenderFacts => ({
  failure,
  objects: [],
  reached: true,
  images: [],
  faults: [],
  files: [],
});
