import { isPlainObject, type Plain, type PlainObject } from '../render/plain.ts';

/**
 * By which fields Kubernetes tells the items of a list apart (patch merge keys of its OpenAPI description), and by which
 * people do where Kubernetes replaces the whole list (rules by host, paths by path). The first that fits counts.
 */
const KEYS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  addresses: [['type']],
  conditions: [['type']],
  hostAliases: [['ip']],
  ownerReferences: [['uid']],
  paths: [['path', 'pathType']],
  podIPs: [['ip']],
  ports: [['containerPort', 'protocol'], ['port', 'protocol'], ['name']],
  rules: [['host']],
  topologySpreadConstraints: [['topologyKey', 'whenUnsatisfiable']],
  volumeDevices: [['devicePath']],
  volumeMounts: [['mountPath']],
};

/** Containers, variables, volumes, webhooks, and nearly whatever else has one. */
const BY_NAME: readonly (readonly string[])[] = [['name']];

/** What Kubernetes writes where a key is left out. */
const DEFAULTS: Readonly<Record<string, string>> = { protocol: 'TCP' };

/** The items of one list by what names them. */
export type Keyed = ReadonlyMap<string, PlainObject>;

/** Two lists whose items have names of their own, and the fields that make up such a name. */
export interface KeyedPair {
  readonly by: readonly string[];
  readonly one: Keyed;
  readonly other: Keyed;
}

/** Both lists by the names of their items; undefined where the items of either have none, or share one. */
export const keyedPair = (
  field: string,
  one: readonly Plain[],
  other: readonly Plain[],
): KeyedPair | undefined => {
  for (const by of Object.hasOwn(KEYS, field) ? (KEYS[field] ?? []) : BY_NAME) {
    const [mine, theirs] = [keyedBy(by, one), keyedBy(by, other)];
    if (mine !== undefined && theirs !== undefined) return { by, one: mine, other: theirs };
  }
  return undefined;
};

/** The items of a list by name; undefined where one has none, or two share one. */
export const keyedBy = (by: readonly string[], items: readonly Plain[]): Keyed | undefined => {
  const found = new Map<string, PlainObject>();
  for (const item of items) {
    const name = isPlainObject(item) ? nameOf(item, by) : undefined;
    if (name === undefined || found.has(name)) return undefined;
    found.set(name, item as PlainObject);
  }
  return found;
};

const nameOf = (item: PlainObject, by: readonly string[]): string | undefined => {
  const parts = by.map((key) => (Object.hasOwn(item, key) ? item[key] : DEFAULTS[key]));
  return parts.every((part) => typeof part === 'string' || typeof part === 'number')
    ? parts.join('/')
    : undefined;
};
