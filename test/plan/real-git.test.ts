/** The same facts out of real Git, with its merges, its index and its own idea of a tree. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gatherPromotion } from '../../scripts/commands/promote-facts.ts';
import type { Pull } from '../../scripts/model/forge.ts';
import type { CommitId, EnvironmentName } from '../../scripts/model/names.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { type PromotionPlan, planPromotion } from '../../scripts/plan/promote.ts';
import { promotionTrailers } from '../../scripts/plan/trailers.ts';
import { type Sandbox, sandbox } from '../support/git-repository.ts';
import { asked, desired, ladder, service, shortly } from './world.ts';

const hardening = 'hardening' as EnvironmentName;
const odd = 'overlays/b c/[x] *?/kustomization.yaml';

const shop = (): Sandbox => {
  const box = sandbox();
  const pin = box.commit('Services', {
    ...ladder({ hardening: 'promotion: { whenSuperseded: queue }\n' }),
    ...service('a', 'resources: [../../base, "../../../../shared stuff/[x] *"]\n'),
    ...service('b'),
    [`services/b/${odd}`]: 'resources: []\n',
    'shared stuff/[x] */kustomization.yaml': 'kind: Component\n',
  });
  box.commit('What runs', {
    ...desired('dev/a', '1.0.0'),
    ...desired('dev/b', '1.0.0'),
    ...desired('hardening/a', '1.0.0', pin),
    ...desired('hardening/b', '1.0.0', pin),
  });
  return box;
};

const planOf = async (box: Sandbox, pulls: readonly Pull[] = []): Promise<PromotionPlan> => {
  const git = openGit(box.root);
  const head = box.git('rev-parse', 'main') as CommitId;
  const scene = { view: { branch: 'main', head, pulls } };
  return planPromotion(await gatherPromotion(git, scene, { target: hardening, ask: asked }));
};

/** Writes what a plan opens, as a forge would, and answers its pull request. */
const open = (box: Sandbox, plan: PromotionPlan): Pull => {
  const [move] = plan.moves;
  assert.ok(move?.kind === 'open');
  const { branch, edits, unit } = move.promotion;
  box.git('switch', '--quiet', '--create', branch, plan.base);
  const files = Object.fromEntries(edits.map(({ path, after }) => [path, after ?? null]));
  const head = box.commit(`Promote\n\n${promotionTrailers(unit).join('\n')}`, files);
  box.git('switch', '--quiet', 'main');
  const message = box.git('log', '-1', '--format=%B', head);
  const tree = box.git('rev-parse', `${head}^{tree}`);
  return {
    number: 1,
    branch,
    head: head as CommitId,
    state: 'open',
    title: '',
    body: '',
    url: '',
    author: 'bracket',
    labels: [],
    reviewers: [],
    branchExists: true,
    commit: { tree, parents: [plan.base], message },
  };
};

test('a merge is one commit of main and so one bracket, whatever was on the side', async () => {
  const box = shop();
  box.git('switch', '--quiet', '--create', 'topic');
  box.commit('a', desired('dev/a', '1.1.0'));
  box.commit('b', desired('dev/b', '1.1.0'));
  box.git('switch', '--quiet', 'main');
  box.git('merge', '--quiet', '--no-ff', '--message', 'Both', 'topic');
  const plan = await planOf(box);
  assert.equal(shortly(plan), ['open a@1.1.0+b@1.1.0']);
  assert.ok(plan.moves[0]?.kind === 'open');
  assert.is(plan.moves[0].promotion.unit.proof, box.git('rev-parse', 'main'));
});

test('what this product writes is recognised, and what anybody else writes is not', async () => {
  const box = shop();
  const changed = box.commit('Shared', {
    'shared stuff/[x] */kustomization.yaml': 'kind: Component # safer\n',
    'shared stuff/x/kustomization.yaml': 'kind: Component\n',
  });
  box.commit('b', { [`services/b/${odd}`]: 'resources: [] # more\n' });
  box.commit('b again', desired('dev/b', '1.1.0'));
  const plan = await planOf(box);
  assert.equal(shortly(plan), ['open a@1.0.0', 'open b@1.1.0']);
  assert.ok(plan.moves[0]?.kind === 'open');
  assert.is(plan.moves[0].promotion.unit.members[0]?.to?.config, changed);
  const pull = open(box, plan);
  assert.equal(shortly(await planOf(box, [pull])), ['keep #1 a@1.0.0', 'open b@1.1.0']);
  const edited = { ...pull, commit: { ...pull.commit, tree: box.git('rev-parse', 'main^{tree}') } };
  assert.equal(shortly(await planOf(box, [edited])), ['hold #1 a@1.0.0', 'open b@1.1.0']);
  box.git('switch', '--quiet', pull.branch);
  const top = box.commit('By hand', { 'environments/hardening/a.yaml': '# by hand\n' }) as CommitId;
  box.git('switch', '--quiet', 'main');
  box.commit('a and b', { ...desired('dev/a', '1.2.0'), ...desired('dev/b', '1.2.0') });
  const onTop = { ...pull, head: top, commit: { tree: '', parents: [pull.head], message: 'By hand' } };
  assert.equal(shortly(await planOf(box, [onTop])), ['hold #1 a@1.2.0+b@1.2.0']);
  const elsewhere = { ...onTop, head: 'f'.repeat(40) as CommitId };
  assert.equal(shortly(await planOf(box, [elsewhere])), ['open a@1.2.0+b@1.2.0']);
});

test('a pull request that main was merged into is left alone', async () => {
  const box = shop();
  box.commit('a', desired('dev/a', '1.1.0'));
  const plan = await planOf(box);
  const pull = open(box, plan);
  const merged = { ...pull, commit: { ...pull.commit, parents: [pull.head, plan.base] } };
  assert.equal(shortly(await planOf(box, [merged])), ['hold #1 a@1.1.0']);
});

test('a head that is not in this clone is said so', async () => {
  const box = shop();
  const scene = { view: { branch: 'main', head: 'f'.repeat(40) as CommitId, pulls: [] } };
  await gatherPromotion(openGit(box.root), scene, { target: hardening, ask: asked }).then(
    () => assert.unreachable(),
    (error) => assert.is(error.code, 'head-not-here'),
  );
});

test.run();
