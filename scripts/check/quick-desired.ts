import { isDigest, isEnvironmentName, isServiceName, isVersion } from '../model/names.ts';
import type { Desired } from '../model/repository.ts';
import { DECLINED, scanYaml } from './scan.ts';

/** The commonest form of an image; the schema knows more of them. */
const IMAGE = /^[a-z0-9]+(?:[.-][a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-][a-z0-9]+)*){0,9}$/;
/** A commit, or a branch with a plain name. */
const REVISION = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

const KEYS: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['image', (value: string) => IMAGE.test(value) && value.length < 200],
  ['version', isVersion],
  ['digest', isDigest],
  ['config', (value: string) => REVISION.test(value) && value.length < 200],
]);

/**
 * What a desired file says, where that is beyond doubt: nothing in it that not every such file has. Undefined where only
 * the whole reader can tell. Whoever wants to know one file need not load what explains mistakes, or the schemas.
 */
export const quickDesired = (environment: string, service: string, text: string): Desired | undefined => {
  const value = scanYaml(text);
  if (value === DECLINED || typeof value !== 'object' || value === null) return undefined;
  const written = value as Readonly<Record<string, string>>;
  const entries = Object.entries(written);
  const isPlain = entries.every(([key, one]) => typeof one === 'string' && KEYS.get(key)?.(one) === true);
  const { image, version, digest, config } = written;
  if (!isPlain || image === undefined || version === undefined || config === undefined) return undefined;
  if (!isEnvironmentName(environment) || !isServiceName(service) || !isVersion(version)) return undefined;
  return {
    environment,
    service,
    image,
    version,
    ...(digest !== undefined && isDigest(digest) ? { digest } : {}),
    config,
    file: `environments/${environment}/${service}.yaml`,
  };
};
