import type { Plain, PlainObject } from '../../render/plain.ts';
import { type Fault, type ObjectName, pathText } from './fault.ts';
import { isPlainObject, type PlainPath } from './traced.ts';

/** One rendered object, and which one it is. */
export interface NamedObject {
  readonly name: ObjectName;
  readonly value: PlainObject;
}

/** What generators append to a name: ten characters of a hash (kustomize, api/hasher, encode). */
const HASHED = /^(.+)-[2456789bcdfghkmt]{10}$/;

/**
 * References to a generated ConfigMap or Secret by the name it has in the kustomization, which nothing has once it is
 * built. kustomize rewrites such names where it knows the field; of custom kinds, a Rollout among them, it knows none.
 */
export const generatedNameFaults = (objects: readonly NamedObject[]): Fault[] => {
  const generated = generatedNames(objects);
  if (generated.size === 0) return [];
  return objects.flatMap(({ name: object, value }) =>
    [...referencesIn(value, [])].flatMap(({ kind, name, path }): Fault[] => {
      const real = generated.get(`${kind} ${object.namespace} ${name}`);
      return real === undefined ? [] : [fault(object, { kind, name, path }, real)];
    }),
  );
};

/** By `kind namespace name`: the name with its hash, where no object has the name without it. */
const generatedNames = (objects: readonly NamedObject[]): Map<string, string> => {
  const names = new Set(objects.map(({ name }) => `${name.kind} ${name.namespace} ${name.name}`));
  const generated = new Map<string, string>();
  for (const { name: one } of objects) {
    const [, short] = HASHED.exec(one.name) ?? [];
    const key = `${one.kind} ${one.namespace} ${short}`;
    const isGenerated = one.apiVersion === 'v1' && (one.kind === 'ConfigMap' || one.kind === 'Secret');
    if (short !== undefined && isGenerated && !names.has(key)) generated.set(key, one.name);
  }
  return generated;
};

interface Reference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly path: PlainPath;
}

/** Every text of an object whose field, or whose neighbours, say that it names a ConfigMap or a Secret. */
function* referencesIn(value: Plain, path: PlainPath): Generator<Reference> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* referencesIn(item, [...path, index]);
    return;
  }
  if (!isPlainObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    const below = [...path, key];
    const kind = typeof item === 'string' ? kindNamed(value, below) : undefined;
    if (kind === undefined) yield* referencesIn(item, below);
    else yield { kind, name: item as string, path: below };
  }
}

/** `configMapRef.name`, `volumes[0].secret.secretName`, `configMap: web`, or a `name` beside `kind: ConfigMap`. */
const kindNamed = (beside: PlainObject, path: PlainPath): Reference['kind'] | undefined => {
  const field = String(path.at(-1));
  if (path[0] === 'metadata' || path[0] === 'data' || path[0] === 'stringData') return undefined;
  if (field === 'name' && (beside['kind'] === 'ConfigMap' || beside['kind'] === 'Secret'))
    return beside['kind'];
  const words = field === 'name' ? path.slice(-3).join(' ') : /^(?:kind|key|type)$/.test(field) ? '' : field;
  if (/config-?map/i.test(words)) return 'ConfigMap';
  return /secret/i.test(words) ? 'Secret' : undefined;
};

const fault = (object: ObjectName, { kind, name, path }: Reference, real: string): Fault => ({
  code: 'generated-name',
  severity: 'error',
  object,
  path,
  what: `refers to the ${kind} ${name} in ${pathText(path)}, which is called ${real} once it is built`,
  why: 'kustomize appends a hash to what it generates and rewrites references only in fields it knows; pods would wait for something that never exists.',
  fix: `Tell kustomize of the field: a file under \`configurations\` with \`nameReference: [{ kind: ${kind}, version: v1, fieldSpecs: [{ kind: ${object.kind}, path: ${specPath(path)} }] }]\`, or set \`disableNameSuffixHash: true\` in the generator's \`options\`.`,
});

/** A path as field specs of kustomize write it: lists are walked through by themselves. */
const specPath = (path: PlainPath): string => path.filter((step) => typeof step === 'string').join('/');
