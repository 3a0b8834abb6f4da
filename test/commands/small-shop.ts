import { type Sandbox, sandbox } from '../support/git-repository.ts';

/** A shop of a few services on a ladder of three, as small as the rules allow. */
export interface SmallShop extends Sandbox {
  /** Wants these versions in an environment, in one commit: a bracket. */
  want(environment: string, versions: Readonly<Record<string, string>>): string;
}

const LADDER = ['dev', 'hardening', 'production'] as const;

const policy = (environment: string, whenSuperseded: string): string => {
  const from = LADDER[LADDER.indexOf(environment as (typeof LADDER)[number]) - 1];
  return from === undefined
    ? 'promotion: { open: direct }\n'
    : `promotesFrom: ${from}\npromotion: { whenSuperseded: ${whenSuperseded} }\n`;
};

export const desired = (service: string, version: string, config: string): string =>
  `image: ghcr.io/acme/${service}\nversion: "${version}"\nconfig: "${config}"\n`;

/** Shops as they begin, never touched again, by what they were made of. */
const beginnings = new Map<string, { readonly root: string; readonly pin: string }>();
const COMMITS = 2;

/** Every service runs 1.0.0 everywhere. */
export const smallShop = (services: readonly string[], whenSuperseded = 'replace'): SmallShop => {
  const key = JSON.stringify([services, whenSuperseded]);
  const beginning = beginnings.get(key) ?? begin(services, whenSuperseded);
  beginnings.set(key, beginning);
  const box = sandbox({ root: beginning.root, commits: COMMITS });
  return {
    ...box,
    want: (environment, versions) =>
      box.commit(
        `${environment}: ${Object.entries(versions).flat().join(' ')}`,
        Object.fromEntries(
          Object.entries(versions).map(([service, version]) => [
            `environments/${environment}/${service}.yaml`,
            desired(service, version, configIn(environment, beginning.pin)),
          ]),
        ),
      ),
  };
};

const configIn = (environment: string, pin: string): string => (environment === 'dev' ? 'main' : pin);

const begin = (services: readonly string[], whenSuperseded: string): { root: string; pin: string } => {
  const box = sandbox();
  const files: Record<string, string> = {};
  for (const service of services) {
    files[`services/${service}/service.yaml`] =
      `description: ${service}\nowners: ["@acme/${service}"]\nimage: ghcr.io/acme/${service}\n`;
    for (const environment of LADDER)
      files[`services/${service}/overlays/${environment}/kustomization.yaml`] = 'resources: []\n';
  }
  for (const environment of LADDER)
    files[`environments/${environment}.yaml`] = policy(environment, whenSuperseded);
  const pin = box.commit('Services and environments', files);
  const held = LADDER.flatMap((environment) =>
    services.map((service) => [
      `environments/${environment}/${service}.yaml`,
      desired(service, '1.0.0', configIn(environment, pin)),
    ]),
  );
  box.commit('Everything runs 1.0.0', Object.fromEntries(held) as Record<string, string>);
  return { root: box.root, pin };
};
