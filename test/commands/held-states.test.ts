import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { changedServices, gateFacts } from '../../scripts/commands/gate-facts.ts';
import { judge } from '../../scripts/gates/table.ts';
import type { ForgeView, Pull } from '../../scripts/model/forge.ts';
import type { CommitId } from '../../scripts/model/names.ts';
import type { Evidence } from '../../scripts/model/verdict.ts';
import { OUTCOMES, type Outcome } from '../../scripts/model/verification.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { loadCommit } from '../../scripts/outside/repository.ts';
import { type Changes, type Files, type Past, type Planned, pastOf } from './random-past.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const SERVICES = ['a', 'b'] as const;
type Service = (typeof SERVICES)[number];
const LADDER = ['dev', 'hardening', 'production'] as const;
const SOAK = 3_600_000;

const desired = (service: string, version: string, config: string): string =>
  `image: ghcr.io/acme/${service}\nversion: "${version}"\nconfig: "${config}"\n`;

const wanted = (environment: string, service: string): string =>
  `environments/${environment}/${service}.yaml`;
const overlay = (environment: string, service: string): string =>
  `services/${service}/overlays/${environment}/kustomization.yaml`;
const base = (service: string): string => `services/${service}/base/kustomization.yaml`;
const COMPONENT = 'services/components/platform/kustomization.yaml';

const overlayText = (service: string, prefix: string): string =>
  `resources: [../../base]\nnamePrefix: ${prefix}-\n${service === 'a' ? 'components: [../../../components/platform]\n' : ''}`;
const baseText = (prefix: string): string => `resources: []\nnamePrefix: ${prefix}-\n`;
const componentText = (prefix: string): string =>
  `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: ${prefix}-\n`;

/** Dev follows main for `a` and `b`; hardening promotes from dev and asks for a check and a soak. */
const BEGINNING: Changes = {
  'environments/dev.yaml': 'promotion: { open: direct }\n',
  'environments/hardening.yaml': 'promotesFrom: dev\ngates: { checks: [smoke], soak: 1h }\n',
  'environments/production.yaml': 'promotesFrom: hardening\n',
  [COMPONENT]: componentText('x'),
  ...Object.fromEntries(
    SERVICES.flatMap((service) => [
      [
        `services/${service}/service.yaml`,
        `description: ${service}\nowners: ["@acme/x"]\nimage: ghcr.io/acme/${service}\n`,
      ],
      [base(service), baseText('x')],
      ...LADDER.map((environment) => [overlay(environment, service), overlayText(service, 'x')]),
      [wanted('dev', service), desired(service, '1.0.0', 'main')],
    ]),
  ),
};

/** One thing that somebody commits: to main, or to a branch that is merged at once. */
interface Step {
  readonly what: 'version' | 'base' | 'overlay' | 'component' | 'prose' | 'gone';
  readonly service: Service;
  readonly environment: (typeof LADDER)[number];
  readonly value: string;
  readonly merged: boolean;
}

const changesOf = ({ what, service, environment, value }: Step): Changes => {
  switch (what) {
    case 'version':
      return { [wanted('dev', service)]: desired(service, `1.${value.charCodeAt(0) % 2}.0`, 'main') };
    case 'base':
      return { [base(service)]: baseText(value) };
    case 'overlay':
      return { [overlay(environment, service)]: overlayText(service, value) };
    case 'component':
      return { [COMPONENT]: componentText(value) };
    case 'prose':
      return { [`services/${service}/README.md`]: `${value}\n` };
    case 'gone':
      return { [wanted('dev', service)]: null };
  }
};

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    'version',
    'version',
    'base',
    'base',
    'overlay',
    'overlay',
    'component',
    'component',
    'prose',
    'gone',
  ),
  service: fc.constantFrom(...SERVICES),
  environment: fc.constantFrom(...LADDER),
  value: fc.constantFrom('x', 'y', 'z'),
  merged: fc.boolean(),
});

/** Null but one time in five. */
const rarely = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: one });

/** What somebody wrote into the ledger, rightly or not. Commits are places in the list of all commits, modulo its length. */
interface Written {
  readonly environment: 'dev' | 'hardening';
  readonly commit: number;
  /** Of which commit the tree is claimed; absent: of the same. */
  readonly treeOf: number | null;
  readonly outcome: Outcome;
  readonly hours: number;
}

const written: fc.Arbitrary<Written> = fc.record({
  environment: fc.constantFrom('dev', 'dev', 'dev', 'hardening'),
  commit: fc.nat(40),
  treeOf: rarely(fc.nat(40)),
  outcome: fc.oneof(
    { weight: 4, arbitrary: fc.constant('pass' as const) },
    { weight: 1, arbitrary: fc.constantFrom(...OUTCOMES) },
  ),
  hours: fc.integer({ min: 0, max: 20 }),
});

interface World {
  readonly steps: readonly Step[];
  readonly written: readonly Written[];
  /** From which commit of main the promotion takes versions and configuration; the last is the likeliest. */
  readonly proof: number;
  readonly pin: number | null;
  readonly services: readonly Service[];
  readonly from: 'dev' | 'hardening' | 'production';
}

const world: fc.Arbitrary<World> = fc.record({
  steps: fc.array(step, { minLength: 2, maxLength: 5 }),
  written: fc.array(written, { minLength: 1, maxLength: 3 }),
  proof: fc.nat(40),
  pin: rarely(fc.nat(40)),
  services: fc.subarray([...SERVICES], { minLength: 1 }),
  from: fc.constantFrom('dev', 'dev', 'dev', 'dev', 'dev', 'dev', 'dev', 'dev', 'hardening', 'production'),
});

/** The plan of all commits, and which of them main was at, oldest first. */
const planned = (steps: readonly Step[]): { plan: Planned[]; main: number[] } => {
  const plan: Planned[] = [{ branch: 'main', parents: [], changes: BEGINNING }];
  const main = [0];
  for (const one of steps) {
    const tip = main.at(-1) as number;
    const changes = changesOf(one);
    if (one.merged) plan.push({ branch: 'side', parents: [tip], changes });
    plan.push({ branch: 'main', parents: one.merged ? [tip, plan.length - 1] : [tip], changes });
    main.push(plan.length - 1);
  }
  return { plan, main };
};

/** What the overlays of hardening and production read of one service: the brute force of what a content is. */
const contentIn = (files: Files, service: Service): string =>
  JSON.stringify(
    ['hardening', 'production'].flatMap((environment) =>
      [overlay(environment, service), base(service), ...(service === 'a' ? [COMPONENT] : [])].map((path) =>
        files.get(path),
      ),
    ),
  );

const folderIn = (files: Files, environment: string): string =>
  JSON.stringify([...files].filter(([path]) => path.startsWith(`environments/${environment}/`)).sort());

/** One world in a real repository: its facts, and what must be true of its gates. */
interface Ready {
  readonly past: Past;
  readonly pull: CommitId;
  readonly base: CommitId;
  readonly main: readonly number[];
  readonly proof: number;
  readonly pin: number;
  readonly count: number;
}

const build = (given: World): Ready => {
  const { plan, main } = planned(given.steps);
  const count = plan.length;
  const proof = main[given.proof % main.length] as number;
  const pin = given.pin === null ? proof : given.pin % count;
  const before = pastOf(plan);
  const changes: Record<string, string | null> = {};
  for (const service of given.services) {
    const held = before.files[proof]?.get(wanted('dev', service));
    changes[wanted('hardening', service)] = held?.replace('main', before.ids[pin] as string) ?? null;
  }
  const trailers = [
    'Promotion-To: hardening',
    `Promotion-From: ${given.from}`,
    `Promotion-Source: ${before.ids[proof]}`,
    ...given.services.map((service) => `Promotes: ${service}`),
  ];
  // Whatever leaves must have been there.
  const leaving = Object.entries(changes).filter(([, text]) => text === null);
  const there = leaving.map(([path]) => [path, desired('z', '0.9.0', before.ids[0] as string)] as const);
  const tip = main.at(-1) as number;
  const past = pastOf([
    ...plan,
    { branch: 'main', parents: [tip], changes: Object.fromEntries(there) },
    { branch: 'pull', parents: [count], changes, message: `Promote\n\n${trailers.join('\n')}` },
  ]);
  return {
    past,
    pull: past.ids[count + 1] as CommitId,
    base: past.ids[count] as CommitId,
    main: [...main, count],
    proof,
    pin,
    count,
  };
};

const evidenceIn = ({ past, count }: Ready, given: World): Evidence[] =>
  given.written
    .flatMap(({ environment, commit, treeOf, outcome, hours }): Evidence[] => {
      const id = past.ids[commit % count] as CommitId;
      const claimed = past.ids[(treeOf ?? commit) % count] as string;
      const there = [...(past.files[(treeOf ?? commit) % count]?.keys() ?? [])];
      const isThere = there.some((path) => path.startsWith(`environments/${environment}/`));
      const tree = isThere ? past.git('rev-parse', `${claimed}:environments/${environment}`) : '0'.repeat(40);
      const about = { environment: environment as never, commit: id, tree, outcome, at: NOW - hours * SOAK };
      return [{ ...about, check: 'smoke' }, about];
    })
    .sort((one, other) => one.at - other.at);

/** Whether evidence may count, by looking at every file that was ever there. */
const counts = (ready: Ready, given: World, { environment, commit, treeOf }: Written): boolean => {
  const { past, count, main, proof, pin } = ready;
  const at = commit % count;
  const files = past.files[at] as Files;
  const claimed = past.files[(treeOf ?? commit) % count] as Files;
  const moving = past.files[pin] as Files;
  return (
    given.from === 'dev' &&
    environment === 'dev' &&
    main.includes(at) &&
    folderIn(claimed, 'dev') === folderIn(files, 'dev') &&
    given.services.every((service) => {
      const path = wanted('dev', service);
      const held = files.get(path);
      if (held !== past.files[proof]?.get(path)) return false;
      return held === undefined || contentIn(files, service) === contentIn(moving, service);
    })
  );
};

const isGood = (outcome: Outcome): boolean => outcome === 'pass' || outcome === 'warning';

const expected = (ready: Ready, given: World): { checks: boolean; soak: boolean } => {
  const told = [...given.written]
    .sort((one, other) => other.hours - one.hours)
    .filter((one) => counts(ready, given, one));
  const sinceFailure = told.slice(told.findLastIndex(({ outcome }) => outcome === 'fail') + 1);
  const passed = sinceFailure.find(({ outcome }) => isGood(outcome));
  const last = told.at(-1);
  return {
    checks: last !== undefined && isGood(last.outcome),
    soak: passed !== undefined && passed.hours >= 1,
  };
};

const judged = async (ready: Pick<Ready, 'past' | 'pull' | 'base'>, evidence: readonly Evidence[]) => {
  const git = openGit(ready.past.root);
  const message = ready.past.git('log', '-1', '--format=%B', ready.pull);
  const pull = { number: 1, head: ready.pull, author: 'tim', commit: { message } } as Pull;
  const view: ForgeView = { branch: 'main', head: ready.base, pulls: [pull] } as never;
  const [change, ...others] = await changedServices(git, { view, pull });
  if (change === undefined) return undefined;
  assert.is(others.length, 0);
  const facts = await gateFacts(
    {
      git,
      view,
      pull,
      base: await loadCommit(git, ready.base),
      head: await loadCommit(git, ready.pull),
      now: NOW,
      evidenceAbout: async () => evidence,
    },
    change,
  );
  const verdicts = facts === undefined ? [] : judge(facts);
  const isOpen = (gate: string): boolean =>
    verdicts.some((verdict) => verdict.gate === gate && verdict.state === 'open');
  return { checks: isOpen('checks'), soak: isOpen('soak') };
};

test('a gate opens for what the source held exactly and has proven last, and for nothing else', async () => {
  const seen = { open: 0, closed: 0 };
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const ready = build(given);
      const found = await judged(ready, evidenceIn(ready, given));
      if (found === undefined) return;
      seen[found.checks ? 'open' : 'closed'] += 1;
      assert.equal(found, expected(ready, given), JSON.stringify(given));
    }),
    { numRuns: 25, seed: 4 },
  );
  assert.ok(seen.open >= 5 && seen.closed >= 5, JSON.stringify(seen));
});

/** Production asks hardening, where a service is pinned; each commit is the next of main, the last one is the pull request. */
const pinned = async (story: {
  readonly main: readonly Changes[];
  /** What production would hold, told with the ids of the commits of main. */
  readonly wants: (ids: readonly string[]) => string;
  readonly held: (ids: readonly string[]) => string;
  readonly from?: string;
  readonly tree?: string;
}): Promise<boolean> => {
  const beginning: Changes = {
    ...BEGINNING,
    'environments/production.yaml': 'promotesFrom: hardening\ngates: { checks: [smoke] }\n',
  };
  const onMain = (all: readonly Changes[]): Planned[] =>
    all.map((changes, index) => ({ branch: 'main', parents: index === 0 ? [] : [index - 1], changes }));
  const { ids } = pastOf(onMain([beginning, ...story.main]));
  const held = { [wanted('hardening', 'a')]: story.held(ids) };
  const before = pastOf(onMain([beginning, ...story.main, held]));
  const last = before.ids.length - 1;
  const proof = before.ids[last];
  const from = story.from ?? 'hardening';
  const message = `Promote\n\nPromotion-To: production\nPromotion-From: ${from}\nPromotion-Source: ${proof}\nPromotes: a`;
  const changes = { [wanted('production', 'a')]: story.wants(ids) };
  const past = pastOf([
    ...onMain([beginning, ...story.main, held]),
    { branch: 'pull', parents: [last], changes, message },
  ]);
  const tree = story.tree ?? past.git('rev-parse', `${proof}:environments/${from}`);
  const evidence: Evidence[] = [
    {
      environment: from as never,
      commit: proof as CommitId,
      tree,
      check: 'smoke',
      outcome: 'pass',
      at: NOW - SOAK,
    },
  ];
  const ready = { past, pull: past.ids[last + 1] as CommitId, base: proof as CommitId };
  return (await judged(ready, evidence))?.checks === true;
};

test('what is pinned moves with the configuration that the source held, or one that is no other', async () => {
  const main = [
    { [overlay('production', 'a')]: overlayText('a', 'y') },
    { 'services/a/README.md': 'Prose.\n', [overlay('hardening', 'a')]: overlayText('a', 'y') },
  ];
  const at = (place: number) => (ids: readonly string[]) => desired('a', '1.1.0', ids[place] as string);
  assert.is(await pinned({ main, held: at(1), wants: at(1) }), true);
  assert.is(await pinned({ main, held: at(1), wants: at(2) }), true, 'production reads the same');
  assert.is(await pinned({ main, held: at(1), wants: at(0) }), false, 'what hardening did not hold');
  assert.is(await pinned({ main, held: at(0), wants: at(1) }), false, 'newer than what hardening held');
  const follows = (): string => desired('a', '1.1.0', 'main');
  assert.is(await pinned({ main, held: follows, wants: follows }), false, 'it would go on changing');
  const unknown = (): string => desired('a', '1.1.0', 'd'.repeat(40));
  assert.is(await pinned({ main, held: at(1), wants: unknown }), false, 'nobody has that commit');
  const elsewhere = (): string => desired('a', '1.1.0', 'release');
  assert.is(await pinned({ main, held: elsewhere, wants: at(1) }), false, 'nobody knows what it was');
});

test('another tree, another version and an environment that is not asked prove nothing', async () => {
  const held = (ids: readonly string[]): string => desired('a', '1.1.0', ids[0] as string);
  assert.is(await pinned({ main: [], held, wants: held }), true);
  assert.is(await pinned({ main: [], held, wants: held, tree: 'e'.repeat(40) }), false);
  const newer = (ids: readonly string[]): string => desired('a', '1.2.0', ids[0] as string);
  assert.is(await pinned({ main: [], held, wants: newer }), false);
  const digest = (ids: readonly string[]): string => `${held(ids)}digest: sha256:${'0'.repeat(64)}\n`;
  assert.is(await pinned({ main: [], held, wants: digest }), false);
  const inDev = { [wanted('dev', 'a')]: desired('a', '1.1.0', 'main') };
  assert.is(await pinned({ main: [inDev], held, wants: held, from: 'dev' }), false, 'dev is two steps away');
});

test.run();
