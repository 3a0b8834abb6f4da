import type { ServiceName } from './names.ts';

const FOLDER = /^services\/([^/]+)\/(.+)$/s;

/** The service in whose folder a path lies, if any. */
export const serviceOfPath = (path: string): ServiceName | undefined =>
  FOLDER.exec(path)?.[1] as ServiceName | undefined;

/**
 * Does a path count as configuration wherever it is reached as part of a folder? Records, descriptions and prose are
 * about a service; nothing of them is ever applied to a cluster.
 */
export const isConfigPath = (path: string): boolean => {
  if (/\.md$/i.test(path)) return false;
  const inside = FOLDER.exec(path)?.[2];
  return inside === undefined || !(inside === 'service.yaml' || inside.startsWith('releases/'));
};

/** The names under which kustomize looks for its file in a folder. */
export const isKustomization = (path: string): boolean =>
  /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path);
