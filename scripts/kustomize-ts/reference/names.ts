import type { NameReference } from '../facts/field-specs.ts';
import { within } from '../failure.ts';
import type { FieldSpec } from '../kustomization/kustomization.ts';
import { type Gvk, gvkText, type Id, idText, isSelected } from '../object/id.ts';
import { originalId } from '../object/identity.ts';
import type { Transformer } from '../object/resources.ts';
import { atFieldSpecs } from '../transform/field-spec.ts';
import { type Candidates, candidatesIn } from './names-candidates.ts';
import { renameIn } from './names-field.ts';
import { type Referrer, referrerOf } from './names-referrer.ts';

/** A field that may hold a name, and the type of what it names. */
interface Place {
  readonly spec: FieldSpec;
  /** The path alone: the type was looked at already, and as it once was. */
  readonly anywhere: readonly [FieldSpec];
  readonly target: Partial<Gvk>;
}

/**
 * Follows every object whose name or namespace has changed: fields of others that named it name it again
 * (accumulator/namereferencetransformer.go). Only objects of the build are followed. Throws BuildFailure where it is
 * not clear which object a field means.
 */
export const nameReferenceTransformer = (references: readonly NameReference[]): Transformer => {
  const places = placesOf(references);
  const known = new Map<string, readonly Place[]>();
  const placesIn = (id: Id): readonly Place[] => {
    const type = gvkText(id);
    const found = known.get(type) ?? places.filter(({ spec }) => isSelected(id, spec));
    known.set(type, found);
    return found;
  };
  return (resources) => {
    const candidates = candidatesIn(resources);
    for (const subject of resources.list) {
      const found = placesIn(originalId(subject));
      if (found.length === 0) continue;
      const referrer = referrerOf(subject);
      for (const place of found) follow(referrer, place, candidates);
    }
  };
};

const placesOf = (references: readonly NameReference[]): Place[] =>
  references.flatMap(({ fieldSpecs, ...target }) =>
    fieldSpecs.map((spec) => ({ spec, anywhere: [{ path: spec.path }], target })),
  );

const follow = (referrer: Referrer, { spec, anywhere, target }: Place, candidates: Candidates): void => {
  const { path } = spec;
  const reference = { referrer, path, target, candidates };
  within(`updating name reference in '${path}' field of '${idText(referrer.current)}'`, () =>
    atFieldSpecs(referrer.subject, anywhere, { visit: (node) => renameIn(reference, node) }),
  );
};
