import type { FieldSpec } from '../kustomization/kustomization.ts';
import { NOTES } from '../object/resource.ts';
import type { Transformer } from '../object/resources.ts';
import { affixTransformer } from './affix.ts';

/** Puts a text before names, and remembers it with the object (PrefixTransformer.go). */
export const prefixTransformer = ({
  prefix,
  fieldSpecs,
}: {
  readonly prefix: string;
  readonly fieldSpecs: readonly FieldSpec[];
}): Transformer =>
  affixTransformer({ affix: prefix, fieldSpecs, note: NOTES.prefixes, apply: (name) => prefix + name });
