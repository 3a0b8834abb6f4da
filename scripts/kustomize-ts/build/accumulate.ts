import posix from 'node:path/posix';
import { configurationOfCrds, mergeConfigurations, readConfigurations } from '../facts/configuration.ts';
import { BuildFailure, placed, within } from '../failure.ts';
import type { FolderLoader } from '../files/loader.ts';
import { isRemoteFile, isRemoteRepository } from '../files/remote.ts';
import { objectsIn } from '../object/load.ts';
import { originBelow, originText } from '../object/origin.ts';
import { ORIGIN, type Resource, setAnnotation } from '../object/resource.ts';
import { appendAll, type Resources, resources } from '../object/resources.ts';
import { mergeVars } from '../reference/vars.ts';
import { type Accumulator, emptyAccumulator, mergeAccumulator } from './accumulator.ts';
import { runGenerators } from './generators.ts';
import { adoptTypes, type Gather, readKustomization, type Target } from './target.ts';
import { runTransformers, runValidators } from './transformers.ts';

/**
 * Gathers what a kustomization describes and customizes it (api/internal/target/kusttarget.go). Names are not yet
 * hashed, references not yet followed: that happens once, for the folder that is built. A component works on what its
 * parent has gathered, anything else starts anew.
 */
export const accumulate = (target: Target, into: Accumulator): void =>
  placed({ file: posix.join(target.loader.root, target.file) }, () => gatherAndCustomize(target, into));

const gatherAndCustomize = (target: Target, into: Accumulator): void => {
  const { kustomization, loader } = target;
  const file = posix.join(loader.root, target.file);
  within('accumulating resources', () => accumulateAll(target, into, kustomization.resources), {
    file,
    field: 'resources',
  });
  into.configuration = mergeConfigurations(
    into.configuration,
    readConfigurations(loader, kustomization.configurations),
  );
  into.configuration = mergeConfigurations(
    into.configuration,
    configurationOfCrds(loader, kustomization.crds),
  );
  const gather: Gather = { all: (paths) => gathered(target, paths) };
  runGenerators(target, into.resources, gather);
  within('accumulating components', () => accumulateComponents(target, into), {
    file,
    field: 'components',
  });
  runTransformers(target, into, gather);
  runValidators(target, into, gather);
  into.vars = within('merging vars', () => mergeVars(into.vars, kustomization.vars, into.resources));
};

const gathered = (target: Target, paths: readonly string[]): Resource[] => {
  const found = emptyAccumulator();
  accumulateAll(target, found, paths);
  return found.resources.list;
};

/** Each path is tried as a file first, then as a folder; when neither works the message tells of both. */
const accumulateAll = (target: Target, into: Accumulator, paths: readonly string[]): void => {
  for (const path of paths) {
    const noFile = target.loader.noFile(path);
    const failure =
      noFile === undefined
        ? failureOf(() => accumulateFile(target, into.resources, path))
        : `accumulating resources from '${path}': ${noFile}`;
    if (failure !== undefined) accumulateBase(target, into, { path, failure });
  }
};

const failureOf = (step: () => void): BuildFailure | undefined => {
  try {
    step();
    return undefined;
  } catch (error) {
    if (error instanceof BuildFailure) return error;
    throw error;
  }
};

const accumulateFile = (target: Target, into: Resources, path: string): void => {
  const { loader } = target;
  const place =
    isRemoteFile(path) || isRemoteRepository(path) ? {} : { file: posix.resolve(loader.root, path) };
  const objects = within(`accumulating resources from '${path}'`, () => fileObjects(target, path), place);
  if (target.origin !== undefined)
    for (const object of objects) setAnnotation(object, ORIGIN, originText(originBelow(target.origin, path)));
  within(`merging resources from '${path}'`, () => appendAll(into, objects), place);
};

const fileObjects = ({ loader, session }: Target, path: string): Resource[] => {
  const source = loader.load(path);
  try {
    const objects = resources();
    appendAll(objects, objectsIn(source, session.types));
    return objects.list;
  } catch (error) {
    if (!(error instanceof BuildFailure) || !error.message.startsWith('yaml: ')) throw error;
    throw error.reworded(`MalformedYAMLError: ${error.message} in File: ${path}`);
  }
};

const isMalformed = (failure: BuildFailure): boolean => failure.message.includes(': MalformedYAMLError: ');

const accumulateBase = (
  target: Target,
  into: Accumulator,
  { path, failure }: { readonly path: string; readonly failure: BuildFailure | string },
): void => {
  const prefix = `accumulation err='${typeof failure === 'string' ? failure : failure.message}'`;
  let loader: FolderLoader;
  try {
    loader = target.loader.enter(path);
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    if (typeof failure === 'string') throw error.within(prefix);
    if (isMalformed(failure)) throw failure;
    // An address is no file that anybody could look at.
    throw (isRemoteRepository(path) ? error : failure).reworded(`${prefix}: ${error.message}`);
  }
  within(prefix, () => accumulateFolder(target, into, { loader, path, asComponent: false }));
};

const accumulateComponents = (target: Target, into: Accumulator): void => {
  for (const path of target.kustomization.components) {
    const loader = quoting('loader.New', () => target.loader.enter(path));
    quoting('accumulateDirectory:', () =>
      accumulateFolder(target, into, { loader, path, asComponent: true }),
    );
  }
};

/** The real tool quotes what went wrong in a component as a text of Go. */
const quoting = <T>(prefix: string, step: () => T): T => {
  try {
    return step();
  } catch (error) {
    throw error instanceof BuildFailure
      ? error.reworded(`${prefix} ${JSON.stringify(error.message)}`)
      : error;
  }
};

interface Folder {
  readonly loader: FolderLoader;
  readonly path: string;
  readonly asComponent: boolean;
}

const accumulateFolder = (parent: Target, into: Accumulator, { loader, path, asComponent }: Folder): void => {
  const target = subTarget(parent, loader, path);
  adoptTypes(target);
  const { kind } = target.kustomization;
  if (asComponent && kind !== 'Component')
    throw new BuildFailure(`expected kind 'Component' for path '${loader.root}' but got '${kind}'`, {
      file: posix.join(loader.root, target.file),
      field: 'kind',
    });
  if (!asComponent && kind === 'Component')
    throw new BuildFailure(`expected kind != 'Component' for path '${loader.root}'`, {
      file: posix.join(loader.root, target.file),
      field: 'kind',
    });
  const found = asComponent ? into : emptyAccumulator();
  within(`recursed accumulation of path '${loader.root}'`, () => accumulate(target, found));
  within(`recursed merging from path '${loader.root}'`, () => {
    // A component's objects are there already; they are looked at again because it may have made two of one.
    if (asComponent) appendAll(resources(), found.resources.list);
    else mergeAccumulator(into, found);
  });
};

const subTarget = (parent: Target, loader: FolderLoader, path: string): Target => {
  const { kustomization, file } = within(`couldn't make target for path '${loader.root}'`, () =>
    readKustomization(loader, parent.session),
  );
  return {
    ...parent,
    loader,
    file,
    kustomization: { ...kustomization, buildMetadata: parent.kustomization.buildMetadata },
    origin: parent.origin === undefined ? undefined : posix.join(parent.origin, path),
  };
};
