import type { EnvironmentName } from '../model/names.ts';
import type { Unit } from '../model/promotion.ts';
import { readMainline } from '../outside/main-branch.ts';
import { planPromotion } from '../plan/promote.ts';
import { misuse, pullNumber, serviceNamed } from './ask.ts';
import { type Compared, type DiffOptions, sidesOf, type Viewpoints } from './differences.ts';
import { changedServices } from './gate-facts.ts';
import type { Invocation } from './invocation.ts';
import { gatherPromotion } from './promote-facts.ts';
import { lookAround, openStage, type Scene, type Stage } from './stage.ts';

/** What a pull request changes, or what a promotion into an environment would carry. */
export const comparedByPromotion = async (call: Invocation, options: DiffOptions): Promise<Compared> => {
  if (options.base !== undefined || options.head !== undefined)
    throw misuse(
      'two-comparisons',
      'A promotion says itself what is compared with what.',
      'Leave --base and --head out, or --promotion.',
    );
  const stage = await openStage(call);
  const { promotion, to } = options;
  if (to === undefined) return ofPull(call, stage, { ...options, promotion: promotion ?? true });
  const given = [promotion === true ? undefined : promotion, options.environment, ...options.services];
  return ofPlan(call, stage, {
    to,
    services: given.filter((name) => name !== undefined),
  });
};

/** The pull request against main as it is now: only desired files that the pull request itself changes count. */
const ofPull = async (
  call: Invocation,
  stage: Stage,
  { promotion, environment, services }: DiffOptions,
): Promise<Compared> => {
  if (promotion === true || promotion === undefined)
    throw misuse(
      'no-promotion',
      'It is not said which promotion is meant.',
      'Give the number of a pull request (`npx bracket pulls` lists them), or --to ENVIRONMENT for what would be promoted.',
    );
  if (environment !== undefined)
    throw misuse(
      'pull-and-names',
      `${[environment, ...services].join(' ')} cannot be picked out of a pull request: it goes as a whole.`,
      `Write \`npx bracket diff --promotion ${promotion}\`.`,
    );
  const number = pullNumber(promotion);
  const scene = await lookAround(stage, { prefix: '', number }, call.env);
  const pull = scene.view.pulls.find((one) => one.number === number);
  if (pull === undefined)
    throw misuse('no-such-pull', `There is no pull request #${number}.`, 'See `npx bracket pulls`.');
  const { loadCommit } = await import('../outside/repository.ts');
  const head = await loadCommit(stage.git, pull.head);
  const changes = await changedServices(stage.git, { view: scene.view, pull });
  return {
    viewpoints: await viewpointsOf(stage, scene, { revision: pull.head, entries: head.entries }),
    environments: changes.map(({ environment: name, services: changed }) => ({
      environment: name,
      services: changed.map((service) => ({
        service,
        ...sidesOf(scene.snapshot.repository, head.repository, { environment: name, service }),
      })),
    })),
  };
};

const viewpointsOf = async (
  { git }: Stage,
  { view }: Scene,
  head: Pick<Viewpoints['head'], 'revision' | 'entries'>,
): Promise<Viewpoints> => {
  const { branches } = await readMainline(git);
  const rest = { main: view.branch, branches };
  return { base: { revision: view.head, ...rest }, head: { ...head, ...rest } };
};

/** Every unit that is pending, whether it may move or not. */
const ofPlan = async (
  call: Invocation,
  stage: Stage,
  { to, services }: { readonly to: string; readonly services: readonly string[] },
): Promise<Compared> => {
  const scene = await lookAround(stage, { prefix: `promote/${to}/` }, call.env);
  const named = services.map((name) => serviceNamed(scene.snapshot.repository, name));
  const target = to as EnvironmentName;
  const ask = { services: named, only: false, allowDowngrade: false, automatic: false, now: call.now };
  const plan = planPromotion(await gatherPromotion(stage.git, scene, { target, ask }));
  const units = [
    ...plan.moves.flatMap((move): Unit[] =>
      move.kind === 'close' ? [] : ['promotion' in move ? move.promotion.unit : move.unit],
    ),
    ...plan.unasked.map(({ unit }) => unit),
  ];
  const members = units.flatMap((unit) => unit.members);
  return {
    viewpoints: await viewpointsOf(stage, scene, {
      revision: scene.view.head,
      entries: scene.snapshot.entries,
    }),
    environments: [
      {
        environment: target,
        services: members.map(({ service, from, to: after }) => ({
          service,
          ...(from === undefined ? {} : { before: from }),
          ...(after === undefined ? {} : { after }),
        })),
      },
    ],
  };
};
