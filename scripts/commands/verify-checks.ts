import type { Environment } from '../model/repository.ts';
import type { CheckResult, Verify } from '../model/verification.ts';
import { runChecks } from '../outside/checks/run-checks.ts';
import type { CheckProgress, Limits } from '../outside/checks/world.ts';
import type { Clock } from '../outside/service/clock.ts';
import { withoutSecretLines } from '../plan/secret-values.ts';
import { judge } from '../verify/checks/judge.ts';
import type { ServiceHealth } from '../verify/checks/seen.ts';
import { standingsOf } from '../verify/rollout/look.ts';
import { wantedOf } from '../verify/rollout/wanted.ts';
import type { Invocation } from './invocation.ts';

import type { Services } from './verify-services.ts';
import type { Stateful } from './verify-subject.ts';

/** What checks are run on, and with what. */
export interface CheckRun {
  readonly call: Pick<Invocation, 'root' | 'env'>;
  readonly environment: Environment;
  readonly verify: Verify;
  readonly state: Stateful;
  readonly services: Services;
  readonly clock: Clock;
  /** Names of variables that hold tokens for Argo CD, in whatever environment. */
  readonly secrets: readonly string[];
}

/** Runs the checks of an environment against the state that is there. */
export const checkState = (run: CheckRun, limits: Limits): Promise<CheckResult[]> => {
  const { call, verify, state, services, clock } = run;
  const { subject, wanted } = state;
  return runChecks(
    verify.checks,
    {
      service: services.at,
      health: (signal) => healthOf(run, signal),
      programs: {
        folder: call.root,
        variables: call.env,
        secrets: run.secrets,
        facts: { ...subject, services: [...wanted.values()] },
      },
      judge,
      masked: withoutSecretLines,
      clock,
    },
    limits,
  );
};

/** Health in Argo CD's words; a service that it does not show has none. */
const healthOf = async (
  { services: { argocd }, environment, state }: CheckRun,
  signal: AbortSignal,
): Promise<ServiceHealth[]> => {
  const shown = argocd === undefined ? new Map() : await argocd.applications(environment.name, signal);
  const wanted = [...state.wanted.values()].map((one) => wantedOf(one, { since: 0 }));
  return standingsOf(wanted, shown, new Map()).map(({ service, health }) => ({
    service,
    ...(health === undefined ? {} : { health }),
  }));
};

/** What to say of it while somebody waits. */
export const checkWords = (progress: CheckProgress): string => {
  switch (progress.what) {
    case 'begun':
      return `${progress.check.name}: begun`;
    case 'again':
      return `${progress.check.name}: ${progress.judgement.outcome}, tried again: ${progress.judgement.why}`;
    case 'ended':
      return `${progress.check.name}: ${progress.result.outcome}: ${progress.result.why}`;
  }
};
