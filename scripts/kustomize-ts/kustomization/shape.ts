import { BuildFailure } from '../failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../yaml/json.ts';
import { shortFloat32 } from '../yaml/numbers.ts';

/**
 * How a value of plain data is read into a field, as Go's encoding/json does with unknown fields disallowed:
 * names match whatever their case, null leaves a field as it was, and a value of another type is an error that names
 * the field and the type of Go, because that is the message people search for.
 */
export interface Shape<T> {
  /** The type of Go, for messages. */
  readonly go: string;
  /** What a field holds that is not there. */
  readonly empty: T;
  readonly read: (value: Json, place: Place) => T;
}

/** Where a value stands: the innermost struct of Go, and the names of the fields that lead there. */
export interface Place {
  readonly struct: string;
  readonly path: readonly string[];
  /** Do numbers and booleans become texts where texts are wanted, as in files that `sigs.k8s.io/yaml` reads? */
  readonly convertsToText?: boolean;
  /** Are fields that nobody knows passed over? */
  readonly ignoresUnknown?: boolean;
}

const mismatch = (value: Json, go: string, { struct, path }: Place): BuildFailure => {
  const what = `json: cannot unmarshal ${kindOf(value)} into Go`;
  const field = path.join('.');
  if (field === '') return new BuildFailure(`${what} value of type ${go}`);
  return new BuildFailure(`${what} struct field ${struct}.${field} of type ${go}`, { field });
};

const kindOf = (value: Json): string => {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'number';
  if (Array.isArray(value)) return 'array';
  return typeof value;
};

const scalar = <T extends Json>(go: string, empty: T, fits: (value: Json) => value is T): Shape<T> => ({
  go,
  empty,
  read: (value, place) => {
    if (value === null) return empty;
    if (fits(value)) return value;
    throw mismatch(value, go, place);
  },
});

/** A text as it stands, under the name that its type has in Go. */
export const stringCalled = (go: string): Shape<string> =>
  scalar(go, '', (value) => typeof value === 'string');

/** A text as it stands: fields of embedded structs of Go are never converted. */
export const anExactString: Shape<string> = stringCalled('string');

export const aString: Shape<string> = {
  go: 'string',
  empty: '',
  read: (value, place) =>
    place.convertsToText === true && isBare(value) ? textOf(value) : anExactString.read(value, place),
};

const isBare = (value: Json): value is number | bigint | boolean =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';

const textOf = (value: number | bigint | boolean): string =>
  typeof value === 'number' && !Number.isInteger(value) ? shortFloat32(value) : String(value);

export const aBoolean: Shape<boolean> = scalar('bool', false, (value) => typeof value === 'boolean');

/** A whole number; anything with a fraction or beyond 64 bits is an error that shows it. */
const whole = (go: string): Shape<number> => ({
  go,
  empty: 0,
  read: (value, place) => {
    if (value === null) return 0;
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return Number(value);
    const isNumber = typeof value === 'number' || typeof value === 'bigint';
    throw isNumber ? numberMismatch(value, go, place) : mismatch(value, go, place);
  },
});

const numberMismatch = (value: number | bigint, go: string, place: Place): BuildFailure => {
  const failure = mismatch(0, go, place);
  return failure.reworded(failure.message.replace('unmarshal number', `unmarshal number ${value}`));
};

export const anInt: Shape<number> = whole('int');
export const anInt64: Shape<number> = whole('int64');

/** Anything at all: fields that have no effect, or that are refused as a whole. */
export const anything: Shape<Json | undefined> = {
  go: 'interface {}',
  empty: undefined,
  read: (value) => value,
};

export const listOf = <T>(item: Shape<T>, go = `[]${item.go}`): Shape<readonly T[]> => ({
  go,
  empty: [],
  read: (value, place) => {
    if (value === null) return [];
    if (Array.isArray(value)) return value.map((one) => item.read(one, place));
    throw mismatch(value, go, place);
  },
});

export const recordOf = <T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> => ({
  go: `map[string]${item.go}`,
  empty: {},
  read: (value, place) => {
    if (value === null) return {};
    if (!isJsonObject(value)) throw mismatch(value, `map[string]${item.go}`, place);
    const record = Object.create(null) as Record<string, T>;
    for (const key of Object.keys(value).sort()) record[key] = item.read(value[key] ?? null, place);
    return record;
  },
});

/** The shape of every field of a struct, by its name in files. */
export type Fields<T> = { readonly [K in keyof T]: Shape<T[K]> };

/** A struct of Go; `type` is its name there. */
export const structOf = <T extends object>(type: string, fields: Fields<T>): Shape<T> => ({
  go: `types.${type}`,
  empty: emptyOf(fields),
  read: (value, place) => {
    if (value === null) return emptyOf(fields);
    if (!isJsonObject(value)) throw mismatch(value, `types.${type}`, place);
    return fieldsOf(value, fields, { ...place, struct: type });
  },
});

/** A struct behind a pointer: undefined where it is not there. */
export const optional = <T>(shape: Shape<T>): Shape<T | undefined> => ({
  go: shape.go,
  empty: undefined,
  read: (value, place) => (value === null ? undefined : shape.read(value, place)),
});

const emptyOf = <T extends object>(fields: Fields<T>): T => {
  const names = Object.keys(fields) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, fields[name].empty])) as T;
};

const fieldsOf = <T extends object>(value: JsonObject, fields: Fields<T>, place: Place): T => {
  const result = emptyOf(fields);
  for (const key of Object.keys(value).sort()) {
    const name = fieldNamed(fields, key);
    if (name === undefined && place.ignoresUnknown === true) continue;
    if (name === undefined)
      throw new BuildFailure(`json: unknown field "${key}"`, { field: [...place.path, key].join('.') });
    const written = value[key] ?? null;
    if (written === null) continue;
    result[name] = fields[name].read(written, { ...place, path: [...place.path, name as string] });
  }
  return result;
};

/** The field of that name, or else the one that differs in case only (encoding/json, Unmarshal). */
const fieldNamed = <T extends object>(fields: Fields<T>, key: string): keyof T | undefined => {
  if (Object.hasOwn(fields, key)) return key as keyof T;
  const folded = key.toLowerCase();
  return (Object.keys(fields) as (keyof T & string)[]).find((name) => name.toLowerCase() === folded);
};
