import type { Finding } from '../model/problem.ts';
import type { ArgocdTarget, Environment, Repository } from '../model/repository.ts';
import { appProject } from './app-project.ts';
import { applicationSet, type Origin } from './application-set.ts';
import type { ArgocdObject } from './objects.ts';
import { refusals } from './refusals.ts';
import { kustomization, rootApplication, rootProject } from './root.ts';

/** Everything that is written for Argo CD is here, and nothing else but what people say about it. */
export const FOLDER = 'environments/argocd/';
/** The file of the root Application. */
export const ROOT_FILE = `${FOLDER}root.yaml`;

/** One file for Argo CD. */
export interface ToldFile {
  readonly path: string;
  /** What it is written from, for people who want to change it. */
  readonly from: string;
  readonly object: ArgocdObject;
}

/** What is known of this repository's own address besides what its environments say. */
export interface Known {
  /** What the files for Argo CD say at present. */
  readonly stands?: string | undefined;
  /** What the remote `origin` says. */
  readonly remote?: string | undefined;
  readonly branch: string;
}

/** What Argo CD is to be told, or everything that keeps it from being said. */
export type Telling =
  | { readonly files: readonly ToldFile[]; readonly origin?: Origin }
  | { readonly refused: readonly Finding[] };

/** An environment that Argo CD deploys. */
export interface Target {
  readonly environment: Environment;
  readonly argocd: ArgocdTarget;
}

export const targetsOf = ({ environments }: Pick<Repository, 'environments'>): Target[] =>
  [...environments.values()]
    .flatMap((environment): Target[] =>
      environment.argocd === undefined ? [] : [{ environment, argocd: environment.argocd }],
    )
    .sort((a, b) => (a.environment.name < b.environment.name ? -1 : 1));

/**
 * All files for Argo CD, in the order in which they are to be applied. The address of this repository is what its
 * environments say, or else what stands there: only where nothing does the remote of this one clone is asked.
 */
export const tellArgocd = (repository: Repository, known: Known): Telling => {
  const targets = targetsOf(repository);
  if (targets.length === 0) return { files: [] };
  const said = targets.flatMap(({ argocd }) => argocd.repository ?? [])[0];
  const address = said ?? known.stands ?? known.remote;
  const refused = refusals(targets, { address, branch: known.branch });
  if (refused.length > 0 || address === undefined) return { refused };
  const origin: Origin = { repository: address, branch: known.branch };
  const { releases } = repository;
  const objects: ToldFile[] = [
    { path: `${FOLDER}root-project.yaml`, from: EVERY, object: rootProject(origin) },
    { path: ROOT_FILE, from: EVERY, object: rootApplication(origin) },
    ...targets.map(({ environment, argocd }) => ({
      path: `${FOLDER}projects/${environment.name}.yaml`,
      from: environment.file,
      object: appProject(environment, argocd, address),
    })),
    ...targets.map(({ environment, argocd }) => ({
      path: `${FOLDER}applicationsets/${environment.name}.yaml`,
      from: environment.file,
      object: applicationSet(environment, argocd, { origin, releases }),
    })),
  ];
  const all = kustomization(objects.map(({ path }) => path));
  return { origin, files: [{ path: `${FOLDER}kustomization.yaml`, from: EVERY, object: all }, ...objects] };
};

const EVERY = 'environments/*.yaml';

/** Is this the path of a file that only `bracket argocd` writes? One that it writes no longer is to go. */
export const isWritten = (path: string): boolean =>
  /^environments\/argocd\/(?:kustomization|root|root-project|(?:projects|applicationsets)\/[^/]+)\.yaml$/.test(
    path,
  );
