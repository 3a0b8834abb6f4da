import { execFileSync } from 'node:child_process';
import { type ApiApplication, applicationAt, type Build } from '../support/argocd/application.ts';
import { SERVICE_NAMES, SERVICES, type ShopService } from './pinned.ts';
import { ENVIRONMENTS, namespaceOf, type ShopEnvironment } from './places.ts';

/** What kubectl was asked to do. */
export interface Asked {
  readonly args: readonly string[];
  readonly input: string;
}

/**
 * As much of a cluster as the steps look at: Secrets, the pods of the shop, and a controller that may stand still. What
 * main says is deployed at once, so that the steps can be played where there is no cluster. It proves nothing about
 * Argo CD; it shows that the steps ask for the right things, in order, and believe nothing too early.
 */
export interface ModelCluster {
  /** What kubectl prints; throws what it would complain about. */
  kubectl(asked: Asked): string;
  /** The Applications of an environment, as Argo CD's API shows them now. */
  applications(environment: string): ApiApplication[];
  /** Every call of kubectl, in order. */
  readonly calls: readonly string[];
}

/** Over the bare repository that the shop is pushed to. */
export const modelCluster = (bare: string, address: string): ModelCluster => {
  const secrets = new Map<string, Record<string, string>>();
  const calls: string[] = [];
  const running = new Map<string, Build>();
  let standing = false;
  let count = 0;
  const settle = (): void => {
    if (standing) return;
    for (const [key, build] of wantedBy(bare)) running.set(key, build);
  };
  const scale = ({ args }: Asked): string => {
    settle();
    standing = args.includes('--replicas=0');
    return '';
  };
  const pods = ({ args }: Asked): string => {
    settle();
    return JSON.stringify({ items: podsOf(args, running) });
  };
  const answers: readonly (readonly [RegExp, (asked: Asked) => string])[] = [
    [/^config current-context$/, () => 'kind-model'],
    [/ apply .*--filename=-$/, ({ input }) => keep(secrets, input)],
    [/ get secret /, ({ args }) => secretText(secrets, args[args.indexOf('secret') + 1] ?? '')],
    [/ get nodes /, () => 'node/model'],
    [/ get --namespace=argocd deployment /, () => 'deployment.apps/argocd-server'],
    [/ get --namespace=argocd statefulset[ /]/, () => 'statefulset.apps/argocd-application-controller'],
    [
      / get applications\.argoproj\.io /,
      () => ['release-brackets', ...APPLICATIONS].map((name) => `application.argoproj.io/${name}`).join('\n'),
    ],
    [/ get pods .*--output=json$/, pods],
    [/ scale /, scale],
    [/(?:^| )get --raw \//, () => 'ok'],
  ];
  return {
    calls,
    kubectl: (asked) => {
      const line = asked.args.join(' ');
      calls.push(line.replace('--context=kind-model ', ''));
      return answers.find(([pattern]) => pattern.test(line))?.[1](asked) ?? '';
    },
    applications: (environment) => {
      settle();
      count += 1;
      return wantedBy(bare).flatMap(([key, to]) => {
        const [of = '', service = ''] = key.split('/');
        if (of !== environment) return [];
        const from = running.get(key) ?? to;
        const plot = {
          service,
          environment,
          project: environment,
          repository: address,
          image: SERVICES[service as ShopService].image,
        };
        const isThere = JSON.stringify(from) === JSON.stringify(to);
        const moment = { count, now: Date.now() };
        return applicationAt({ ...plot, from, to }, isThere ? 'there' : 'told', moment) ?? [];
      });
    },
  };
};

const APPLICATIONS = ENVIRONMENTS.flatMap((one) => SERVICE_NAMES.map((name) => `${one}-${name}`));

/** What main says, by environment and service. */
const wantedBy = (bare: string): [string, Build][] => {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['--git-dir', bare, ...args], { encoding: 'utf8' });
  const revision = git('rev-parse', 'refs/heads/main').trim();
  return ENVIRONMENTS.flatMap((environment) =>
    SERVICE_NAMES.map((service): [string, Build] => {
      const text = git('show', `main:environments/${environment}/${service}.yaml`);
      const value = (key: string): string => new RegExp(`^${key}: "?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
      const config = value('config');
      const build = { version: value('version'), digest: value('digest'), config };
      return [`${environment}/${service}`, config === 'main' ? { ...build, revision } : build];
    }),
  );
};

const podsOf = (args: readonly string[], running: ReadonlyMap<string, Build>): object[] => {
  const line = args.join(' ');
  const environment = ENVIRONMENTS.find((name) =>
    line.includes(`--namespace=${namespaceOf(name)} `),
  ) as ShopEnvironment;
  const service = SERVICE_NAMES.find((name) => line.includes(`/name=${name} `)) as ShopService;
  const build = running.get(`${environment}/${service}`);
  const image = `${SERVICES[service].image}:${build?.version}@${build?.digest}`;
  return [
    {
      metadata: { name: `${service}-1` },
      spec: { containers: [{ image }] },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    },
  ];
};

interface SecretObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

const keep = (secrets: Map<string, Record<string, string>>, input: string): string => {
  for (const { kind, metadata, data = {}, stringData = {} } of (
    JSON.parse(input) as { items: SecretObject[] }
  ).items) {
    if (kind !== 'Secret') continue;
    const coded = Object.entries(stringData).map(([key, value]) => [
      key,
      Buffer.from(value).toString('base64'),
    ]);
    secrets.set(metadata.name, { ...data, ...Object.fromEntries(coded) });
  }
  return '';
};

const secretText = (secrets: ReadonlyMap<string, Record<string, string>>, name: string): string => {
  const data = secrets.get(name);
  return data === undefined ? '' : JSON.stringify({ data });
};
