import type { ErrorObject } from 'ajv';
import type { ReadKind } from './file-facts.ts';
import type { Trouble } from './position.ts';
import { meantBy, sentenceOf, type Wrong } from './schema-sentences.ts';
import type { Spot, Tree } from './tree.ts';
import { desired, environment, lock, release, service } from './validators.generated.js';

const VALIDATORS = { environment, desired, service, release, lock } satisfies Record<ReadKind, unknown>;

/** Does the value fit the schema of its kind? */
export const fits = (kind: ReadKind, value: unknown): boolean => VALIDATORS[kind](value);

/**
 * Everything that the schema of its kind has against a file, each at the key or value meant. `settled` are places at
 * which something else is wrong already: what follows from that is not said again.
 */
export const schemaTroubles = (kind: ReadKind, tree: Tree, settled: readonly Range[]): Trouble[] => {
  const validate = VALIDATORS[kind];
  if (validate(tree.value)) return [];
  const wrongs = (validate.errors ?? [])
    .filter(isMeant)
    .slice(0, MOST)
    .map((error) => wrongOf(kind, tree, error));
  const said = wrongs.filter((wrong) => !isMisspelt(wrong, wrongs) && !follows(wrong, settled));
  return onePerPlace(said).map((wrong) => ({ ...rangeOf(wrong.spot), ...sentenceOf(wrong) }));
};

const rangeOf = ({ at, length }: Spot): Range => ({ at, length });

/** What is missing is missing, whatever else is wrong at that place. */
const follows = (wrong: Wrong, settled: readonly Range[]): boolean =>
  wrong.keyword !== 'required' && settled.some((range) => overlaps(range, wrong.spot));

type Range = Pick<Spot, 'at' | 'length'>;

const overlaps = (one: Range, other: Range): boolean =>
  one.at < other.at + other.length && other.at < one.at + one.length;

/** More are not shown; looking for the place of each costs time in proportion to the file. */
const MOST = 300;

/** A misspelt key is also missing under its right name; saying so twice would make one mistake look like two. */
const isMisspelt = (wrong: Wrong, all: readonly Wrong[]): boolean =>
  wrong.keyword === 'required' &&
  all.some(
    (other) =>
      other.keyword === 'additionalProperties' &&
      other.path.join('/') === wrong.path.join('/') &&
      meantBy(other) === wrong.params['missingProperty'],
  );

/** The branches of a choice and the inside of a rule about names are steps to another error, not errors. */
const isMeant = (error: ErrorObject): boolean =>
  !/\/(?:oneOf|anyOf)\/\d+\//.test(error.schemaPath) && error.propertyName === undefined;

const wrongOf = (kind: ReadKind, tree: Tree, error: ErrorObject): Wrong => {
  const path = pathOf(error.instancePath, tree.value);
  const params = error.params as Record<string, unknown>;
  return {
    kind,
    path,
    keyword: error.keyword,
    params,
    value: at(tree.value, path),
    spot: spotOf(tree, path, error),
  };
};

const spotOf = (tree: Tree, path: readonly (string | number)[], error: ErrorObject): Spot => {
  const params = error.params as { additionalProperty?: string; propertyName?: string; i: number; j: number };
  const key = params.additionalProperty ?? params.propertyName;
  if (key !== undefined) return tree.spot([...path, key], true);
  if (error.keyword === 'uniqueItems') return tree.spot([...path, Math.max(params.i, params.j)]);
  return tree.spot(path);
};

/** One value can break several rules at once; the first says enough to mend it. */
const onePerPlace = (wrongs: readonly Wrong[]): Wrong[] => {
  const seen = new Set<string>();
  return wrongs.filter((wrong) => {
    const byKey = ['required', 'additionalProperties', 'propertyNames', 'oneOf', 'anyOf'].includes(
      wrong.keyword,
    );
    const place = byKey
      ? `${wrong.keyword} ${JSON.stringify([wrong.path, wrong.params])}`
      : `${wrong.spot.at}`;
    if (seen.has(place)) return false;
    seen.add(place);
    return true;
  });
};

/** A JSON pointer (RFC 6901) as keys and indexes; a list's steps are numbers. */
const pathOf = (pointer: string, root: unknown): (string | number)[] => {
  const path: (string | number)[] = [];
  let value = root;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replace(/~1/g, '/').replace(/~0/g, '~');
    path.push(Array.isArray(value) ? Number(key) : key);
    value = at(value, [path.at(-1) as string | number]);
  }
  return path;
};

const at = (root: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string | number, unknown>)[step]
        : undefined,
    root,
  );
