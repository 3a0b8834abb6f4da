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

/** Every service runs 1.0.0 everywhere. */
export const smallShop = (services: readonly string[], whenSuperseded = 'replace'): SmallShop => {
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
  const config = (environment: string): string => (environment === 'dev' ? 'main' : pin);
  const held = LADDER.flatMap((environment) =>
    services.map((service) => [
      `environments/${environment}/${service}.yaml`,
      desired(service, '1.0.0', config(environment)),
    ]),
  );
  box.commit('Everything runs 1.0.0', Object.fromEntries(held) as Record<string, string>);
  return {
    ...box,
    want: (environment, versions) =>
      box.commit(
        `${environment}: ${Object.entries(versions).flat().join(' ')}`,
        Object.fromEntries(
          Object.entries(versions).map(([service, version]) => [
            `environments/${environment}/${service}.yaml`,
            desired(service, version, config(environment)),
          ]),
        ),
      ),
  };
};
