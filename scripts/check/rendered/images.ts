import type { Plain } from '../../render/plain.ts';
import type { NamedObject } from './generated-names.ts';
import { isPlainObject } from './traced.ts';

/** The images of one render. */
export interface Images {
  /** Names of the images in containers, without tag and digest; sorted. */
  readonly names: readonly string[];
  /** Does the override of the Application reach any image? */
  readonly reached: boolean;
}

/**
 * Where the override `image:version@digest` of an Application arrived. `isWritten` says whether a text stands in the
 * files themselves: a field that kustomize does not know may hold the same image by chance.
 */
export const imagesOf = (
  objects: readonly NamedObject[],
  wanted: string,
  isWritten: (text: string) => boolean,
): Images => {
  const found = objects.flatMap(({ value }) => [...imagesIn(value, false)]);
  const inContainers = found.filter((one) => one.inContainer);
  return {
    names: [...new Set(inContainers.map(({ image }) => nameOf(image)))].sort(),
    reached:
      inContainers.some(({ image }) => image === wanted) ||
      (found.some(({ image }) => image === wanted) && !isWritten(wanted)),
  };
};

interface Found {
  readonly image: string;
  readonly inContainer: boolean;
}

/** kustomize looks into `containers` and `initContainers` of every kind, and wherever its configuration tells it to. */
function* imagesIn(value: Plain, inContainer: boolean): Generator<Found> {
  if (Array.isArray(value)) for (const item of value) yield* imagesIn(item, inContainer);
  if (!isPlainObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (typeof item === 'string' && /image/i.test(key))
      yield { image: item, inContainer: inContainer && key === 'image' };
    else yield* imagesIn(item, Array.isArray(item) && /^(?:containers|initContainers)$/.test(key));
  }
}

/** `registry:5000/team/app:1.2@sha256:…` is the image `registry:5000/team/app`. */
const nameOf = (image: string): string => image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
