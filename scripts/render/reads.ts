import { createHash } from 'node:crypto';
import { build } from 'kustomize-ts';
import type { EnvironmentName, ServiceName } from '../model/names.ts';
import { type Files, overlayOf } from './render.ts';

/** A file that a build read, and a digest of what it held. */
export type ReadFile = readonly [path: string, digest: string];

/** What one overlay reads: its files, sorted by path; or that there is no overlay, or none that can be built. */
export type Reads = readonly ReadFile[] | 'absent' | 'unbuildable';

/**
 * What the overlay of a service for an environment reads when it is built (design, "Pending"). Whatever goes wrong with
 * that, nobody knows what is read.
 */
export const readsOf = (
  files: Files,
  overlay: { readonly service: ServiceName; readonly environment: EnvironmentName },
): Reads => {
  const folder = `/${overlayOf(overlay)}`;
  if (!files.isFolder(folder)) return 'absent';
  try {
    return build(files, folder).files.map((path) => [path.slice(1), digestOf(files.read(path))]);
  } catch {
    return 'unbuildable';
  }
};

const digestOf = (bytes: Uint8Array | undefined): string =>
  createHash('sha1')
    .update(bytes ?? '')
    .digest('hex');
