import type { ApplicationState, Operation } from './application.ts';
import { isSameSource } from './same-source.ts';
import type { Look } from './stage.ts';
import { isWantedRevision } from './wanted.ts';

/**
 * Does an operation run, or is one asked for? Between two tries Argo CD leaves the phase at Running, so an operation
 * that has Failed has used up its retries (Argo CD: controller/appcontroller.go, processRequestedAppOperation).
 */
export const isRunning = ({ operation, lastOperation }: ApplicationState): boolean =>
  operation || (lastOperation !== undefined && !['Succeeded', ...BADLY].includes(lastOperation.phase));

const BADLY = ['Failed', 'Error'];

export const finished = ({ phase }: Operation): boolean => phase === 'Succeeded';

/**
 * Was the last operation about what is wanted now? Where manifests come out equal no sync is needed, and the operation
 * of an earlier state stays there for ever: how that ended is nothing to this one.
 */
export const concerns = ({ wanted, application, known }: Look, operation: Operation): boolean => {
  const { source, revision, startedAt } = operation;
  if (source === undefined) return startedAt === undefined || startedAt >= wanted.since;
  return (
    isSameSource(source, application.source) &&
    (revision === undefined || isWantedRevision(wanted, revision, known) !== false)
  );
};
