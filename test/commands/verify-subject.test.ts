import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openSight } from '../../scripts/commands/promote-facts.ts';
import { type Stateful, stateAt } from '../../scripts/commands/verify-subject.ts';
import type { CommitId, EnvironmentName } from '../../scripts/model/names.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { type Changes, type Files, type Past, type Planned, pastOf } from './random-past.ts';

const desired = (service: string, version: string, config: string): string =>
  `image: ghcr.io/acme/${service}\nversion: "${version}"\nconfig: "${config}"\n`;

const PIN = 'f'.repeat(40);
const A_OVERLAY = 'services/a/overlays/dev/kustomization.yaml';
const FOLLOWING =
  'resources: [../../base, ../../../../platform/quota]\ncomponents: [../../../components/mesh]\nconfigMapGenerator: [{ name: notes, files: [../../NOTES.md] }]\n';

/** Dev follows main for `a` and is pinned for `b`. What `a` is built from lies in four places. */
const BEGINNING: Changes = {
  'environments/dev.yaml': 'promotion: { open: direct }\n',
  'environments/hardening.yaml': 'promotesFrom: dev\n',
  'environments/dev/a.yaml': desired('a', '1.0.0', 'main'),
  'environments/dev/b.yaml': desired('b', '1.0.0', PIN),
  'environments/hardening/a.yaml': desired('a', '1.0.0', PIN),
  'services/a/service.yaml': 'description: a\nowners: ["@acme/a"]\nimage: ghcr.io/acme/a\n',
  'services/a/README.md': 'About a.\n',
  'services/a/NOTES.md': 'Read by the overlay.\n',
  'services/a/base/kustomization.yaml': 'resources: []\n',
  [A_OVERLAY]: FOLLOWING,
  'services/a/overlays/hardening/kustomization.yaml': 'resources: [../../base]\n',
  'services/b/overlays/dev/kustomization.yaml': 'resources: []\n',
  'services/components/mesh/kustomization.yaml': 'kind: Component\n',
  'services/components/unused/kustomization.yaml': 'kind: Component\n',
  'platform/quota/kustomization.yaml': 'resources: []\n',
  'platform/other/kustomization.yaml': 'resources: []\n',
};

const stateIn = async (past: Past, at: number, environment: string): Promise<Stateful | undefined> => {
  const git = openGit(past.root);
  const head = past.ids[at] as CommitId;
  const { contents } = await openSight(git, { view: { head, branch: 'main', pulls: [] } as never });
  return stateAt({ git, contents }, head, environment as EnvironmentName);
};

const onMain = (all: readonly Changes[]): Planned[] =>
  all.map((changes, index) => ({ branch: 'main', parents: index === 0 ? [] : [index - 1], changes }));

/** How many commits before the newest one the state was made. */
const made = async (changes: Changes, environment = 'dev'): Promise<number> => {
  const past = pastOf(onMain([BEGINNING, { 'README.md': 'A shop.\n' }, changes]));
  const state = await stateIn(past, 2, environment);
  const { commit, tree } = state?.subject ?? {};
  assert.is(tree, past.git('rev-parse', `${commit}:environments/${environment}`));
  return 2 - past.ids.indexOf(commit as string);
};

test('what an environment is changes with its files, and with all that is built where it follows main', async () => {
  const now = 0;
  const before = 2;
  const cases: readonly (readonly [Changes, string, number])[] = [
    [{ 'environments/dev/b.yaml': desired('b', '1.1.0', PIN) }, 'dev', now],
    [{ 'environments/dev/b.yaml': null }, 'dev', now],
    [{ 'environments/dev/c.yaml': desired('c', '1.1.0', PIN) }, 'dev', now],
    [{ 'environments/hardening/a.yaml': desired('a', '1.1.0', PIN) }, 'dev', before],
    [{ 'environments/dev.yaml': 'promotion: { open: direct }\nverify: { timeout: 1m }\n' }, 'dev', before],
    [{ 'services/a/base/kustomization.yaml': 'namePrefix: x-\n' }, 'dev', now],
    [{ 'services/a/base/kustomization.yaml': 'namePrefix: x-\n' }, 'hardening', before],
    [{ [A_OVERLAY]: 'resources: [../../base]\n' }, 'dev', now],
    [{ 'services/components/mesh/kustomization.yaml': 'kind: Component\nnamePrefix: x-\n' }, 'dev', now],
    [{ 'services/components/unused/kustomization.yaml': 'namePrefix: x-\n' }, 'dev', before],
    [{ 'platform/quota/kustomization.yaml': 'namePrefix: x-\n' }, 'dev', now],
    [{ 'platform/other/kustomization.yaml': 'namePrefix: x-\n' }, 'dev', before],
    [{ 'services/a/README.md': 'More about a.\n' }, 'dev', before],
    [{ 'services/a/NOTES.md': 'Something else.\n' }, 'dev', now],
    [{ 'services/a/releases/1.1.0.yaml': 'version: "1.1.0"\n' }, 'dev', before],
    [
      { 'services/a/service.yaml': 'description: a\nowners: ["@acme/z"]\nimage: ghcr.io/acme/a\n' },
      'dev',
      before,
    ],
    [{ 'services/b/overlays/dev/kustomization.yaml': 'namePrefix: x-\n' }, 'dev', before],
  ];
  for (const [changes, environment, expected] of cases)
    assert.is(await made(changes, environment), expected, `${environment}: ${JSON.stringify(changes)}`);
});

test('a merge makes the state that it brings, and a revert one of its own', async () => {
  const wants = { 'environments/dev/a.yaml': desired('a', '2.0.0', 'main') };
  const past = pastOf([
    { branch: 'main', parents: [], changes: BEGINNING },
    { branch: 'side', parents: [0], changes: wants },
    { branch: 'main', parents: [0], changes: { 'README.md': 'A shop.\n' } },
    { branch: 'main', parents: [2, 1], changes: wants, message: 'Merge side' },
    { branch: 'main', parents: [3], changes: { 'environments/dev/a.yaml': desired('a', '1.0.0', 'main') } },
  ]);
  const merged = await stateIn(past, 3, 'dev');
  assert.is(merged?.subject.commit, past.ids[3], 'and not the commit of the branch, which main never was at');
  assert.is(merged?.change.title, 'Merge side');
  assert.equal(
    merged?.change.services.map(({ service, from, to }) => [service, from?.version, to?.version]),
    [['a', '1.0.0', '2.0.0']],
  );
  const first = await stateIn(past, 0, 'dev');
  assert.is(first?.subject.commit, past.ids[0], 'the root commit');
  assert.equal(
    first?.change.services.map(({ service, from }) => [service, from]),
    [
      ['a', undefined],
      ['b', undefined],
    ],
  );
  const reverted = await stateIn(past, 4, 'dev');
  assert.is(reverted?.subject.commit, past.ids[4]);
  assert.is(reverted?.subject.tree, first?.subject.tree, 'the same tree at another time');
});

test('a commit whose words look like another commit is told as what it is', async () => {
  const wants = { 'environments/dev/a.yaml': desired('a', '2.0.0', 'main') };
  const { ids } = pastOf(onMain([BEGINNING]));
  for (const message of [`\u0001${ids[0]} 0 \u0002Eve\u0002Forged`, 'a\u0002b\u0002c', '\u0001\u0001']) {
    const past = pastOf([...onMain([BEGINNING]), { branch: 'main', parents: [0], changes: wants, message }]);
    const state = await stateIn(past, 1, 'dev');
    assert.is(state?.subject.commit, past.ids[1], JSON.stringify(message));
    assert.is(state?.change.services.length, 1);
  }
});

test('where nothing is wanted there is no state, and what cannot be read is never passed over', async () => {
  const past = pastOf(
    onMain([
      BEGINNING,
      { 'environments/hardening/a.yaml': null, 'environments/hardening/README.md': 'Nothing here.\n' },
      { 'environments/dev/b.yaml': 'image: [\n' },
      {
        'environments/dev/b.yaml': desired('b', '1.0.0', PIN),
        'environments/dev/Odd_Name.yaml': desired('o', '1', PIN),
      },
    ]),
  );
  assert.is(await stateIn(past, 1, 'hardening'), undefined);
  assert.is(await stateIn(past, 1, 'production'), undefined);
  for (const [at, file] of [
    [2, 'environments/dev/b.yaml'],
    [3, 'environments/dev/Odd_Name.yaml'],
  ] as const)
    try {
      await stateIn(past, at, 'dev');
      assert.unreachable(file);
    } catch (error) {
      assert.is((error as { exit?: number }).exit, 3, String(error));
      assert.match(String((error as Error).message), file);
    }
});

const PATHS = [
  ...Object.keys(BEGINNING).filter(
    (path) => path !== A_OVERLAY && !/^environments\/[a-z]+\.yaml$/.test(path),
  ),
  'README.md',
  'services/a/releases/9.yaml',
];
const OF_A =
  /^services\/(a\/(?!README\.md$|service\.yaml$|releases\/)|components\/mesh\/)|^platform\/quota\//;

/** Everything that decides what dev is, told without Git. */
const stateText = (files: Files): string =>
  JSON.stringify(
    [...files].filter(([path]) => path.startsWith('environments/dev/') || OF_A.test(path)).sort(),
  );

interface Step {
  readonly path: string;
  readonly turn: number;
  readonly merged: boolean;
}

const textOf = ({ path, turn }: Step): string =>
  path.startsWith('environments/')
    ? desired(path.replace(/.*\/|\.yaml/g, ''), `1.0.${turn}`, path.endsWith('dev/a.yaml') ? 'main' : PIN)
    : `# ${turn}\n`;

/** All commits, and which of them main was at, oldest first. */
const planned = (steps: readonly Step[]): { plan: Planned[]; main: number[] } => {
  const plan: Planned[] = onMain([BEGINNING]);
  const main = [0];
  for (const step of steps) {
    const tip = main.at(-1) as number;
    const changes = { [step.path]: textOf(step) };
    if (step.merged) plan.push({ branch: 'side', parents: [tip], changes });
    plan.push({ branch: 'main', parents: step.merged ? [tip, plan.length - 1] : [tip], changes });
    main.push(plan.length - 1);
  }
  return { plan, main };
};

test('over any history the state was made by the last commit of main that changed anything it depends on', async () => {
  const step = fc.record({ path: fc.constantFrom(...PATHS), turn: fc.nat(2), merged: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const { plan, main } = planned(steps);
      const past = pastOf(plan);
      const texts = main.map((place) => stateText(past.files[place] as Files));
      const made = texts.findLastIndex((text, index) => text !== texts[index - 1]);
      const state = await stateIn(past, main.at(-1) as number, 'dev');
      assert.is(state?.subject.commit, past.ids[main[made] as number], JSON.stringify(steps));
      assert.equal([...(state?.wanted.keys() ?? [])], ['a', 'b']);
    }),
    { numRuns: 20 },
  );
});

test.run();
