import posix from 'node:path/posix';
import { typesOf, typesOfVersion } from '../facts/openapi.ts';
import { BuildFailure } from '../failure.ts';
import type { FolderLoader } from '../files/loader.ts';
import { decodeKustomization } from '../kustomization/decode.ts';
import type { Kustomization } from '../kustomization/kustomization.ts';
import type { Resource } from '../object/resource.ts';
import { decodeYaml } from '../yaml/decode.ts';
import type { TypesInForce } from './accumulator.ts';

/** One folder with a kustomization in it, on its way through a build. */
export interface Target {
  readonly loader: FolderLoader;
  readonly kustomization: Kustomization;
  /** The name of its file. */
  readonly file: string;
  /** Where it lies, seen from the folder that is built; undefined where nobody asked for origins. */
  readonly origin: string | undefined;
  readonly session: Session;
}

/** What all targets of one build share. */
export interface Session {
  readonly types: TypesInForce;
  readonly warnings: string[];
}

/** What some paths hold, customized; for generators and transformers that are configured by files. */
export interface Gather {
  all(paths: readonly string[]): Resource[];
}

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Reads the one kustomization file of a folder. Throws BuildFailure when there is none, or several. */
export const readKustomization = (
  loader: FolderLoader,
  session: Session,
): { kustomization: Kustomization; file: string } => {
  const found = NAMES.flatMap((name) => {
    const source = tryLoad(loader, name);
    return source === undefined ? [] : [{ name, source }];
  });
  const [only] = found;
  if (only === undefined)
    throw new BuildFailure(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${loader.root}'`,
      { file: loader.root },
    );
  if (found.length > 1)
    throw new BuildFailure(`Found multiple kustomization files under: ${loader.root}\n`, {
      file: loader.root,
    });
  const { kustomization, warnings } = decodeKustomization(only.source, posix.join(loader.root, only.name));
  session.warnings.push(...warnings);
  return { kustomization, file: only.name };
};

const tryLoad = (loader: FolderLoader, name: string): Uint8Array | undefined => {
  if (!loader.has(name)) return undefined;
  try {
    return loader.load(name);
  } catch (error) {
    if (error instanceof BuildFailure) return undefined;
    throw error;
  }
};

/** Puts the types of the `openapi` field in force. Throws BuildFailure for a version that is not built in. */
export const adoptTypes = ({ loader, kustomization, session }: Target): void => {
  const { path, version } = kustomization.openapi;
  if (path !== undefined) {
    const source = loader.load(path);
    session.types.adopt((wasAsked) => {
      if (version === undefined) return typesOf(decodeYaml(source), wasAsked);
      throw new BuildFailure('builtin version and custom schema provided, cannot use both', {
        field: 'openapi',
      });
    });
  } else if (version !== undefined && version !== '') session.types.adopt(() => typesOfVersion(version));
};
