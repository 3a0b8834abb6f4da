import type { Environment, Window } from '../../model/repository.ts';
import { code, markdown } from '../escape.ts';
import { count, list } from '../phrases.ts';
import { schedule } from '../schedule.ts';
import type { PromotionStory } from '../story.ts';

/** What stands between this pull request and the environment: every gate as a demand, and who decides. */
export const checklist = ({ target, promotion }: PromotionStory): string =>
  [...gateLines(target, code(promotion.unit.source)), windows(target.gates.windows), decision(target)]
    .map((line) => `- ${line}`)
    .join('\n');

const gateLines = ({ gates, accepts }: Environment, source: string): string[] => [
  signOff(gates.signOff),
  ...(gates.checks.length === 0
    ? []
    : [
        `**Checks**: ${list(gates.checks.slice(0, 20).map((check) => code(check)))} must have passed in ${source} on exactly these versions.`,
      ]),
  ...(gates.soak === undefined
    ? []
    : [
        `**Soak**: ${source} must have held exactly these versions, verified, for ${markdown(gates.soak, 40)}.`,
      ]),
  ...(gates.requirements === undefined
    ? []
    : [`**Requirements**: every change must name one that matches ${code(gates.requirements, 100)}.`]),
  ...(gates.breaker === undefined
    ? []
    : [
        `**Breaker**: ${count(gates.breaker.failures, 'failed rollout')} in a row close this environment for ${markdown(gates.breaker.coolDown, 40)}.`,
      ]),
  ...(accepts.prerelease ? [] : ['**Versions**: no pre-release comes in here.']),
];

const signOff = (wanted: Environment['gates']['signOff']): string => {
  if (wanted === undefined) return '**Sign-off**: none demanded.';
  const people = list(wanted.from.slice(0, 20).map((owner) => code(owner)));
  const from = people === '' ? '' : ` from ${people}`;
  return `**Sign-off**: ${wanted.count} ${wanted.count === 1 ? 'approval' : 'approvals'}${from}; never the author alone.`;
};

const windows = (all: readonly Window[]): string =>
  all.length === 0
    ? '**Window**: deploys as soon as it is merged, at any hour.'
    : `**Window**: ${all.slice(0, 10).map(window).join('; ')}.`;

const window = ({ kind, schedule: cron, duration, timeZone }: Window): string =>
  `${kind === 'allow' ? 'deploys' : 'never deploys'} ${schedule(cron)} for ${markdown(duration, 40)} (${markdown(timeZone, 60)})`;

const decision = ({ promotion }: Environment): string =>
  promotion.merge === 'automatic'
    ? '**Merge**: by itself, as soon as every gate is open.'
    : '**Merge**: a person merges, when every gate is open.';
