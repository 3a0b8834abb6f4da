import type { Move, Obstacle, Unit } from '../model/promotion.ts';
import type { Done } from '../outside/perform.ts';
import type { PromotionPlan } from '../plan/promote.ts';
import { oneLine } from '../show/escape.ts';
import { planSummary, planText } from '../show/plan.ts';
import { notReadyWords, unaskedWords } from '../show/reasons.ts';
import type { Style } from '../show/story.ts';
import { wrap } from '../show/width.ts';
import type { Spoken } from './promote-words.ts';

/** What one run of `promote` decided and did. */
export interface Promoted {
  readonly plan: PromotionPlan;
  readonly words: Spoken;
  readonly calls: readonly string[];
  readonly done: readonly Done[];
  readonly forge: 'local' | 'github';
  readonly dryRun: boolean;
}

/** The plan as data for standard output, and the talk around it: what was opened, what was left, what to do next. */
export const promoteText = (told: Promoted, style: Style): { data: string; talk: string } => {
  const { plan, words, calls, dryRun } = told;
  const data = dryRun ? planText({ plan, words, calls }, style) : planSummary(plan, style);
  const talk = [...remarks(plan, style), ...nextSteps(told, style)];
  return { data, talk: talk.join('\n') };
};

/** Why something that might be expected is not among the moves. */
const remarks = (plan: PromotionPlan, style: Style): string[] => {
  const say = (what: string, fix = ''): string[] =>
    wrap(oneLine(`${what}${fix === '' ? '' : ` → ${fix}`}`, 900), style.columns, '  ');
  return [
    ...plan.notPending.flatMap((service) =>
      say(
        `${service} is not pending into ${plan.target}.`,
        `\`npx bracket explain ${service} ${plan.target}\` says why.`,
      ),
    ),
    ...plan.notReady.flatMap((one) => {
      const { what, fix } = notReadyWords(one);
      return say(`${one.service}: ${what}`, fix);
    }),
    ...plan.unasked.flatMap(({ unit, why }) => {
      const { what, fix } = unaskedWords(unit, why);
      return say(`${unit.members.map(({ service }) => service).join(', ')}: ${what}`, fix);
    }),
    ...(plan.moves.length === 0 && plan.notReady.length + plan.unasked.length === 0
      ? say(
          'What is promoted is what is committed on the main branch.',
          '`npx bracket status` shows every environment.',
        )
      : []),
  ];
};

const nextSteps = ({ done, forge, dryRun, plan }: Promoted, style: Style): string[] => {
  if (dryRun) return plan.moves.length === 0 ? [] : ['Run it again without --dry-run to do this.'];
  const pulls = [
    ...new Map(
      done.flatMap(({ pull }) => (pull === undefined ? [] : [[pull.number, pull] as const])),
    ).values(),
  ];
  const [first] = pulls;
  if (first === undefined) return [];
  const lines = pulls.flatMap((pull) =>
    wrap(`#${pull.number}  ${oneLine(pull.title, 256)}`, style.columns, '    '),
  );
  const where =
    forge === 'github' ? [`Look at it:  ${first.url}`] : [`Look at it:  git show ${first.branch}`];
  return [
    ...lines,
    '',
    ...where,
    `Its gates:   npx bracket gate ${first.number}`,
    `Approve it:  npx bracket approve ${first.number}${forge === 'local' ? ' --as NAME' : ''}`,
    `Merge it:    npx bracket merge ${first.number}`,
  ];
};

/** The same for programs (`schemas/promote.output.schema.json`). */
export const promoteJson = (told: Promoted): object => ({
  target: told.plan.target,
  base: told.plan.base,
  dryRun: told.dryRun,
  moves: told.plan.moves.map((move) => moveJson(move, told)),
  unasked: told.plan.unasked.map(({ unit, why }) => ({ ...unitJson(unit), why })),
  notReady: told.plan.notReady.map((one) => ({ service: one.service, why: one.kind })),
  notPending: told.plan.notPending,
  calls: told.calls,
});

const moveJson = (move: Move, { words, done }: Promoted): object => {
  switch (move.kind) {
    case 'open':
    case 'refresh': {
      const { branch, unit, edits } = move.promotion;
      const opened = done.findLast(({ pull }) => pull?.branch === branch)?.pull;
      const said = words.get(branch);
      const number = opened?.number ?? (move.kind === 'refresh' ? move.pull : undefined);
      return {
        kind: move.kind,
        ...unitJson(unit),
        branch,
        edits,
        ...(said === undefined
          ? {}
          : { title: said.title, body: said.body, labels: said.labels, message: said.message }),
        ...(number === undefined ? {} : { pull: number }),
        ...(opened === undefined ? {} : { url: opened.url }),
        ...(move.kind === 'refresh' ? { why: move.why } : {}),
      };
    }
    case 'keep':
      return { kind: move.kind, ...unitJson(move.unit), pull: move.pull, why: move.why };
    case 'queue':
      return { kind: move.kind, ...unitJson(move.unit), behind: move.behind };
    case 'hold':
      return { kind: move.kind, ...unitJson(move.unit), pull: move.pull, why: move.why, fix: move.fix };
    case 'block':
      return {
        kind: move.kind,
        ...unitJson(move.unit),
        obstacles: move.obstacles.map(obstacleJson),
      };
    case 'wait':
      return {
        kind: move.kind,
        ...unitJson(move.unit),
        until: move.until,
        obstacles: move.obstacles.map(obstacleJson),
      };
    case 'close':
      return { ...move };
  }
};

const obstacleJson = ({ code, what, fix, takeAlong }: Obstacle): object => ({ code, what, fix, takeAlong });

const unitJson = ({ source, proof, members }: Unit): object => ({
  source,
  proof,
  services: members.map(({ service, from, to, bump, differs }) => ({
    service,
    bump,
    differs,
    ...(from === undefined ? {} : { from: heldJson(from) }),
    ...(to === undefined ? {} : { to: heldJson(to) }),
  })),
});

const heldJson = ({
  image,
  version,
  digest,
  config,
}: NonNullable<Unit['members'][number]['to']>): object => ({
  image,
  version,
  ...(digest === undefined ? {} : { digest }),
  config,
});
