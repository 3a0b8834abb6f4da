import { execFileSync } from 'node:child_process';
import { fetchedKubectl } from './fetched-kubectl.ts';

/** A program that builds kustomizations. */
export interface Program {
  readonly path: string;
  /** What comes before the folder. */
  readonly args: readonly string[];
  /** The version of Kustomize inside, as 5.05 for 5.5. */
  readonly version: number;
}

/** Builds a folder with a Kustomize of this machine; answers what it printed. */
type Kustomize = (folder: string) => string;

type Found = { readonly build: Kustomize } | { readonly build: undefined; readonly why: string };

/** The Kustomize whose answers are the measure: the one inside kubectl 1.32. */
const MEASURE = 5.05;
/** Older ones (Debian's kubectl 1.20 holds Kustomize 2) know no components and are as good as none. */
const OLDEST = 4;

/** What builds the overlays of a test: the Kustomize on the path where it is new enough, else one that is fetched. */
export const findKustomize = (): Found => {
  const [onPath] = installed().filter(({ version }) => version >= OLDEST);
  const program = onPath ?? measure();
  if (program === undefined) return { build: undefined, why: `${missing()} to build the overlays` };
  return { build: (folder) => run(program.path, [...program.args, folder]) };
};

let known: { readonly program: Program | undefined } | undefined;

/**
 * The Kustomize that ours is compared with: 5.5 where it is on the path, else the one that is fetched, else a newer one,
 * which may differ in what Kustomize itself has changed since. Undefined where there is none; `missing` says why.
 */
export const measure = (): Program | undefined => {
  known ??= { program: findMeasure() };
  return known.program;
};

const findMeasure = (): Program | undefined => {
  const fitting = installed().filter(({ version }) => version >= MEASURE);
  const exact = fitting.find(({ version }) => version === MEASURE);
  if (exact !== undefined) return exact;
  const path = fetchedKubectl();
  return path === undefined ? fitting[0] : { path, args: ['kustomize'], version: MEASURE };
};

/** Why there is nothing to compare with, and what helps. */
export const missing = (): string =>
  'no kubectl 1.32 or newer on the path, and none could be fetched: install one, or run this with a network,';

const installed = (): Program[] => [
  ...found('kustomize', ['build'], () => run('kustomize', ['version'])),
  ...found('kubectl', ['kustomize'], kubectlVersion),
];

const found = (path: string, args: readonly string[], version: () => string): Program[] => {
  try {
    const [, major = '0', minor = '0'] = /v?(\d+)\.(\d+)/.exec(version()) ?? [];
    return [{ path, args, version: Number(major) + Number(minor) / 100 }];
  } catch {
    return [];
  }
};

const kubectlVersion = (): string =>
  String(JSON.parse(run('kubectl', ['version', '--client', '--output', 'json'])).kustomizeVersion);

const run = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 << 20 });
