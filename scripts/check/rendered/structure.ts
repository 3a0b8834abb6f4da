import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Plain, PlainObject } from '../../render/plain.ts';
import type { Fault, ObjectName } from './fault.ts';
import { cameLater } from './later-fields.ts';
import { misfitWords, unknownWords } from './structure-words.ts';
import { isPlainObject, type PlainPath, traced } from './traced.ts';

/** A validator by type, such as `apps/v1/Deployment`; see `models.generated.d.ts`. */
export type Models = ReadonlyMap<string, ValidateFunction>;

/** Nobody mends more faults of one object at once. */
const MOST = 20;

/**
 * What is wrong with the form of one object, by the model of its type: fields that do not exist, are missing, or hold
 * what they cannot. A type without a model (a custom kind) is not judged. A field that holds null counts as absent, as
 * for the API server.
 */
export const structureFaults = (object: PlainObject, name: ObjectName, models: Models): Fault[] => {
  const type = `${name.apiVersion}/${name.kind}`;
  const model = models.get(type);
  if (model === undefined) return [];
  const faults = [
    ...faultsBy(model, withoutNulls(object), { above: [], isSecret: type === 'v1/Secret' }),
    ...(type.startsWith(ROLLOUTS) ? partFaults(object, models) : []),
  ];
  const seen = new Set<string>();
  return faults
    .filter(({ path, code }) => !cameLater(name.apiVersion, path) || code !== 'manifest-unknown-field')
    .filter(
      ({ path, what }) => !seen.has(`${path.join('\0')} ${what}`) && seen.add(`${path.join('\0')} ${what}`),
    )
    .slice(0, MOST)
    .map((fault) => ({ ...fault, severity: 'error', object: name }));
};

type Unplaced = Omit<Fault, 'severity' | 'object'>;

/** The models of Argo Rollouts leave out what they only copied. */
const ROLLOUTS = 'argoproj.io/v1alpha1/';

const partFaults = (object: PlainObject, models: Models): Unplaced[] =>
  (
    [
      ['metadata', ['metadata']],
      ['podTemplate', ['spec', 'template']],
    ] as const
  ).flatMap(([part, path]) => {
    const model = models.get(part);
    const value = valueAt(object, path);
    if (
      model === undefined ||
      !isPlainObject(value) ||
      (part === 'podTemplate' && object['kind'] !== 'Rollout')
    )
      return [];
    return faultsBy(model, withoutNulls(value), { above: path, isSecret: false });
  });

/** Where a value stands in its object, and whether it may not be repeated in a message. */
interface Stand {
  readonly above: PlainPath;
  readonly isSecret: boolean;
}

const faultsBy = (model: ValidateFunction, value: Plain, { above, isSecret }: Stand): Unplaced[] => {
  const trace = traced(value);
  const fits = model(trace.value);
  const misfits = fits ? [] : misfitsIn(model.errors ?? [], value);
  return [
    ...misfits.map((misfit): Unplaced => {
      const path = [...above, ...misfit.path];
      return { ...misfitWords({ ...misfit, path }, isSecret), path };
    }),
    ...trace.unasked(MOST).map(({ path, known }): Unplaced => {
      const full = [...above, ...path];
      return { ...unknownWords(full, known), path: full };
    }),
  ];
};

/** One error of a validator, and the value it is about. */
export interface Misfit {
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly path: PlainPath;
  readonly value: Plain | undefined;
}

/** Of several errors of one value, the branches of a choice, the most telling one is kept; each missing field is one. */
const misfitsIn = (errors: readonly ErrorObject[], value: Plain): Misfit[] =>
  errors
    .filter((error) => error.keyword === 'required' || mostTelling(errors, error.instancePath) === error)
    .map((error) => {
      const path = pathOf(error.instancePath, value);
      return { keyword: error.keyword, params: error.params, path, value: valueAt(value, path) };
    });

const mostTelling = (errors: readonly ErrorObject[], at: string): ErrorObject | undefined => {
  const there = errors.filter(
    ({ instancePath, keyword }) => instancePath === at && !/^(?:required|anyOf|oneOf)$/.test(keyword),
  );
  return there.find(({ keyword }) => keyword !== 'type') ?? there[0];
};

/** A JSON pointer (RFC 6901) as keys and indexes. */
const pathOf = (pointer: string, root: Plain): PlainPath => {
  const path: (string | number)[] = [];
  for (const step of pointer.split('/').slice(1)) {
    const isIndex = Array.isArray(valueAt(root, path));
    path.push(isIndex ? Number(step) : step.replace(/~1/g, '/').replace(/~0/g, '~'));
  }
  return path;
};

/** What stands at a path; undefined where nothing does. */
const valueAt = (root: Plain, path: PlainPath): Plain | undefined => {
  let here: Plain | undefined = root;
  for (const step of path) {
    if (Array.isArray(here)) here = here[step as number];
    else if (isPlainObject(here) && Object.hasOwn(here, step)) here = here[step];
    else return undefined;
  }
  return here;
};

/** Numbers beyond 2^53 lose their last digits, which nothing here depends on. */
const withoutNulls = (value: Plain): Plain => {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isPlainObject(value)) return value;
  const kept: Record<string, Plain> = Object.create(null);
  for (const [key, item] of Object.entries(value)) if (item !== null) kept[key] = withoutNulls(item);
  return kept;
};
