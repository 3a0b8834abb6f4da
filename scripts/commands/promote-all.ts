import { EXIT, type ExitCode, Failure } from '../outside/failure.ts';
import { ladder } from '../show/status-report.ts';
import { misuse } from './ask.ts';
import { failureWords } from './failure-words.ts';
import type { Invocation } from './invocation.ts';
import { exitOf, type PromoteOptions, promoteInto, warnOfUncommitted } from './promote-one.ts';
import { type Promoted, promoteJson, promoteText } from './promote-report.ts';
import { lookAround, type Stage } from './stage.ts';

/** What became of one environment: a plan, or why there is none. */
type Outcome =
  | { readonly target: string; readonly told: Promoted }
  | { readonly target: string; readonly failure: Failure };

/** The worst first; what comes later is hidden behind it. */
const WORST: readonly ExitCode[] = [
  EXIT.usage,
  EXIT.unsound,
  EXIT.outside,
  EXIT.blocked,
  EXIT.waiting,
  EXIT.done,
];

/**
 * Every environment that promotes from another, up the ladder, in one report. One that fails keeps no other from its
 * turn, unless the world outside failed: it would fail the next one too. Answers the worst exit code.
 */
export const promoteAll = async (
  stage: Stage,
  call: Invocation,
  options: PromoteOptions,
): Promise<ExitCode> => {
  const targets = await targetsOf(stage, call);
  refuseWithoutTarget(options, targets);
  await warnOfUncommitted(call, stage);
  const outcomes: Outcome[] = [];
  for (const target of targets) {
    const outcome = await outcomeOf(target, () => promoteInto(stage, call, { ...options, to: target }));
    outcomes.push(outcome);
    if ('failure' in outcome && outcome.failure.exit === EXIT.outside) break;
  }
  tell(call, outcomes);
  const ends = outcomes.map((one) => ('failure' in one ? one.failure.exit : exitOf(one.told.plan, options)));
  return WORST.find((exit) => ends.includes(exit)) ?? EXIT.done;
};

const targetsOf = async (stage: Stage, call: Invocation): Promise<string[]> => {
  const { snapshot } = await lookAround(stage, { prefix: 'promote/' }, call.env);
  const { environments } = snapshot.repository;
  return ladder([...environments.values()])
    .filter(({ promotesFrom }) => promotesFrom.length > 0)
    .map(({ name }) => name);
};

/** What is asked for by name, or against a rule, is meant for one environment. */
const refuseWithoutTarget = (options: PromoteOptions, targets: readonly string[]): void => {
  if (options.services.length === 0 && !options.only && !options.allowDowngrade) return;
  throw misuse(
    'no-target',
    'It is not said where to promote to.',
    `Add --to and one of: ${targets.join(', ') || 'no environment promotes from another yet'}.`,
  );
};

const outcomeOf = async (target: string, work: () => Promise<Promoted>): Promise<Outcome> => {
  try {
    return { target, told: await work() };
  } catch (failure) {
    if (failure instanceof Failure) return { target, failure };
    throw failure;
  }
};

const tell = (call: Invocation, outcomes: readonly Outcome[]): void => {
  if (call.json) {
    call.print(`${JSON.stringify(jsonOf(call, outcomes))}\n`);
    return;
  }
  if (outcomes.length === 0) call.say('No environment promotes from another yet.\n');
  for (const [index, outcome] of outcomes.entries()) {
    const gap = index === 0 ? '' : '\n';
    if ('failure' in outcome) {
      const { what, fix } = failureWords(outcome.failure, call.env);
      call.say(`${gap}${outcome.target}: ${what}\n  → ${fix}\n`);
      continue;
    }
    const { data, talk } = promoteText(outcome.told, call);
    call.print(`${gap}${outcome.target}:\n${data}\n`);
    if (talk !== '') call.say(`\n${talk}\n`);
  }
};

/** `schemas/promote.output.schema.json`, its second form. */
const jsonOf = (call: Invocation, outcomes: readonly Outcome[]): object => ({
  plans: outcomes.flatMap((one) => ('told' in one ? promoteJson(one.told) : [])),
  failures: outcomes.flatMap((one) => {
    if (!('failure' in one)) return [];
    const { code, what, fix } = failureWords(one.failure, call.env);
    return { target: one.target, code, what, fix };
  }),
});
