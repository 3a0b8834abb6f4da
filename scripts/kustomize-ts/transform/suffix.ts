import type { FieldSpec } from '../kustomization/kustomization.ts';
import { NOTES } from '../object/resource.ts';
import type { Transformer } from '../object/resources.ts';
import { affixTransformer } from './affix.ts';

/** Puts a text behind names, and remembers it with the object (SuffixTransformer.go). */
export const suffixTransformer = ({
  suffix,
  fieldSpecs,
}: {
  readonly suffix: string;
  readonly fieldSpecs: readonly FieldSpec[];
}): Transformer =>
  affixTransformer({ affix: suffix, fieldSpecs, note: NOTES.suffixes, apply: (name) => name + suffix });
