import type { Environment } from '../model/repository.ts';
import type { Maintenance } from '../model/verification.ts';
import { ARGOCD_PATIENCE, type Argocd, openArgocd } from '../outside/argocd/argocd.ts';
import type { Clock } from '../outside/service/clock.ts';
import { duringMaintenance } from '../outside/service/expected.ts';
import { openService, PATIENCE } from '../outside/service/open-service.ts';
import type { Patience, Service } from '../outside/service/service.ts';
import { maintenanceOf } from '../verify/maintenance.ts';

/** What is asked in order to verify one environment, each under the one policy and left alone in its maintenance. */
export interface Services {
  /** Absent: the environment names no API of Argo CD. */
  readonly argocd?: Argocd;
  /** The same service for the same origin, so that what it failed is remembered. */
  readonly at: (kind: 'http' | 'prometheus', url: string) => Service;
}

/** The variable that holds the token where the environment names no other: Argo CD's own. */
export const ARGOCD_TOKEN = 'ARGOCD_AUTH_TOKEN';

/** Throws a `Failure` where Argo CD's address or token cannot be used. */
export const openServices = (
  { argocd, verify }: Environment,
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock,
): Services => {
  const maintenance = verify?.maintenance ?? [];
  const variable = argocd?.token ?? ARGOCD_TOKEN;
  const at = openAt(maintenance, clock);
  if (argocd?.server === undefined) return { at };
  const service = guarded(
    { name: 'Argo CD', patience: ARGOCD_PATIENCE, names: ['argocd'] },
    maintenance,
    clock,
  );
  const { server, project } = argocd;
  return {
    at,
    argocd: openArgocd({ server, project, variable, token: env[variable], service, clock }),
  };
};

const openAt = (maintenance: readonly Maintenance[], clock: Clock): Services['at'] => {
  const known = new Map<string, Service>();
  return (kind, url) => {
    const { origin, host } = new URL(url);
    const key = `${kind} ${origin}`;
    const name = kind === 'prometheus' ? 'Prometheus' : host;
    const service = known.get(key) ?? guarded({ name, patience: PATIENCE, names: [] }, maintenance, clock);
    known.set(key, service);
    return service;
  };
};

const guarded = (
  {
    name,
    patience,
    names,
  }: { readonly name: string; readonly patience: Patience; readonly names: readonly string[] },
  maintenance: readonly Maintenance[],
  clock: Clock,
): Service =>
  duringMaintenance(openService(name, patience, clock), (url) =>
    maintenanceOf(maintenance, [...names, new URL(url).host], clock.now()),
  );
