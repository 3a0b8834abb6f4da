import type { Types } from '../facts/types.ts';
import { BuildFailure } from '../failure.ts';
import type { Loader } from '../files/loader.ts';
import type { GeneratorArgs, GeneratorOptions } from '../kustomization/kustomization.ts';
import { type Mapping, mapping, type Node, type Scalar, text } from '../object/node.ts';
import { NOTES, type Resource, resource, setAnnotation } from '../object/resource.ts';
import { textKey } from '../object/text-key.ts';

/** What a generator works with. */
export interface GeneratorContext {
  readonly loader: Loader;
  readonly types: Types;
}

/** An object of core v1 with nothing but its names; a generator without a name is refused. */
export const named = (kind: string, { name, namespace }: GeneratorArgs): Mapping => {
  if (name === '') throw new BuildFailure('a configmap must have a name', { field: 'name' });
  const metadata: [string, Node][] = [['name', text(name)]];
  if (namespace !== '') metadata.push(['namespace', text(namespace)]);
  return mapping([
    ['apiVersion', text('v1')],
    ['kind', text(kind)],
    ['metadata', mapping(metadata)],
  ]);
};

const BEHAVIORS = new Set(['create', 'merge', 'replace']);

/**
 * The generated object with labels, annotations and `immutable` of its options, and the notes that decide later
 * whether it gets a hash and how it joins what is there (api/internal/generators/utils.go, resource/factory.go).
 */
export const finished = (root: Mapping, { options, behavior }: GeneratorArgs, types: Types): Resource => {
  applyOptions(root, options);
  const generated = resource(root, types);
  if (options?.disableNameSuffixHash !== true) setAnnotation(generated, NOTES.needsHash, 'enabled');
  setAnnotation(generated, NOTES.behavior, BEHAVIORS.has(behavior) ? behavior : 'unspecified');
  return generated;
};

const applyOptions = (root: Mapping, options: GeneratorOptions | undefined): void => {
  if (options === undefined) return;
  const metadata = root.entries.get('metadata') as Mapping;
  for (const field of ['labels', 'annotations'] as const) {
    const entries = Object.entries(options[field]);
    if (entries.length > 0)
      metadata.entries.set(field, mapping(entries.map(([key, value]) => [textKey(key), text(value)])));
  }
  if (options.immutable) root.entries.set('immutable', yes());
};

const yes = (): Scalar => ({ kind: 'scalar', tag: '!!bool', value: 'true', quoted: false });
