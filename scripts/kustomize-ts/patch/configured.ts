import posix from 'node:path/posix';
import { BuildFailure, type FailurePlace, within } from '../failure.ts';
import type { Loader } from '../files/loader.ts';
import type { Patch } from '../kustomization/kustomization.ts';
import { emitJson } from '../yaml/emit.ts';
import type { JsonObject } from '../yaml/json.ts';

interface Configuration {
  readonly config: string;
  readonly place: FailurePlace;
  /** Does the transformer stand in a file of its own? Then its failures name that. */
  readonly isPlugIn?: boolean | undefined;
}

/** Runs the configuration of a transformer; failures show it (kusttarget.go, configureBuiltinPlugin). */
export const configured = <T>(kind: string, { config, place, isPlugIn }: Configuration, step: () => T): T => {
  if (isPlugIn === true) return located(place, step);
  return within(`trouble configuring builtin ${kind} with config: \`\n${config}\``, step, place);
};

/** What is configured, as the real tool writes it. */
export const configText = (members: JsonObject): string => emitJson(withoutEmpty(members));

/** The target and the options of a patch, for `configText`. */
export const targetAndOptions = ({ target, options }: Patch): JsonObject => ({
  target: target === undefined ? '' : withoutEmpty({ ...target }),
  options: Object.keys(options).length === 0 ? '' : { ...options },
});

/** Go leaves out what is empty (`omitempty`). */
const withoutEmpty = (members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== ''));

/** Every failure inside names where it happened, unless it knows better already. */
export const located = <T>(place: FailurePlace, step: () => T): T => {
  try {
    return step();
  } catch (error) {
    throw error instanceof BuildFailure ? error.reworded(error.message, place) : error;
  }
};

/** What a step answers; undefined where it fails as a build can fail. */
export const attempt = <T>(step: () => T): T | undefined => {
  try {
    return step();
  } catch (error) {
    if (error instanceof BuildFailure) return undefined;
    throw error;
  }
};

/** Where the file of a patch is; nowhere for one that stands inline. */
export const fileOf = (path: string, { root }: Loader): FailurePlace =>
  path === '' ? {} : { file: posix.resolve(root, path) };

export const textOf = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
