import { toJson } from 'kustomize-ts/yaml/json.ts';
import type { Rendered } from './render.ts';

/** Plain data, as JSON has it; whole numbers that a double cannot hold are bigint. */
export type Plain = null | boolean | number | bigint | string | readonly Plain[] | PlainObject;
export interface PlainObject {
  readonly [key: string]: Plain;
}

export const isPlainObject = (value: Plain | undefined): value is PlainObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isPlainList = (value: Plain | undefined): value is readonly Plain[] => Array.isArray(value);

/** One Kubernetes object as plain data, and what it is called. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty where none is written. */
  readonly namespace: string;
  readonly name: string;
  readonly value: PlainObject;
}

/** The objects of a rendering as plain data: what they mean once they are printed. In the order of printing. */
export const manifestsOf = ({ resources }: Pick<Rendered, 'resources'>): Manifest[] =>
  resources.map((resource) => {
    const value = toJson(resource.root) as PlainObject;
    const metadata = isPlainObject(value['metadata']) ? value['metadata'] : {};
    return {
      apiVersion: textOf(value['apiVersion']),
      kind: textOf(value['kind']),
      namespace: textOf(metadata['namespace']),
      name: textOf(metadata['name']),
      value,
    };
  });

const textOf = (value: Plain | undefined): string => (typeof value === 'string' ? value : '');
