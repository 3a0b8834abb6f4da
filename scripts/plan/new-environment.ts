import type { EnvironmentName, ServiceName } from '../model/names.ts';
import type { Environment } from '../model/repository.ts';
import { type NewFile, overlay } from './new-service.ts';
import { formatScalar } from './scalar.ts';

/** What a new environment's first files are written from. */
export interface NewEnvironment {
  readonly name: EnvironmentName;
  /** The environment it promotes from and takes after; absent: an entry environment. */
  readonly from?: Environment;
  readonly services: readonly ServiceName[];
  /** Texts of the overlays of `from`, by path. */
  readonly overlays: ReadonlyMap<string, string>;
}

/** Its policy, and for every service an overlay: a copy of the one it takes after, or one that changes nothing yet. */
export const newEnvironment = (environment: NewEnvironment): NewFile[] => {
  const { name, services } = environment;
  return [
    { path: `environments/${name}.yaml`, text: policy(environment) },
    ...services.flatMap((service) => overlayOf(environment, service)),
  ];
};

const overlayOf = ({ name, from, overlays }: NewEnvironment, service: ServiceName): NewFile[] => {
  const folder = `services/${service}/overlays`;
  const prefix = `${folder}/${from?.name}/`;
  const copied = [...overlays]
    .filter(([path]) => from !== undefined && path.startsWith(prefix))
    .map(([path, text]) => ({ path: `${folder}/${name}/${path.slice(prefix.length)}`, text }));
  return copied.length > 0 ? copied : [{ path: `${folder}/${name}/kustomization.yaml`, text: overlay() }];
};

const policy = ({ name, from }: NewEnvironment): string =>
  `${['# yaml-language-server: $schema=../schemas/environment.schema.json', ...(from === undefined ? entry() : rung(name, from))].join('\n')}\n`;

const entry = (): string[] => [
  '# Where a new version runs first: nothing is promoted into it. To promote into it, name where versions come from:',
  '# promotesFrom: dev',
  'promotion:',
  '  open: automatic # `npx bracket release` opens a pull request; direct: it commits',
];

const rung = (name: EnvironmentName, from: Environment): string[] => [
  `promotesFrom: ${plain(from.name)}`,
  'promotion:',
  '  open: automatic # manual: only when somebody asks',
  '  merge: manual',
  `  unit: ${from.promotion.unit} # bracket: what arrived together moves together`,
  `  whenSuperseded: ${from.promotion.whenSuperseded} # queue: finish what is in flight; replace: carry the newest`,
  `accepts: { prerelease: ${from.accepts.prerelease}, digest: ${from.accepts.digest}, record: ${from.accepts.record} }`,
  ...(from.argocd === undefined ? [] : [argocd(name, from.argocd)]),
];

/** The same cluster, but never the same namespace: two environments in one place would overwrite each other. */
const argocd = (
  name: EnvironmentName,
  { cluster, namespace }: NonNullable<Environment['argocd']>,
): string => {
  const own = `${namespace.slice(0, 31)}-${name}`.slice(0, 63).replace(/-+$/, '');
  return `argocd: { project: ${plain(name)}, cluster: ${plain(cluster)}, namespace: ${plain(own)} }`;
};

const plain = (value: string): string => formatScalar(value, 'PLAIN');
