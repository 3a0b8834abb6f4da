import { effectLine } from '../model/effect.ts';
import type { CommitId, EnvironmentName } from '../model/names.ts';
import type { Move } from '../model/promotion.ts';
import { againOnConflict } from '../outside/again.ts';
import { EXIT, type ExitCode } from '../outside/failure.ts';
import { uncommitted } from '../outside/ground.ts';
import { perform } from '../outside/perform.ts';
import { branchPrefix } from '../plan/branch.ts';
import { effectsOf } from '../plan/effects.ts';
import type { PromoteFacts } from '../plan/facts.ts';
import { type PromotionPlan, planPromotion } from '../plan/promote.ts';
import { serviceNamed } from './ask.ts';
import type { Invocation } from './invocation.ts';
import { leftBehind } from './left-behind.ts';
import { gatherPromotion } from './promote-facts.ts';
import { type Promoted, promoteJson, promoteText } from './promote-report.ts';
import { wordsFor } from './promote-words.ts';
import { lookAround, type Scene, type Stage } from './stage.ts';

export interface PromoteOptions {
  readonly to?: string;
  readonly services: readonly string[];
  readonly only: boolean;
  readonly allowDowngrade: boolean;
  readonly reason?: string;
  readonly automatic: boolean;
}

/** Somebody merges or releases while this runs: decide anew. More often than this is no coincidence. */
const ATTEMPTS = 5;

/** One environment, on a stage that is open already. */
export const promoteOn = async (
  stage: Stage,
  call: Invocation,
  options: PromoteOptions,
): Promise<ExitCode> => {
  const [told] = await Promise.all([promoteInto(stage, call, options), warnOfUncommitted(call, stage)]);
  tell(call, told);
  return exitOf(told.plan, options);
};

/** Plans and performs for one environment, and tells nobody. */
export const promoteInto = (stage: Stage, call: Invocation, options: PromoteOptions): Promise<Promoted> =>
  againOnConflict(ATTEMPTS, () => promoteOnce(call, stage, options));

const promoteOnce = async (call: Invocation, stage: Stage, options: PromoteOptions): Promise<Promoted> => {
  const scene = await lookAround(stage, { prefix: prefixOf(options.to) }, call.env);
  const facts = await factsOf(call, stage, { scene, options });
  const plan = planPromotion(facts);
  const spoken = await wordsFor(plan, {
    stage,
    scene,
    call,
    ...(options.reason ? { reason: options.reason } : {}),
  });
  const effects = effectsOf(plan, {
    words: spoken,
    heads: headsOf(scene),
    left: leftBehind(scene.view.pulls),
  });
  const done = call.dryRun ? [] : await perform(stage.forge, effects, numbersOf(scene));
  return {
    plan,
    words: spoken,
    calls: effects.map(effectLine),
    done,
    forge: stage.forge.name,
    dryRun: call.dryRun,
  };
};

/** Before the environments are known a name is only a name; one that could be no environment finds nothing. */
const prefixOf = (to: string | undefined): string =>
  branchPrefix((to ?? '-') as Parameters<typeof branchPrefix>[0]);

const factsOf = (
  call: Invocation,
  { git }: Stage,
  { scene, options }: { readonly scene: Scene; readonly options: PromoteOptions },
): Promise<PromoteFacts> => {
  const ask = {
    services: options.services.map((name) => serviceNamed(scene.snapshot.repository, name)),
    only: options.only,
    allowDowngrade: options.allowDowngrade,
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    automatic: options.automatic,
    now: call.now,
  };
  return gatherPromotion(git, scene, { target: options.to as EnvironmentName, ask });
};

const headsOf = ({ view }: Scene): Map<number, CommitId> =>
  new Map(view.pulls.map((pull) => [pull.number, pull.head]));

const numbersOf = ({ view }: Scene): Map<string, number> =>
  new Map(view.pulls.filter(({ state }) => state === 'open').map((pull) => [pull.branch, pull.number]));

const tell = (call: Invocation, told: Promoted): void => {
  if (call.json) {
    call.print(`${JSON.stringify(promoteJson(told))}\n`);
    return;
  }
  const { data, talk } = promoteText(told, call);
  call.print(`${data}\n`);
  if (talk !== '') call.say(`\n${talk}\n`);
};

/** A promotion is decided from commits: who edits and promotes at once would wonder. */
export const warnOfUncommitted = async (call: Invocation, { git }: Stage): Promise<void> => {
  const files = await uncommitted(git);
  if (files.length === 0) return;
  const shown = files.slice(0, 5).join(', ') + (files.length > 5 ? ` and ${files.length - 5} more` : '');
  call.say(`Not committed, so not looked at: ${shown}. Commit them if they are meant.\n`);
};

/**
 * Blocked before waiting. What a person put aside stays aside without a word, unless it was asked for by name. Sources
 * that disagree will agree one day; a revision or a file that says nothing needs a person, and is never nothing to do.
 */
export const exitOf = (plan: PromotionPlan, { services }: Pick<PromoteOptions, 'services'>): ExitCode => {
  const is = (kind: Move['kind']): boolean => plan.moves.some((move) => move.kind === kind);
  const unclear = plan.notReady.some(({ kind }) => kind !== 'disagree');
  if (unclear || is('block') || (services.length > 0 && is('hold'))) return EXIT.blocked;
  return is('queue') || is('wait') || plan.notReady.length > 0 ? EXIT.waiting : EXIT.done;
};
