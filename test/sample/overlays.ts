import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { findKustomize } from '../support/kustomize.ts';
import { type Resource, readResources, sampleNames, type Template } from './manifests.ts';

const root = new URL('../..', import.meta.url).pathname;
const found = findKustomize();
if (found.build === undefined) process.stdout.write(`# skip ${found.why}\n`);

const names = sampleNames(root);

/** Every overlay of the sample; none where nothing is there to build them. */
export const OVERLAYS = (found.build === undefined ? [] : names.services).flatMap((service) =>
  names.environments.map((environment) => ({ service, environment })),
);
/** The environments, where there is something to build them. */
export const ENVIRONMENTS = found.build === undefined ? [] : names.environments;

const built = new Map<string, readonly Resource[]>();

/** What one overlay builds; each is built once. */
export const resourcesOf = (service: string, environment: string): readonly Resource[] => {
  const folder = `${root}services/${service}/overlays/${environment}`;
  const resources = built.get(folder) ?? readResources(found.build?.(folder) ?? '');
  built.set(folder, resources);
  return resources;
};

/** What all overlays of one environment build: the objects of its namespace. */
export const namespaceOf = (environment: string): readonly Resource[] =>
  names.services.flatMap((service) => resourcesOf(service, environment));

/** What an overlay builds with the images that Argo CD writes over it. */
export const withImages = (service: string, environment: string, images: string): Resource[] => {
  const scratch = mkdtempSync(join(tmpdir(), 'bracket-overlay-'));
  const base = relative(scratch, `${root}services/${service}/overlays/${environment}`);
  writeFileSync(join(scratch, 'kustomization.yaml'), `resources: [${base}]\nimages: ${images}\n`);
  try {
    return readResources(found.build?.(scratch) ?? '');
  } finally {
    rmSync(scratch, { recursive: true });
  }
};

export const pick = (resources: readonly Resource[], kind: string): Resource[] =>
  resources.filter((resource) => resource.kind === kind);

/** The one object of a kind and name; fails where there is none. */
export const named = (resources: readonly Resource[], kind: string, name: string): Resource => {
  const one = pick(resources, kind).find(({ metadata }) => metadata.name === name);
  if (one === undefined) throw new Error(`There is no ${kind} ${name}.`);
  return one;
};

/** What keeps the pods of a service running: its Deployment or its Rollout. */
export const workloads = (resources: readonly Resource[]): Resource[] =>
  resources.filter(({ kind }) => kind === 'Deployment' || kind === 'Rollout');

/** Every template of pods in an object: its own, and those of the Jobs that an analysis starts. */
export const templatesIn = ({ spec }: Resource): Template[] =>
  [spec?.template, ...(spec?.metrics ?? []).map(({ provider }) => provider.job?.spec.template)].flatMap(
    (template) => template ?? [],
  );
