import type { ServiceName } from './names.ts';

const FOLDER = /^services\/([^/]+)\/(.+)$/s;

/** The service in whose folder a path lies, if any. */
export const serviceOfPath = (path: string): ServiceName | undefined =>
  FOLDER.exec(path)?.[1] as ServiceName | undefined;

/**
 * May a path be part of a configuration? The records and the description of a service, and prose beside them, are about
 * it; nothing of them is applied to a cluster, unless a kustomization lies among them or names them.
 */
export const isConfigPath = (path: string): boolean => {
  const inside = FOLDER.exec(path)?.[2];
  if (inside === undefined || path.startsWith('services/components/')) return true;
  return !(inside === 'service.yaml' || inside.startsWith('releases/') || /^[^/]+\.md$/i.test(inside));
};

/** The names under which kustomize looks for its file in a folder. */
export const isKustomization = (path: string): boolean =>
  /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path);
