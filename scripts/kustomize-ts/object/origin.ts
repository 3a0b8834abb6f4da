import posix from 'node:path/posix';
import { emit } from '../yaml/emit.ts';
import { type Mapping, mapping, text } from './node.ts';
import { annotation, ORIGIN, type Resource, setAnnotation, TRANSFORMATIONS } from './resource.ts';

/** Where an object comes from, or what made or changed it (api/resource/origin.go). Paths are relative to the build. */
export interface Origin {
  readonly path?: string;
  readonly configuredIn?: string;
  readonly configuredBy?: ConfiguredBy;
}

/** The generator or transformer that did it. */
export interface ConfiguredBy {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** The origin of what a path leads to, seen from a folder of the build. */
export const originBelow = (folder: string, path: string): Origin => ({ path: posix.join(folder, path) });

/** The origin of what a field of a kustomization made or changed. */
export const originOfField = (folder: string, file: string, kind: string): Origin => ({
  configuredIn: posix.join(folder, file),
  configuredBy: { apiVersion: 'builtin', kind },
});

/** As the annotation `config.kubernetes.io/origin` has it; fields in the order of the real tool. */
export const originText = ({ path, configuredIn, configuredBy }: Origin): string =>
  [
    line('path', path),
    line('configuredIn', configuredIn),
    configuredBy === undefined ? '' : emit(mapping([['configuredBy', identity(configuredBy)]])),
  ].join('');

const line = (key: string, value = ''): string => (value === '' ? '' : emit(mapping([[key, text(value)]])));

const identity = (by: ConfiguredBy): Mapping =>
  mapping(
    (['apiVersion', 'kind', 'name', 'namespace'] as const).flatMap((key) => {
      const value = by[key] ?? '';
      return value === '' ? [] : [[key, text(value)] as const];
    }),
  );

/** Says where an object comes from, unless that is known already. */
export const claim = (subject: Resource, origin: Origin): void => {
  if (annotation(subject, ORIGIN) === undefined) setAnnotation(subject, ORIGIN, originText(origin));
};

/** Says what changed an object; an object of unknown origin was made by it (resmap, AddTransformerAnnotation). */
export const noteTransformation = (subject: Resource, origin: Origin): void => {
  if (annotation(subject, ORIGIN) === undefined) {
    setAnnotation(subject, ORIGIN, originText(origin));
    return;
  }
  const before = annotation(subject, TRANSFORMATIONS) ?? '';
  setAnnotation(subject, TRANSFORMATIONS, before + listItem(originText(origin)));
};

const listItem = (block: string): string =>
  block
    .trimEnd()
    .split('\n')
    .map((row, index) => `${index === 0 ? '- ' : '  '}${row}\n`)
    .join('');
