import type { ApplicationSet, AppProject } from '../../scripts/argocd/objects.ts';
import { type Known, type ToldFile, tellArgocd } from '../../scripts/argocd/tell.ts';
import type { Finding } from '../../scripts/model/problem.ts';
import type { ArgocdTarget, Repository } from '../../scripts/model/repository.ts';
import { buildRepository, type Wish } from '../check/build-repository.ts';

export const ADDRESS = 'https://github.com/acme/gitops';

type Environments = NonNullable<Wish['environments']>;

/** Where Argo CD deploys an environment of this name, as shortly as an environment file can say it. */
export const target = (name: string, more: Partial<ArgocdTarget> = {}): ArgocdTarget => ({
  project: name,
  cluster: 'in-cluster',
  namespace: `shop-${name}`,
  repository: ADDRESS,
  ...more,
});

/** An entry environment `dev`, and `prod` after it. */
export const ladder = (
  prod: Partial<ArgocdTarget> = {},
  more: { readonly prod?: Environments[string]; readonly services?: Wish['services'] } = {},
): Repository =>
  buildRepository({
    environments: {
      dev: { argocd: target('dev') },
      prod: { promotesFrom: 'dev', argocd: target('prod', prod), ...more.prod },
    },
    ...(more.services === undefined ? {} : { services: more.services }),
  });

/** What is written of a repository. Throws where it is refused. */
export const written = (repository: Repository, known: Partial<Known> = {}): readonly ToldFile[] => {
  const telling = tellArgocd(repository, { branch: 'main', ...known });
  if ('refused' in telling) throw new Error(telling.refused.map(({ what }) => what).join('\n'));
  return telling.files;
};

/** Why nothing is written; empty where it is. */
export const refused = (repository: Repository, known: Partial<Known> = {}): readonly Finding[] => {
  const telling = tellArgocd(repository, { branch: 'main', ...known });
  return 'refused' in telling ? telling.refused : [];
};

const named = (files: readonly ToldFile[], path: string): ToldFile['object'] => {
  const file = files.find((one) => one.path === `environments/argocd/${path}`);
  if (file === undefined) throw new Error(`There is no ${path}.`);
  return file.object;
};

export const projectOf = (files: readonly ToldFile[], environment: string): AppProject =>
  named(files, `projects/${environment}.yaml`) as AppProject;

export const setOf = (files: readonly ToldFile[], environment: string): ApplicationSet =>
  named(files, `applicationsets/${environment}.yaml`) as ApplicationSet;
