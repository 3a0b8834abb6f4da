import type { EnvironmentName } from '../model/names.ts';
import { EXIT } from '../outside/failure.ts';
import type { Git } from '../outside/git.ts';
import { planPromotion } from '../plan/promote.ts';
import { count } from '../show/phrases.ts';
import { environmentText, statusText } from '../show/status.ts';
import { type PlannedEnvironment, type StatusReport, statusReport } from '../show/status-report.ts';
import { environmentNamed } from './ask.ts';
import type { Invocation, Verb } from './invocation.ts';
import { lookOrStayOffline, type Seen } from './offline.ts';
import { gatherPromotion } from './promote-facts.ts';
import { openStage, type Scene } from './stage.ts';

export interface StatusOptions {
  /** One environment in full; absent: all of them in a matrix. */
  readonly environment?: string;
  /** Services that are the same everywhere, too. */
  readonly all?: boolean;
}

/** What runs where, what is pending into what, and why it has not moved. Writes nothing. */
export const status: Verb<StatusOptions> = async (call, { environment, all = false }) => {
  const stage = await openStage(call);
  const seen = await lookOrStayOffline(call, stage);
  const { snapshot } = seen.scene;
  const only = environment === undefined ? undefined : environmentNamed(snapshot, environment).name;
  const report = await gatherStatus(call, stage.git, { seen, only });
  if (call.json) call.print(`${JSON.stringify(report)}\n`);
  else call.print(`${textOf(report, call, { only, all })}\n`);
  const errors = snapshot.problems.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) call.say(`${count(errors, 'error')} in the files: \`npx bracket validate\` shows them.\n`);
  return EXIT.done;
};

const gatherStatus = async (
  call: Invocation,
  git: Git,
  { seen, only }: { readonly seen: Seen; readonly only: EnvironmentName | undefined },
): Promise<StatusReport> => {
  const { scene, forge } = seen;
  const { repository } = scene.snapshot;
  const planned = new Map<EnvironmentName, PlannedEnvironment>();
  for (const { name, promotesFrom } of repository.environments.values())
    if (promotesFrom.length > 0 && (only === undefined || only === name))
      planned.set(name, await planFor(call, git, { scene, target: name }));
  const { branch, head } = scene.view;
  return statusReport(repository, planned, {
    branch,
    commit: head,
    forge,
    ...(only === undefined ? {} : { only }),
  });
};

/** What would happen by itself: nobody asks, no version goes back. */
const planFor = async (
  call: Invocation,
  git: Git,
  { scene, target }: { readonly scene: Scene; readonly target: EnvironmentName },
): Promise<PlannedEnvironment> => {
  const ask = { services: [], only: false, allowDowngrade: false, automatic: true, now: call.now };
  const facts = await gatherPromotion(git, scene, { target, ask });
  return { plan: planPromotion(facts), pulls: scene.view.pulls };
};

const textOf = (
  report: StatusReport,
  style: Invocation,
  { only, all }: { readonly only: string | undefined; readonly all: boolean },
): string =>
  only === undefined ? statusText(report, { ...style, all }) : environmentText(report, only, style);
