import type { Document } from 'yaml';
import type { ManifestPlace } from '../../model/problem.ts';
import { treeOf } from '../tree.ts';
import { documentsOf } from '../yaml.ts';

/** Where something stands in a file: which document, and where in it. */
export interface Origin {
  readonly file: string;
  readonly document: number;
  readonly path: readonly (string | number)[];
}

/**
 * The file, among those an object was built from, that says what is meant: of all documents of that kind and name, base
 * or patch, the one that holds most of the path. Undefined where none is: generators and inline patches hide theirs.
 */
export const originOf = (place: ManifestPlace, texts: ReadonlyMap<string, string>): Origin | undefined => {
  let best: Origin | undefined;
  let most = -1;
  for (const file of place.files) {
    if (!/\.(?:ya?ml|json)$/.test(file)) continue;
    for (const [index, document] of documentsOf(texts.get(file) ?? '').entries()) {
      const depth = depthIn(document, place);
      if (depth <= most) continue;
      most = depth;
      best = { file, document: index, path: place.path };
    }
  }
  return best;
};

/** How many steps of the path a document goes along with; -1 where it is about something else. */
const depthIn = (document: Document.Parsed, { kind, name, path }: ManifestPlace): number => {
  const object = fieldsOf(treeOf(document).value);
  const own = fieldsOf(object['metadata'])['name'];
  // Prefixes and suffixes come on top of the name that a file gives.
  if (object['kind'] !== kind || typeof own !== 'string' || own === '' || !name.includes(own)) return -1;
  let here: unknown = object;
  for (const [depth, step] of path.entries()) {
    const inside = Array.isArray(here) ? here[Number(step)] : fieldsOf(here)[String(step)];
    if (inside === undefined) return depth;
    here = inside;
  }
  return path.length;
};

/** The fields of a mapping; none where the value is anything else. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
