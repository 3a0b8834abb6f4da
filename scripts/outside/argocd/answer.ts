import type { Failure } from '../failure.ts';
import { Unavailable } from '../service/service.ts';
import { type ArgocdSettings, notTheApi, refused } from './settings.ts';

type Json = Readonly<Record<string, unknown>>;

/** The head of an answer, of a whole one or of a stream. */
export interface Head {
  readonly status: number;
  readonly headers: Headers;
}

/** Why an answer that came is of no use; undefined when it is what was asked for. `type` is the wanted one. */
export const trouble = (
  { status, headers }: Head,
  type: string,
  settings: ArgocdSettings,
): Failure | undefined => {
  const { server } = settings;
  if (status === 401)
    return refused(`Argo CD does not accept the token in ${settings.variable} (401).`, settings);
  if (status === 403)
    return refused(
      `The token in ${settings.variable} may not read the Applications of ${settings.project} (403).`,
      settings,
    );
  if (status >= 300 && status < 400)
    return notTheApi(server, `it sends us to ${destination(headers.get('location'), server)}`);
  if (status === 404) return notTheApi(server, 'it has no such page (404)');
  if (status >= 400) return unwell(status, server);
  const found = headers.get('content-type');
  if (found?.includes(type) === true) return undefined;
  const kind = found === null ? 'something of no named kind' : JSON.stringify(short(found));
  return notTheApi(server, `what came is ${kind}, and ${type} was asked for`);
};

/** A login page's address may hold what it was asked for, so only its host is told. */
const destination = (location: string | null, server: string): string =>
  location !== null && URL.canParse(location, server) ? new URL(location, server).origin : 'nowhere';

const unwell = (status: number, server: string): Unavailable =>
  new Unavailable({
    silence: 'broken',
    what: `Argo CD answers with an error (${status}) at ${server}.`,
    fix: 'Look whether its server is well (`kubectl -n argocd get pods`), then run this again.',
  });

const short = (text: string): string => text.slice(0, 100);

/** The object that a text holds. Throws `Unavailable` when it holds anything else. */
export const objectOf = (text: string, server: string): Json => {
  const value = parsed(text);
  if (!isObject(value)) throw notTheApi(server, 'what came is not the JSON that it should be');
  return value;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The Applications of a list by name, as they came. Go writes a list of nothing as null. A list of which one cannot be
 * told apart is none: nobody knows which would be missing.
 */
export const applicationsOf = (list: Json, server: string): Map<string, unknown> => {
  const items = list['items'] ?? [];
  if (!('items' in list) || !Array.isArray(items)) throw notTheApi(server, 'its list has no items');
  return new Map(
    items.map((item: unknown) => {
      const name = nameOf(item);
      if (name === undefined) throw notTheApi(server, 'one of its Applications has no name');
      return [name, item] as const;
    }),
  );
};

export const nameOf = (application: unknown): string | undefined => metadataText(application, 'name');

/** Every change of an object gives it another one. */
export const versionOf = (application: unknown): string | undefined =>
  metadataText(application, 'resourceVersion');

const metadataText = (application: unknown, key: string): string | undefined => {
  const metadata = isObject(application) ? application['metadata'] : undefined;
  const value = isObject(metadata) ? metadata[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
};
