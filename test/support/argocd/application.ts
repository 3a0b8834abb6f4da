import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';

/** What is deployed of one service. */
export interface Build {
  readonly version: string;
  readonly digest?: string;
  /** As the file of the service says it: a commit or a branch. */
  readonly config: string;
  /** The commit that a branch stands for. */
  readonly revision?: string;
}

/** One Application: what it was, and what it becomes. Everything in here is JSON. */
export interface Plot {
  readonly service: string;
  readonly environment: string;
  readonly project: string;
  readonly image: string;
  readonly repository?: string;
  /** Absent: it did not exist before. */
  readonly from?: Build;
  readonly to: Build;
  /** Default: it syncs by itself. */
  readonly automated?: boolean;
  /** The states it goes through, one a tick; it stays in the last. Default: a rollout in which all goes well. */
  readonly steps?: readonly Step[];
}

/** The states of an Application in a rollout, and the ways in which it goes wrong. */
export type Step =
  /** No Application. */
  | 'absent'
  /** All at the version before: synced, healthy, and not what is wanted. */
  | 'before'
  /** The spec is new, and all of the status is about the version before. */
  | 'told'
  /** The same, until somebody asks for a refresh. */
  | 'until-refresh'
  | 'out-of-step'
  | 'syncing'
  /** Synced; new pods come up beside the old ones. */
  | 'progressing'
  /** Healthy, and an old pod still runs. */
  | 'leaving'
  | 'there'
  /** A canary that waits for somebody. */
  | 'paused'
  | 'degraded'
  | 'sync-failed'
  | 'comparison-error'
  | 'no-project';

export const ROLLOUT: readonly Step[] = [
  'before',
  'told',
  'out-of-step',
  'syncing',
  'progressing',
  'leaving',
  'there',
];

/** The parts of an Application that a rollout changes, as Argo CD's API writes them. */
export type ApiApplication = Pick<IApplication, 'apiVersion' | 'kind' | 'spec' | 'operation' | 'status'> & {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
};

type Status = NonNullable<IApplication['status']>;
type ApiSource = NonNullable<IApplication['spec']['source']>;

export const nameOf = ({ environment, service }: Pick<Plot, 'environment' | 'service'>): string =>
  `${environment}-${service}`;

/** When in the story: counts up with every change, and the time is a second of a fixed day. */
export interface Moment {
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The Application in one state of its plot; undefined while there is none. */
export const applicationAt = (plot: Plot, step: Step, moment: Moment): ApiApplication | undefined => {
  const { from, to } = plot;
  if (step === 'absent' || (step === 'before' && from === undefined)) return undefined;
  const spec = step === 'before' ? (from ?? to) : to;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: nameOf(plot),
      namespace: 'argocd',
      resourceVersion: String(1000 + moment.count),
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { environment: plot.environment, service: plot.service, bracket: 'none' },
    },
    spec: {
      project: plot.project,
      source: sourceOf(plot, spec),
      destination: destinationOf(plot),
      ...(plot.automated === false ? {} : { syncPolicy: { automated: { prune: true, selfHeal: true } } }),
    },
    ...(step === 'syncing' ? { operation: { sync: { revision: revisionOf(to) } } } : {}),
    status: statusAt(plot, step, moment),
  };
};

const statusAt = (plot: Plot, step: Step, { now }: Moment): Status => {
  const { from, to } = plot;
  const isOld = step === 'before' || step === 'told' || step === 'until-refresh';
  const compared = isOld ? from : to;
  if (compared === undefined) return { health: { status: 'Missing' }, sync: { status: 'Unknown' } };
  return {
    sync: {
      status: SYNC[step] ?? 'Synced',
      revision: revisionOf(compared),
      comparedTo: { source: sourceOf(plot, compared), destination: destinationOf(plot) },
    },
    health: { status: HEALTH[step] ?? 'Healthy' },
    ...lastOperation(plot, step),
    summary: { images: imagesAt(plot, step) },
    ...(CONDITIONS[step] === undefined ? {} : { conditions: [{ ...CONDITIONS[step] }] }),
    reconciledAt: new Date(isOld ? Date.parse('2026-01-02T00:00:00Z') : now).toISOString(),
  };
};

const SYNC: Partial<Record<Step, string>> = {
  'out-of-step': 'OutOfSync',
  syncing: 'OutOfSync',
  'sync-failed': 'OutOfSync',
  'comparison-error': 'Unknown',
  'no-project': 'Unknown',
};

const HEALTH: Partial<Record<Step, string>> = {
  progressing: 'Progressing',
  paused: 'Suspended',
  degraded: 'Degraded',
};

const CONDITIONS: Partial<Record<Step, { type: string; message: string }>> = {
  'sync-failed': { type: 'SyncError', message: 'Failed last sync attempt: the database is locked' },
  'comparison-error': { type: 'ComparisonError', message: 'rpc error: the repository cannot be reached' },
  'no-project': {
    type: 'InvalidSpecError',
    message: 'Application referencing project production which does not exist',
  },
};

const NOTHING_NEW: readonly Step[] = ['before', 'told', 'until-refresh', 'out-of-step', 'sync-failed'];
const OLD_PODS: readonly Step[] = [...NOTHING_NEW, 'syncing', 'progressing', 'leaving', 'paused'];

const imagesAt = ({ image, from, to }: Plot, step: Step): string[] => [
  ...(NOTHING_NEW.includes(step) ? [] : [imageOf(image, to)]),
  ...(from !== undefined && OLD_PODS.includes(step) ? [imageOf(image, from)] : []),
  'docker.io/envoyproxy/envoy:v1.31.0',
];

const PHASES: Partial<Record<Step, { phase: string; message: string }>> = {
  syncing: { phase: 'Running', message: 'one or more tasks are running' },
  'sync-failed': { phase: 'Failed', message: 'the database is locked (retried 5 times)' },
};

const lastOperation = (plot: Plot, step: Step): Pick<Status, 'operationState'> => {
  const isOld = NOTHING_NEW.includes(step) && step !== 'sync-failed';
  const build = isOld ? plot.from : plot.to;
  if (build === undefined) return {};
  const phase = PHASES[step] ?? { phase: 'Succeeded', message: 'successfully synced (all tasks run)' };
  return {
    operationState: {
      ...phase,
      operation: { sync: { revision: revisionOf(build) } },
      startedAt: '2026-01-02T00:00:00Z',
      syncResult: { revision: revisionOf(build), source: sourceOf(plot, build) },
    },
  };
};

const revisionOf = ({ config, revision }: Build): string => revision ?? config;

const imageOf = (image: string, { version, digest }: Build): string =>
  `${image}:${version}${digest === undefined ? '' : `@${digest}`}`;

const sourceOf = (plot: Plot, build: Build): ApiSource => ({
  repoURL: plot.repository ?? 'https://github.com/acme/release-brackets',
  path: `services/${plot.service}/overlays/${plot.environment}`,
  targetRevision: build.config,
  kustomize: { images: [`${plot.image}=${imageOf(plot.image, build)}`] },
});

const destinationOf = ({ environment }: Plot): IApplication['spec']['destination'] => ({
  name: environment,
  namespace: 'shop',
});
