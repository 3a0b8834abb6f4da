/**
 * Invariants 1 to 4 of the design, and that a queue stays short, on random histories: people release, configure,
 * comment, promote, merge, close and push in any order, and after every step each plan is held against them.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import type { CommitId } from '../../scripts/model/names.ts';
import type { Promotion, Unit } from '../../scripts/model/promotion.ts';
import type { PromoteFacts } from '../../scripts/plan/facts.ts';
import { type PromotionPlan, planPromotion } from '../../scripts/plan/promote.ts';
import { componentsByHand } from './by-hand.ts';
import { desired, ladder, service, shortly, type World, world } from './world.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;
const TARGETS = ['hardening', 'production'] as const;

const some = fc.subarray([...NAMES], { minLength: 1 });
const target = fc.constantFrom(...TARGETS);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('release' as const), services: some, to: fc.nat(4) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('configure' as const), services: some, to: fc.nat(2) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('component' as const), to: fc.nat(2) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('comment' as const), services: some, to: fc.nat(9), target }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), services: some }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('hotfix' as const), services: some, to: fc.nat(4), target }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unrelated' as const), to: fc.nat(9) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('promote' as const), target }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('ask' as const), target, services: some, only: fc.boolean() }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('merge' as const), which: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), which: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('push' as const), which: fc.nat(5) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const policy = fc.record({
  whenSuperseded: fc.constantFrom('queue', 'replace'),
  unit: fc.constantFrom('bracket', 'bracket', 'bracket', 'service', 'all'),
  open: fc.constantFrom('automatic', 'automatic', 'manual'),
});
const story = fc.record({
  hardening: policy,
  production: policy,
  semver: fc.boolean(),
  steps: fc.array(step, { minLength: 4, maxLength: 24 }),
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

const written = (one: Story['hardening']): string => `promotion: ${JSON.stringify(one)}\n`;

const begin = (told: Story): World => {
  const shared = 'resources: [../../base]\ncomponents: [../../../components/safe]\n';
  const services = NAMES.map((name) => service(name, name < 'c' ? shared : undefined));
  const it = world({
    ...ladder({ hardening: written(told.hardening), production: written(told.production) }),
    ...Object.assign({}, ...services),
    'services/components/safe/kustomization.yaml': 'kind: Component # 0\n',
  });
  const pin = it.head();
  const runs = NAMES.flatMap((name) => [
    desired(`dev/${name}`, versionOf(told, 0)),
    ...TARGETS.map((one) => desired(`${one}/${name}`, versionOf(told, 0), pin)),
  ]);
  it.commit('What runs', Object.assign({}, ...runs));
  return it;
};

/** Numbers as semver, or as words whose order only history knows. */
const versionOf = (told: Story, number: number): string =>
  told.semver ? `1.${number}.0` : (['red', 'green', 'blue', 'pink', 'grey'][number] as string);

const all = (changes: readonly Record<string, string | null>[]): Record<string, string | null> =>
  Object.assign({}, ...changes);

const take = async (it: World, told: Story, one: Step): Promise<void> => {
  switch (one.do) {
    case 'release':
      it.commit('Release', all(one.services.map((name) => desired(`dev/${name}`, versionOf(told, one.to)))));
      return;
    case 'configure':
      it.commit(
        'Configure',
        all(
          one.services.map((name) => ({
            [`services/${name}/base/deployment.yaml`]: `kind: Deployment # ${name} ${one.to}\n`,
          })),
        ),
      );
      return;
    case 'component':
      it.commit('Component', {
        'services/components/safe/kustomization.yaml': `kind: Component # ${one.to}\n`,
      });
      return;
    case 'comment':
      it.commit(
        'Comment',
        all(one.services.map((name) => commented(it, `environments/${one.target}/${name}.yaml`, one.to))),
      );
      return;
    case 'leave':
      it.commit(
        'Leave',
        all(
          one.services
            .slice(0, 1)
            .filter((name) => it.files().has(`environments/dev/${name}.yaml`))
            .map((name) => ({ [`environments/dev/${name}.yaml`]: null })),
        ),
      );
      return;
    case 'hotfix':
      it.commit(
        'Hotfix',
        all(
          one.services
            .slice(0, 1)
            .map((name) =>
              desired(`${one.target}/${name}`, versionOf(told, one.to), it.git.lineOf(it.head()).at(-1)),
            ),
        ),
      );
      return;
    case 'unrelated':
      it.commit('Unrelated', {
        [`docs/${one.to}.md`]: `${it.head()}\n`,
        'services/a/README.md': `${one.to}\n`,
      });
      return;
    case 'promote':
      it.perform(await it.plan(one.target));
      return;
    case 'ask':
      it.perform(
        await it.plan(one.target, {
          services: one.services as never,
          only: one.only,
          allowDowngrade: one.only,
          reason: 'x',
        }),
      );
      return;
    default:
      onPull(it, one);
  }
};

const onPull = (it: World, one: Extract<Step, { which: number }>): void => {
  const pulls = it.pulls();
  const pull = pulls[one.which % Math.max(1, pulls.length)];
  if (pull === undefined) return;
  if (one.do === 'merge') it.merge(pull.number);
  else if (one.do === 'close') it.close(pull.number);
  else
    it.push(pull.number, {
      'environments/hardening/a.yaml': 'image: by-hand\nversion: "9"\nconfig: "main"\n',
    });
};

const commented = (it: World, path: string, number: number): Record<string, string> => {
  const text = it.files().get(path);
  return text === undefined ? {} : { [path]: `# remark ${number}\r\n${text}` };
};

const promotionsOf = (plan: PromotionPlan): Promotion[] =>
  plan.moves.flatMap((move) => ('promotion' in move ? move.promotion : []));
const unitsIn = (plan: PromotionPlan): Unit[] => [
  ...plan.moves.flatMap((move) =>
    move.kind === 'close' ? [] : 'promotion' in move ? move.promotion.unit : move.unit,
  ),
  ...plan.unasked.map(({ unit }) => unit),
];

const KEYS = ['image', 'version', 'digest', 'config'];
const read = (text: string | undefined): Record<string, string> | undefined =>
  text === undefined ? undefined : parse(text.replace(/\r/g, ''));

/** 1: at the proof commit the source held all of it at once. */
const assertProven = (it: World, { unit }: Promotion): void => {
  assert.ok(it.git.lineOf(it.head()).includes(unit.proof), 'the proof lies on main');
  const files = it.git.filesOf(unit.proof);
  for (const { service: name, to } of unit.members) {
    const held = read(files.get(`environments/${unit.source}/${name}.yaml`));
    assert.equal(
      [to?.image, to?.version, to?.digest],
      [held?.['image'], held?.['version'], held?.['digest']],
    );
    if (to === undefined || held === undefined) continue;
    const revision = held['config'] === 'main' ? unit.proof : (held['config'] as CommitId);
    assert.equal(configBy(it, name, to.config as CommitId), configBy(it, name, revision));
  }
};

const configBy = (it: World, name: string, revision: CommitId): string[] =>
  [...it.git.filesOf(revision)]
    .filter(
      ([path]) =>
        (path.startsWith(`services/${name}/`) && !/README|service\.yaml$|releases/.test(path)) ||
        (name < 'c' && path.startsWith('services/components/')),
    )
    .map((entry) => entry.join(' '))
    .sort();

/** 4: only desired files of the members, and in them only the promoted values. */
const assertEdits = (it: World, { unit, edits }: Promotion): void => {
  const files = new Set(unit.members.map(({ service: name }) => `environments/${unit.target}/${name}.yaml`));
  for (const { path, before, after } of edits) {
    assert.ok(files.has(path), path);
    assert.is(before, it.files().get(path));
    if (before === undefined || after === undefined) continue;
    const values = new RegExp(`^(?:${KEYS.join('|')}): ("[^"]*"|[^ #\\r\\n]*)`, 'gm');
    assert.is(after.replace(values, '…'), before.replace(values, '…'));
    const member = unit.members.find((one) => path.endsWith(`/${one.service}.yaml`));
    assert.equal(
      KEYS.map((key) => read(after)?.[key]),
      KEYS.map((key) => member?.to?.[key as 'image']),
    );
  }
};

/** Units part what is pending: each service in one of them, and never in two pull requests. */
const assertParted = (facts: PromoteFacts, plan: PromotionPlan): void => {
  const pending = facts.into.pending.map((one) => one.service);
  const decided = unitsIn(plan).flatMap((unit) => unit.members.map((one) => one.service));
  for (const name of pending) assert.ok(decided.includes(name), `${name} is in no unit`);
  const waiting = [
    ...plan.moves.flatMap((move) =>
      move.kind === 'open'
        ? move.promotion.unit
        : ['queue', 'hold', 'block', 'wait'].includes(move.kind) && 'unit' in move
          ? move.unit
          : [],
    ),
    ...plan.unasked.map(({ unit }) => unit),
  ].flatMap((unit) => unit.members.map((one) => one.service));
  assert.is(new Set(waiting).size, waiting.length, 'a service in two units');
  const gone = new Set(plan.moves.flatMap((move) => (move.kind === 'close' ? move.pull : [])));
  const carried = facts.pulls
    .filter(({ pull }) => pull.state === 'open' && !gone.has(pull.number))
    .flatMap(({ trailers }) => trailers?.services ?? []);
  assert.is(new Set(carried).size, carried.length, 'a service in two open pull requests');
  const opened = plan.moves.flatMap((move) => (move.kind === 'open' ? move.promotion.unit.members : []));
  assert.equal(
    opened.filter(({ service: name }) => carried.includes(name)),
    [],
  );
};

/** 2: what main's history ties, computed by hand, is never on two sides of a unit that somebody did not split. */
const assertWhole = (it: World, facts: PromoteFacts, plan: PromotionPlan): void => {
  if (facts.policy.unit === 'service') return;
  const components = componentsByHand(it, facts);
  const opened = plan.moves.flatMap((move) => (move.kind === 'open' ? move.promotion.unit : []));
  for (const unit of opened) {
    assert.not.ok(unit.alone);
    if (unit.members.some((one) => one.to === undefined)) continue;
    const members = unit.members.map((one) => one.service);
    for (const component of components)
      if (members.some((name) => component.includes(name)))
        for (const name of component)
          assert.ok(members.includes(name as never), `${component} parted: ${members}`);
  }
};

/** A queue is one in flight and one next for any set that overlaps. */
const assertShort = (plan: PromotionPlan): void => {
  const behind = plan.moves.flatMap((move) => (move.kind === 'queue' ? move.behind : []));
  assert.is(new Set(behind).size, behind.length, 'two units wait behind one pull request');
};

const holdToAll = async (it: World, one: (typeof TARGETS)[number]): Promise<void> => {
  const facts = await it.facts(one);
  const plan = planPromotion(facts);
  // 3: the same facts, gathered again, give the same plan to the byte.
  assert.is(JSON.stringify(planPromotion(await it.facts(one))), JSON.stringify(plan));
  for (const promotion of promotionsOf(plan)) {
    assertProven(it, promotion);
    assertEdits(it, promotion);
  }
  assertParted(facts, plan);
  assertWhole(it, facts, plan);
  assertShort(plan);
};

test('random histories hold every invariant after every step', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (told) => {
      const it = begin(told);
      for (const one of told.steps) {
        await take(it, told, one);
        for (const rung of TARGETS) await holdToAll(it, rung);
      }
    }),
    { numRuns: 30 },
  );
});

test('performing a plan and planning again leaves nothing to do', async () => {
  await fc.assert(
    fc.asyncProperty(story, target, async (told, rung) => {
      const it = begin(told);
      for (const one of told.steps) await take(it, told, one);
      it.perform(await it.plan(rung));
      const again = await it.plan(rung);
      const busy = again.moves.filter((move) => ['open', 'refresh', 'close'].includes(move.kind));
      assert.equal(busy, [], shortly(again).join('\n'));
    }),
    { numRuns: 80 },
  );
});

test('commits that change nothing deployed change no move, and no proof', async () => {
  await fc.assert(
    fc.asyncProperty(story, target, async (told, rung) => {
      const it = begin(told);
      for (const one of told.steps) await take(it, told, one);
      const before = await it.plan(rung);
      it.commit('Unrelated', {
        'docs/x.md': 'x',
        'services/a/README.md': 'y',
        'services/z/service.yaml': 'no',
      });
      const after = await it.plan(rung);
      assert.is(JSON.stringify(after.moves), JSON.stringify(before.moves));
      assert.is(JSON.stringify(after.notReady), JSON.stringify(before.notReady));
    }),
    { numRuns: 30 },
  );
});

test('merging whatever a plan opens brings the target to what its source holds', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (told) => {
      const calm = told.steps.filter((one) => !['push', 'close', 'hotfix'].includes(one.do));
      const it = begin({ ...told, semver: false });
      for (const one of calm) await take(it, { ...told, semver: false }, one);
      for (let round = 0; round < 12; round += 1) {
        const ask = {
          services: NAMES.filter((name) => it.files().has(`environments/dev/${name}.yaml`)) as never,
        };
        it.perform(await it.plan('hardening', { ...ask, allowDowngrade: true, reason: 'x' }));
        for (const pull of it.pulls())
          if (pull.branch.startsWith('promote/hardening/')) it.merge(pull.number);
      }
      const { into } = await it.facts('hardening');
      assert.equal(
        into.pending.filter(({ to }) => to !== undefined),
        [],
      );
    }),
    { numRuns: 30 },
  );
});

test.run();
