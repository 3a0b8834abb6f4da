import type { FieldSpec } from '../kustomization/kustomization.ts';
import type { Transformer } from '../object/resources.ts';
import { textMapTransformer } from './text-map.ts';

/** Adds annotations at all fields that specs lead to (AnnotationsTransformer.go). */
export const annotationTransformer = ({
  annotations,
  fieldSpecs,
}: {
  readonly annotations: Readonly<Record<string, string>>;
  readonly fieldSpecs: readonly FieldSpec[];
}): Transformer => textMapTransformer(annotations, fieldSpecs);
