import { isKustomization } from '../model/configuration.ts';
import { isEnvironmentName, isName, isServiceName, isVersion, RESERVED } from '../model/names.ts';
import type { FileKind } from './file-facts.ts';
import { quoted, type Trouble } from './position.ts';

/** Where a file belongs: what its path makes of it, and what is wrong with the path itself. */
export interface Home {
  readonly kind: FileKind;
  /** Empty where the path does not say one. */
  readonly environment: string;
  readonly service: string;
  /** The file name without `.yaml`: the version of a release, the name of a lock. */
  readonly name: string;
  readonly troubles: readonly PathTrouble[];
}

export type PathTrouble = Pick<Trouble, 'code' | 'what' | 'why' | 'fix'>;

const READ_BY_NOBODY = 'A file that nothing reads looks as if it had an effect and has none.';
const GREEDY =
  "Argo CD's file pattern crosses folders (`*` matches `/`), so this file would become an Application of its own.";

/** Where the file at `path` belongs in the layout of a repository (design, "Files people edit"). */
export const homeOf = (path: string): Home => {
  const parts = path.split('/');
  if (isRoom(path)) return nowhere(noFolder(path));
  const home =
    parts[0] === 'environments'
      ? inEnvironments(parts)
      : parts[0] === 'services'
        ? inServices(parts)
        : nowhere();
  return unprintable.test(path) ? { ...home, troubles: [strangeName(path), ...home.troubles] } : home;
};

const isRoom = (path: string): boolean => path === 'environments' || path === 'services';

/** Is this one of the two folders whose files are read, or anything in them? */
export const inRooms = (path: string): boolean =>
  path.startsWith('environments/') || path.startsWith('services/') || isRoom(path);

/** Is it a file, and no symbolic link or submodule? */
export const isRegular = (mode: string): boolean => mode.startsWith('100');

/** Must a file be looked at? What nothing reads, is where it may be and hides no secret costs nothing. */
export const isRead = (path: string, mode: string): boolean => {
  if (!inRooms(path)) return false;
  if (!isRegular(mode) || hidesSecrets.test(path)) return true;
  const { kind, troubles } = homeOf(path);
  return kind !== 'other' || troubles.length > 0;
};

/** Files that kustomize makes Secrets and ConfigMaps of, or that keys are kept in. */
const hidesSecrets = /\.(?:env|properties|json|conf|ini|toml|txt|pem|key)$/;

const unprintable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd"\\]/;

const nowhere = (...troubles: readonly PathTrouble[]): Home => ({
  kind: 'other',
  environment: '',
  service: '',
  name: '',
  troubles,
});

const inEnvironments = (parts: readonly string[]): Home => {
  const last = parts.at(-1) as string;
  if (parts[1] === 'argocd' && parts.length > 2)
    return { ...nowhere(), kind: isYaml(last) ? 'manifest' : 'other' };
  if (isHarmless(last)) return nowhere();
  if (parts.length === 2) return environmentFile(last);
  if (parts.length > 3) return nowhere(tooDeep(parts));
  return parts[1] === 'locks' ? lockFile(last) : desiredFile(parts[1] as string, last);
};

const environmentFile = (file: string): Home => {
  if (!file.endsWith('.yaml')) return nowhere(stray(file, 'environments/<environment>.yaml'));
  const environment = stem(file);
  const troubles = isEnvironmentName(environment) ? [] : [badName('an environment', environment)];
  return { ...nowhere(...troubles), kind: 'environment', environment };
};

const desiredFile = (environment: string, file: string): Home => {
  if (!file.endsWith('.yaml')) return nowhere(stray(file, `environments/${environment}/<service>.yaml`));
  const service = stem(file);
  const troubles = [
    ...(isEnvironmentName(environment) ? [] : [badName('an environment', environment)]),
    ...(isServiceName(service) ? [] : [badName('a service', service)]),
  ];
  return { ...nowhere(...troubles), kind: 'desired', environment, service };
};

const lockFile = (file: string): Home => {
  if (!file.endsWith('.yaml')) return nowhere(stray(file, 'environments/locks/<name>.yaml'));
  const name = stem(file);
  const troubles = isName(name) ? [] : [badName('a lock', name)];
  return { ...nowhere(...troubles), kind: 'lock', name };
};

const inServices = (parts: readonly string[]): Home => {
  const last = parts.at(-1) as string;
  const service = parts[1] as string;
  if (isHarmless(last)) return nowhere();
  if (parts.length === 2) return nowhere(stray(last, 'services/<service>/'));
  if (parts[2] === 'releases' && parts.length > 3 && service !== 'components') return inReleases(parts);
  if (isKustomization(last)) return { ...nowhere(), kind: 'manifest' };
  if (service === 'components') return { ...nowhere(), kind: isYaml(last) ? 'manifest' : 'other' };
  if (parts.length === 3) return serviceFile(service, last);
  const rendered = parts[2] === 'base' || parts[2] === 'overlays';
  return { ...nowhere(), kind: rendered && isYaml(last) ? 'manifest' : 'other' };
};

const serviceFile = (service: string, file: string): Home => {
  if (file === 'service.yaml') {
    const troubles = isServiceName(service) ? [] : [badName('a service', service)];
    return { ...nowhere(...troubles), kind: 'service', service };
  }
  if (/^service\.(?:yml|json)$/.test(file)) return nowhere(stray(file, `services/${service}/service.yaml`));
  return nowhere();
};

const inReleases = (parts: readonly string[]): Home => {
  const [, service = '', , file = ''] = parts;
  const written = `services/${service}/releases/<version>.yaml`;
  if (parts.length > 4) return isYaml(parts.at(-1) as string) ? nowhere(stray(file, written)) : nowhere();
  if (file.endsWith('.yml')) return nowhere(stray(file, written));
  if (!file.endsWith('.yaml')) return nowhere();
  const name = stem(file);
  const troubles = [
    ...(isServiceName(service) ? [] : [badName('a service', service)]),
    ...(isVersion(name) ? [] : [badVersion(name)]),
  ];
  return { ...nowhere(...troubles), kind: 'release', service, name };
};

const stem = (file: string): string => file.slice(0, -'.yaml'.length);
const isYaml = (file: string): boolean => /\.ya?ml$/.test(file);
/** What people put beside files and no reader or pattern takes for one. */
const isHarmless = (file: string): boolean =>
  /\.md$/i.test(file) || file === '.gitkeep' || file === '.gitignore';

const strangeName = (path: string): PathTrouble => ({
  code: 'file-name',
  what: `The path ${quoted(path)} holds a quote, a backslash or characters that cannot be seen.`,
  why: 'People and tools read such a name as another one.',
  fix: 'Rename the file with `git mv`, using letters, digits, `.`, `-` and `_`.',
});

const noFolder = (path: string): PathTrouble => ({
  code: 'stray-file',
  what: `${quoted(path)} is no folder.`,
  why: 'Everything that this repository says is in the files of that folder.',
  fix: `Remove it, and make a folder \`${path}/\`.`,
});

const stray = (file: string, wanted: string): PathTrouble => ({
  code: 'stray-file',
  what: `${quoted(file)} is not a file of this folder.`,
  why: READ_BY_NOBODY,
  fix: `Rename it to fit ${quoted(wanted)}, or move it out of this folder.`,
});

const tooDeep = (parts: readonly string[]): PathTrouble => {
  const last = parts.at(-1) as string;
  const folder = parts.slice(0, 2).join('/');
  return {
    code: isYaml(last) ? 'nested-file' : 'stray-file',
    what: `${quoted(parts.slice(2).join('/'))} lies in a folder below ${quoted(folder)}.`,
    why: isYaml(last) ? GREEDY : READ_BY_NOBODY,
    fix: `Move it to ${quoted(`${folder}/${last}`)}, or out of \`environments/\`.`,
  };
};

const badName = (of: string, name: string): PathTrouble => {
  const reserved = [...RESERVED.environments, ...RESERVED.services].includes(name as never);
  return reserved
    ? {
        code: 'reserved-name',
        what: `${quoted(name)} cannot be the name of ${of}.`,
        why: `The folder ${quoted(name)} holds something else in every repository of this layout.`,
        fix: 'Choose another name.',
      }
    : {
        code: 'bad-name',
        what: `${quoted(name)} cannot be the name of ${of}.`,
        why: 'The name becomes part of Kubernetes object names, which are DNS labels (RFC 1123).',
        fix: 'Use lower-case letters, digits and hyphens, at most 63, with a letter or digit at both ends.',
      };
};

const badVersion = (name: string): PathTrouble => ({
  code: 'bad-name',
  what: `${quoted(name)} cannot be a version.`,
  why: 'A version is an image tag, and no registry accepts this one.',
  fix: 'Use letters, digits, `.`, `-` and `_`, at most 128, not starting with `.` or `-`.',
});
