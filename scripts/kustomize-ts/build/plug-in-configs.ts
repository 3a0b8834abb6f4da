import posix from 'node:path/posix';
import { BuildFailure, within } from '../failure.ts';
import { objectsIn } from '../object/load.ts';
import { type Origin, originBelow, originText } from '../object/origin.ts';
import {
  annotation,
  apiVersionOf,
  kindOf,
  nameOf,
  namespaceOf,
  ORIGIN,
  type Resource,
  setAnnotation,
} from '../object/resource.ts';
import { appendAll, resources } from '../object/resources.ts';
import { decodeYaml } from '../yaml/decode.ts';
import { isJsonObject } from '../yaml/json.ts';
import type { Gather, Target } from './target.ts';

/** The entries of `generators`, or of `transformers` and `validators`. */
interface Entries {
  readonly role: 'generator' | 'transformer';
  readonly entries: readonly string[];
}

/**
 * The objects that configure generators, transformers or validators. Each entry is such an object itself, or a path
 * (kusttarget.go, configureExternalGenerators).
 */
export const plugInConfigs = (target: Target, { role, entries }: Entries, gather: Gather): Resource[] => {
  const found = resources();
  const paths: string[] = [];
  for (const entry of entries) {
    const inline = inlineObjects(target, entry);
    if (inline === undefined) paths.push(entry);
    else within(`configuring external ${role}`, () => appendAll(found, inline));
  }
  appendAll(found, gather.all(paths));
  return found.list;
};

const inlineObjects = ({ origin, file, session }: Target, entry: string): Resource[] | undefined => {
  try {
    const objects = objectsIn(entry, session.types);
    if (origin !== undefined)
      for (const object of objects) setAnnotation(object, ORIGIN, originText(originBelow(origin, file)));
    return objects;
  } catch (error) {
    if (error instanceof BuildFailure) return undefined;
    throw error;
  }
};

/** How objects that a plug-in made or changed name it; undefined where nobody asked for origins. */
export const originOfConfig = (config: Resource): Origin | undefined => {
  const written = annotation(config, ORIGIN);
  if (written === undefined) return undefined;
  const origin = decodeYaml(written);
  const path = isJsonObject(origin) && typeof origin['path'] === 'string' ? origin['path'] : '';
  return {
    configuredIn: posix.normalize(path),
    configuredBy: {
      apiVersion: apiVersionOf(config),
      kind: kindOf(config),
      name: nameOf(config),
      namespace: namespaceOf(config),
    },
  };
};
