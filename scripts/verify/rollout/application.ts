/** What is read of an Argo CD Application, and nothing else. Whatever the API leaves out is absent here. */
export interface ApplicationState {
  readonly name: string;
  readonly project?: string;
  /** Somebody deletes it. */
  readonly deleting: boolean;
  readonly source?: Source;
  /** It has `sources`, which nothing of ours ever writes. */
  readonly severalSources: boolean;
  /** Does Argo CD sync it by itself? */
  readonly automated: boolean;
  /** An operation is asked for or runs: `operation` stands there until it is over. */
  readonly operation: boolean;
  readonly sync: { readonly status?: string; readonly revision?: string; readonly comparedTo?: Source };
  readonly health: { readonly status?: string; readonly message?: string };
  readonly lastOperation?: Operation;
  /** Of every pod that belongs to it, as the pods write them. */
  readonly images: readonly string[];
  readonly conditions: readonly { readonly type: string; readonly message: string }[];
  /** When Argo CD last compared it, in milliseconds since 1970. */
  readonly reconciledAt?: number;
}

/** Where manifests come from. Two are the same when everything in them is, so `whole` keeps what is not read too. */
export interface Source {
  readonly repository?: string;
  readonly path?: string;
  readonly revision?: string;
  /** Image overrides, in the words of `kustomize edit set image`. */
  readonly images: readonly string[];
  readonly whole: Json;
}

/** `status.operationState`: the operation that runs, or the last one. */
export interface Operation {
  readonly phase: string;
  readonly message?: string;
  readonly startedAt?: number;
  readonly revision?: string;
  /** What was synced; absent where it ended before it began. */
  readonly source?: Source;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads one Application as the API writes it. Undefined when it has no name, or when anything that is read has another
 * form than Argo CD gives it: what is malformed is not guessed at. Never throws.
 */
export const readApplication = (json: unknown): ApplicationState | undefined => {
  try {
    return isRecord(json) ? applicationOf(json) : undefined;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
};

const applicationOf = (json: Json): ApplicationState | undefined => {
  const metadata = recordAt(json, 'metadata');
  const spec = recordAt(json, 'spec');
  const status = recordAt(json, 'status');
  const name = at(metadata, 'name', isText);
  if (name === undefined || name === '') return undefined;
  return defined({
    name,
    project: at(spec, 'project', isText),
    deleting: at(metadata, 'deletionTimestamp', isText) !== undefined,
    source: sourceAt(spec, 'source'),
    severalSources: (at(spec, 'sources', isList) ?? []).length > 0,
    automated: automatedOf(spec),
    operation: at(json, 'operation', isRecord) !== undefined,
    sync: syncOf(recordAt(status, 'sync')),
    health: healthOf(recordAt(status, 'health')),
    lastOperation: operationOf(at(status, 'operationState', isRecord)),
    images: textsAt(recordAt(status, 'summary'), 'images'),
    conditions: (at(status, 'conditions', isList) ?? []).map(conditionOf),
    reconciledAt: instantAt(status, 'reconciledAt'),
  });
};

/** `enabled` is newer than `automated` (Argo CD 3.1): absent it is on. */
const automatedOf = (spec: Json): boolean => {
  const automated = at(recordAt(spec, 'syncPolicy'), 'automated', isRecord);
  return automated !== undefined && at(automated, 'enabled', isFlag) !== false;
};

const syncOf = (sync: Json): ApplicationState['sync'] =>
  defined({
    status: at(sync, 'status', isText),
    revision: at(sync, 'revision', isText),
    comparedTo: sourceAt(recordAt(sync, 'comparedTo'), 'source'),
  });

const healthOf = (health: Json): ApplicationState['health'] =>
  defined({ status: at(health, 'status', isText), message: at(health, 'message', isText) });

const operationOf = (state: Json | undefined): Operation | undefined => {
  if (state === undefined) return undefined;
  const result = recordAt(state, 'syncResult');
  const asked = recordAt(recordAt(state, 'operation'), 'sync');
  return defined({
    phase: at(state, 'phase', isText) ?? '',
    message: at(state, 'message', isText),
    startedAt: instantAt(state, 'startedAt'),
    revision: at(result, 'revision', isText) ?? at(asked, 'revision', isText),
    source: sourceAt(result, 'source') ?? sourceAt(asked, 'source'),
  });
};

const sourceAt = (parent: Json, key: string): Source | undefined => {
  const whole = at(parent, key, isRecord);
  if (whole === undefined) return undefined;
  return defined({
    repository: at(whole, 'repoURL', isText),
    path: at(whole, 'path', isText),
    revision: at(whole, 'targetRevision', isText),
    images: textsAt(recordAt(whole, 'kustomize'), 'images'),
    whole,
  });
};

const conditionOf = (json: unknown): ApplicationState['conditions'][number] => {
  if (!isRecord(json)) throw new TypeError('a condition is no object');
  return { type: at(json, 'type', isText) ?? '', message: at(json, 'message', isText) ?? '' };
};

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** The value of a key, which Go leaves out or writes as null where there is none. Throws when it has another form. */
const at = <T>(parent: Json, key: string, is: (value: unknown) => value is T): T | undefined => {
  const value = Object.hasOwn(parent, key) ? parent[key] : undefined;
  if (value === undefined || value === null) return undefined;
  if (!is(value)) throw new TypeError(`${key} has another form`);
  return value;
};

const recordAt = (parent: Json, key: string): Json => at(parent, key, isRecord) ?? {};

const textsAt = (parent: Json, key: string): readonly string[] => {
  const values = at(parent, key, isList) ?? [];
  if (!values.every(isText)) throw new TypeError(`${key} holds something else than text`);
  return values;
};

const instantAt = (parent: Json, key: string): number | undefined => {
  const written = at(parent, key, isText);
  if (written === undefined) return undefined;
  const instant = Date.parse(written);
  if (Number.isNaN(instant)) throw new TypeError(`${key} is no instant`);
  return instant;
};

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same without the keys that hold nothing. */
const defined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<T>;
