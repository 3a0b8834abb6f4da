import type { Problem } from '../model/problem.ts';
import type { Desired, Environment, Lock, Release, Service } from '../model/repository.ts';

/** One file as it comes from a tree: nothing in it is believed yet. */
export interface SourceFile {
  readonly path: string;
  /** Six octal digits as Git prints them. A symbolic link's bytes are its target; a submodule has none. */
  readonly mode: string;
  readonly bytes: Uint8Array;
  /** The length of the file where its bytes were not even fetched because there are too many. */
  readonly size?: number;
}

/** What the written form of each kind of file becomes in the model. */
export interface ValueOf {
  readonly environment: Environment;
  readonly desired: Desired;
  readonly service: Service;
  readonly release: Release;
  readonly lock: Lock;
}

export type ReadKind = keyof ValueOf;

/** `manifest`: YAML of others (kustomize, Kubernetes), only well-formedness is asked. `other`: nothing is asked. */
export type FileKind = ReadKind | 'manifest' | 'other';

/**
 * What one file says, as plain data that survives JSON. `value` is absent when the file has an error, so that a broken
 * file contributes nothing but its problems.
 */
export type FileFacts =
  | { [K in ReadKind]: FactsOf<K> }[ReadKind]
  | {
      readonly path: string;
      readonly kind: 'manifest' | 'other';
      readonly value?: undefined;
      readonly problems: readonly Problem[];
      /** Paths outside the folder of its service or component that a kustomization file, or a link, leads to. */
      readonly leads?: readonly string[];
    };

export interface FactsOf<K extends ReadKind> {
  readonly path: string;
  readonly kind: K;
  readonly value?: ValueOf[K];
  readonly problems: readonly Problem[];
}
