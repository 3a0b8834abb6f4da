import type { ApplicationState } from './application.ts';
import { type ImageReference, imageText, isWanted, readImage, readOverride } from './image.ts';
import { concerns, finished, isRunning } from './operation.ts';
import { quoted, repositoryKey, short } from './phrase.ts';
import { isSameSource } from './same-source.ts';
import type { Finding, Look } from './stage.ts';
import { isWantedRevision } from './wanted.ts';

type Question = (look: Look) => Finding | undefined;

/** It says what is wanted: one source, of this repository, at the wanted revision, with the wanted image. */
const told: Question = ({ wanted, application }) => {
  const { source, severalSources, name } = application;
  const lacks = severalSources
    ? 'it has several sources, and the generated one has a single one'
    : source === undefined
      ? 'it has no source'
      : lackOf(wanted, source);
  if (lacks === undefined) return undefined;
  return {
    stage: 'not-told',
    why: `Application ${name} does not ask for ${wanted.version} yet: ${lacks}.`,
    fix: 'The ApplicationSet writes it within a few minutes of the merge: see whether it reports an error, and whether environments/argocd is applied.',
  };
};

const lackOf = (
  wanted: Look['wanted'],
  source: NonNullable<ApplicationState['source']>,
): string | undefined => {
  if (
    wanted.repository !== undefined &&
    repositoryKey(source.repository) !== repositoryKey(wanted.repository)
  )
    return 'it is built from another repository';
  if (source.path !== wanted.path) return `it is built from ${quoted(source.path)}`;
  if (source.revision !== wanted.config) return `its revision is ${quoted(short(source.revision))}`;
  const of = source.images.map(readOverride).filter(({ replaces }) => replaces === wanted.image);
  const exact = of.length === 1 && of.every(({ by }) => isExactly(by, wanted));
  return exact ? undefined : `its image is ${quoted(source.images.join(', '))}`;
};

/** What we told Argo CD ourselves holds no digest where none is wanted. */
const isExactly = (by: ImageReference, wanted: Look['wanted']): boolean =>
  isWanted(by, wanted) && by.digest === wanted.digest;

const kept: Question = ({ application }) =>
  application.deleting
    ? {
        stage: 'not-told',
        why: `Application ${application.name} is being deleted.`,
        fix: 'The ApplicationSet makes it anew when it is gone: look in Argo CD what holds the deletion up.',
      }
    : undefined;

const quiet: Question = ({ application }) =>
  isRunning(application)
    ? {
        stage: 'syncing',
        why: `Argo CD is syncing it${saying(application.lastOperation?.message)}.`,
        fix: `Look at ${application.name} in Argo CD for what the sync waits for: a hook, or an object that does not get ready.`,
      }
    : undefined;

const succeeded: Question = (look) => {
  const { lastOperation } = look.application;
  if (lastOperation === undefined || !concerns(look, lastOperation) || finished(lastOperation))
    return undefined;
  return {
    stage: 'failed',
    why: `Argo CD could not sync ${look.wanted.version}${saying(lastOperation.message)}.`,
    fix: 'Mend what it names and press Sync in Argo CD, which tries the same state only once by itself; or go back to the version before.',
  };
};

/** Nothing was compared, so nothing is known (Argo CD: application_types, ApplicationConditionType). */
const UNKNOWING = ['ComparisonError', 'UnknownError'];

const unquestioned: Question = ({ application }) => {
  const error = application.conditions.find(({ type }) => type.endsWith('Error'));
  if (error === undefined) return undefined;
  return {
    stage: UNKNOWING.includes(error.type) ? 'unknown' : 'refused',
    why: `Argo CD reports ${quoted(error.type)}${saying(error.message)}.`,
    fix: `Mend what it names, then press Refresh on ${application.name} in Argo CD.`,
  };
};

/** It has been compared with exactly what is wanted, and since it is wanted. */
const looked: Question = ({ wanted, application, known }) => {
  const { sync, source, reconciledAt } = application;
  const waits = (what: string): Finding => ({
    stage: 'not-looked',
    why: `Argo CD has not compared ${wanted.version} with the cluster yet: ${what}.`,
    fix: `Press Refresh on ${application.name} in Argo CD; where it never does, look whether its application controller runs.`,
  });
  if (!isSameSource(sync.comparedTo, source)) return waits('it last looked at what was wanted before');
  if (sync.revision === undefined) return waits('it names no revision');
  const right = isWantedRevision(wanted, sync.revision, known);
  if (right === undefined)
    return {
      stage: 'unknown',
      why: `Nobody could find out what the configuration is at ${quoted(short(sync.revision))}, which Argo CD compared with.`,
      fix: 'Fetch that commit into this clone (`git fetch`), then ask again.',
    };
  if (!right) return waits(`it last looked at ${quoted(short(sync.revision))}`);
  return reconciledAt !== undefined && reconciledAt > wanted.since
    ? undefined
    : waits('it has not looked since the commit');
};

const inStep: Question = ({ wanted, application: { sync, automated, name } }) => {
  if (sync.status === 'Synced') return undefined;
  if (sync.status !== 'OutOfSync')
    return {
      stage: 'unknown',
      why: `Argo CD does not know whether the cluster is in step (${quoted(sync.status)}).`,
      fix: `Press Refresh on ${name} in Argo CD and read what it reports.`,
    };
  return automated || wanted.inTurn === true
    ? {
        stage: 'out-of-step',
        why: 'The cluster differs from what is wanted, and Argo CD has not begun to sync it.',
        fix: `Look at ${name} in Argo CD: its turn may not have come, a sync window may be closed, or something changes the objects after every sync.`,
      }
    : {
        stage: 'held',
        why: 'The cluster differs from what is wanted, and Argo CD does not sync it by itself.',
        fix: `Press Sync on ${name} in Argo CD, or let it sync by itself again.`,
      };
};

const healthy: Question = ({ wanted, application: { health, name } }) => {
  const said = saying(health.message);
  switch (health.status) {
    case 'Healthy':
      return undefined;
    case 'Suspended':
      return {
        stage: 'paused',
        why: `${wanted.version} is waiting for promotion${said}.`,
        fix: `Promote or abort its rollout in Argo CD (${name}).`,
      };
    case 'Degraded':
      return {
        stage: 'degraded',
        why: `${wanted.version} is degraded${said}.`,
        fix: `Look at ${name} in Argo CD for the object that is; or go back to the version before.`,
      };
    case 'Progressing':
    case 'Missing':
      return {
        stage: 'progressing',
        why: `${wanted.version} is coming up (${health.status}${said}).`,
        fix: `Look at ${name} in Argo CD for the object that does not get ready.`,
      };
    default:
      return {
        stage: 'unknown',
        why: `Argo CD does not know its health (${quoted(health.status)}${said}).`,
        fix: `Look at ${name} in Argo CD for the object whose health is not known.`,
      };
  }
};

/** Pods of old ReplicaSets, of a canary or of the colour before count too: whoever calls the service may reach them. */
const alone: Question = ({ wanted, application: { images, name } }) => {
  const of = images.filter((image) => readImage(image).name === wanted.image);
  const others = of.filter((image) => !isWanted(readImage(image), wanted));
  if (of.length === others.length)
    return {
      stage: 'progressing',
      why: `No pod of ${imageText(wanted)} runs yet${others.length === 0 ? '' : `, only ${quoted(others.join(', '))}`}.`,
      fix: `Look at ${name} in Argo CD: no pod may be wanted at all, or something changes the image.`,
    };
  if (others.length > 0 || of.length > 1)
    return {
      stage: 'leftovers',
      why: `Beside ${wanted.version} there is still ${quoted((others.length > 0 ? others : of).join(', '))}.`,
      fix: `Look at ${name} in Argo CD for pods that are left: of an old ReplicaSet, or of a job that ended.`,
    };
  return undefined;
};

const saying = (message: string | undefined): string =>
  message === undefined || message === '' ? '' : `: ${quoted(message)}`;

/** In the order of a rollout, so that the first finding says how far it is. */
export const QUESTIONS: readonly Question[] = [
  kept,
  told,
  quiet,
  succeeded,
  unquestioned,
  looked,
  inStep,
  healthy,
  alone,
];
