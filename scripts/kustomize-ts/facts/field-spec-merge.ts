import { BuildFailure } from '../failure.ts';
import type { FieldSpec } from '../kustomization/kustomization.ts';
import type { NameReference } from './field-specs.ts';
import { compareTypes } from './kind-order.ts';

/** Field specs or name references in the order of their types (builtinconfig, sortFields). */
export const sorted = <T extends FieldSpec | NameReference>(all: readonly T[]): readonly T[] =>
  [...all].sort(compareTypes);

/**
 * Field specs and others beside them; one that another covers already is dropped. Throws BuildFailure where the two
 * disagree whether the field is created (api/types/fieldspec.go, MergeAll).
 */
export const mergeFieldSpecs = (
  specs: readonly FieldSpec[],
  added: readonly FieldSpec[],
): readonly FieldSpec[] => {
  const merged = [...specs];
  const byPath = new Map<string, FieldSpec[]>();
  for (const spec of specs) alikeOf(byPath, spec).push(spec);
  for (const spec of added) {
    const alike = alikeOf(byPath, spec);
    const same = alike.find((other) => covers(spec, other));
    if (same === undefined) {
      merged.push(spec);
      alike.push(spec);
    } else if ((same.create ?? false) !== (spec.create ?? false))
      throw new BuildFailure('conflicting fieldspecs', { field: spec.path });
  }
  return merged;
};

const alikeOf = (byPath: Map<string, FieldSpec[]>, { path }: FieldSpec): FieldSpec[] => {
  const known = byPath.get(path);
  if (known !== undefined) return known;
  const fresh: FieldSpec[] = [];
  byPath.set(path, fresh);
  return fresh;
};

const covers = (selector: FieldSpec, spec: FieldSpec): boolean =>
  (!selector.group || selector.group === spec.group) &&
  (!selector.version || selector.version === spec.version) &&
  (!selector.kind || selector.kind === spec.kind);

/** Name references and others beside them; those of one type become one (builtinconfig/namebackreferences.go). */
export const mergeNameReferences = (
  references: readonly NameReference[],
  added: readonly NameReference[],
): readonly NameReference[] => added.reduce(withNameReference, references);

const withNameReference = (
  references: readonly NameReference[],
  added: NameReference,
): readonly NameReference[] => {
  if (!references.some((other) => isSameType(other, added))) return [...references, added];
  return references.map((other) =>
    isSameType(other, added)
      ? { ...other, fieldSpecs: mergeFieldSpecs(other.fieldSpecs, added.fieldSpecs) }
      : other,
  );
};

const isSameType = (a: NameReference, b: NameReference): boolean =>
  a.kind === b.kind && (a.group ?? '') === (b.group ?? '') && (a.version ?? '') === (b.version ?? '');
