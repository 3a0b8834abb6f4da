import type { EnvironmentName, ServiceName } from '../model/names.ts';
import { EXIT } from '../outside/failure.ts';
import { explainArrival, type Reason } from '../plan/explain.ts';
import { planPromotion } from '../plan/promote.ts';
import { explainText } from '../show/explain.ts';
import { type ExplainReport, explainReport, gateReasons } from '../show/explain-report.ts';
import { environmentNamed, serviceNamed } from './ask.ts';
import type { Invocation, Verb } from './invocation.ts';
import { lookOrStayOffline, type Seen } from './offline.ts';
import { gatherPromotion } from './promote-facts.ts';
import { openStage, type Stage } from './stage.ts';

export interface ExplainOptions {
  readonly service: string;
  readonly environment: string;
}

/** Every reason why a version of one service has not arrived in one environment, and what to do. Writes nothing. */
export const explain: Verb<ExplainOptions> = async (call, options) => {
  const stage = await openStage(call);
  const seen = await lookOrStayOffline(call, stage);
  const { repository } = seen.scene.snapshot;
  const environment = environmentNamed(seen.scene.snapshot, options.environment).name;
  const service = serviceNamed(repository, options.service);
  const reasons = await gatherReasons(call, stage, { seen, service, environment });
  const { branch, head } = seen.scene.view;
  const told = explainReport(
    repository,
    { service, environment },
    { branch, commit: head, forge: seen.forge, reasons },
  );
  const gates = await gatesOf(call, stage, reasons);
  const report = { ...told, reasons: [...told.reasons, ...gates] };
  call.print(`${call.json ? JSON.stringify(report) : explainText(report, call)}\n`);
  return EXIT.done;
};

interface Asked {
  readonly seen: Seen;
  readonly service: ServiceName;
  readonly environment: EnvironmentName;
}

const gatherReasons = async (call: Invocation, { git }: Stage, asked: Asked): Promise<Reason[]> => {
  const { seen, service, environment: target } = asked;
  const { repository } = seen.scene.snapshot;
  const { pulls } = seen.scene.view;
  const entry = (repository.environments.get(target)?.promotesFrom ?? []).length === 0;
  if (entry) return explainArrival({ repository, target, service, pulls });
  const ask = { services: [], only: false, allowDowngrade: false, automatic: true, now: call.now };
  const plan = planPromotion(await gatherPromotion(git, seen.scene, { target, ask }));
  return explainArrival({ repository, target, service, plan, pulls });
};

/** What keeps the open pull requests that carry the service from being merged. */
const gatesOf = async (
  call: Invocation,
  stage: Stage,
  reasons: readonly Reason[],
): Promise<ExplainReport['reasons']> => {
  const pulls = reasons.flatMap((reason) =>
    reason.kind === 'open' && reason.pull !== undefined ? [reason.pull] : [],
  );
  if (pulls.length === 0) return [];
  const { judgePull } = await import('./judgement.ts');
  const gates: ExplainReport['reasons'][number][] = [];
  for (const pull of pulls) {
    const { environments } = await judgePull(call, stage, pull);
    gates.push(...environments.flatMap(({ verdicts }) => gateReasons(verdicts)));
  }
  return gates;
};
