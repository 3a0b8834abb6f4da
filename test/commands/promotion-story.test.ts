import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gatherPromotion } from '../../scripts/commands/promote-facts.ts';
import { gatherStories } from '../../scripts/commands/promotion-story.ts';
import type { CommitId, EnvironmentName } from '../../scripts/model/names.ts';
import type { Promotion } from '../../scripts/model/promotion.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { loadCommit } from '../../scripts/outside/repository.ts';
import { planPromotion } from '../../scripts/plan/promote.ts';
import { pullRequestText } from '../../scripts/show/pull-request.ts';
import type { MemberStory, PromotionStory } from '../../scripts/show/story.ts';
import { type SmallShop, smallShop } from './small-shop.ts';

/** The stories of everything that is pending into hardening. */
const stories = async (shop: SmallShop): Promise<PromotionStory[]> => {
  const git = openGit(shop.root);
  const head = (await git.resolve('main')) as CommitId;
  const scene = { view: { branch: 'main', head, pulls: [] }, snapshot: await loadCommit(git, head) };
  const ask = { services: [], only: false, allowDowngrade: false, automatic: true, now: new Date(0) };
  const plan = planPromotion(
    await gatherPromotion(git, scene, { target: 'hardening' as EnvironmentName, ask }),
  );
  const promotions = plan.moves.flatMap((move): Promotion[] =>
    move.kind === 'open' ? [move.promotion] : [],
  );
  return gatherStories(promotions, { git, ...scene });
};

const only = async (shop: SmallShop): Promise<MemberStory> => {
  const [story, ...more] = await stories(shop);
  assert.is(more.length, 0);
  assert.is(story?.members.length, 1);
  return story?.members[0] as MemberStory;
};

const record = (version: string, more = ''): string =>
  `version: "${version}"\n${more}changes:\n  - { requirement: B${version.replaceAll('.', '')}, title: "Change of ${version}" }\n`;
const recordFile = (version: string): string => `services/service-b/releases/${version}.yaml`;

test('every release between the two is told, with its changes', async () => {
  const shop = smallShop(['service-b']);
  for (const version of ['1.0.0', '1.0.1', '1.1.0', '1.2.0'])
    shop.commit(`Record ${version}`, { [recordFile(version)]: record(version) });
  shop.want('dev', { 'service-b': '1.1.0' });
  const member = await only(shop);
  assert.equal([member.before?.version, member.after?.version], ['1.0.0', '1.1.0']);
  assert.equal(
    member.releases.map(({ version }) => version),
    ['1.1.0', '1.0.1'],
  );
  assert.equal(member.service?.owners, ['@acme/service-b']);
});

test('versions that are no semver are ordered by their records coming to main', async () => {
  const shop = smallShop(['service-b']);
  for (const version of ['1.0.0', 'build-9', 'build-10', 'build-11'])
    shop.commit(`Record ${version}`, { [recordFile(version)]: record(version) });
  shop.want('dev', { 'service-b': 'build-10' });
  assert.equal(
    (await only(shop)).releases.map(({ version }) => version),
    ['build-10', 'build-9'],
  );
});

test('configuration commits are those that touch what the service reads, components included', async () => {
  const shop = smallShop(['service-b', 'service-c']);
  const component = 'services/components/limits/kustomization.yaml';
  const overlay = 'services/service-b/overlays/hardening/kustomization.yaml';
  shop.commit('Share the limits', {
    [component]: 'kind: Component\n',
    [overlay]: 'resources: []\ncomponents: ["../../../components/limits"]\n',
  });
  shop.commit('Words only', { 'services/service-b/README.md': 'x\n' });
  shop.commit('Raise the limits', { [component]: 'kind: Component\nlabels: []\n' });
  shop.commit('Nothing to do with it', {
    'services/service-c/service.yaml': 'description: c\nowners: ["@c"]\nimage: c\n',
  });
  shop.commit('Record', { [recordFile('9.0.0')]: record('9.0.0') });
  const member = await only(shop);
  assert.is(member.pending.bump, 'configuration');
  assert.equal(
    member.configuration.map(({ subject, files, author }) => [subject, files, author]),
    [
      ['Raise the limits', [component], 'Tim'],
      ['Share the limits', [component, overlay], 'Tim'],
    ],
  );
  assert.equal(member.releases, []);
});

const api = (paths: string): string =>
  `openapi: 3.0.3\ninfo: { title: Shop, version: "1" }\npaths: { ${paths} }\n`;
const GET = '/a: { get: { responses: { "200": { description: x } } } }';
const POST = '/b: { post: { responses: { "200": { description: x } } } }';

test('contracts in files of their own are compared, and a breaking patch is called out', async () => {
  const shop = smallShop(['service-b']);
  shop.commit('Records', {
    [recordFile('1.0.0')]: record('1.0.0', 'contract: 1.0.0.yml\n'),
    [recordFile('1.0.1')]: record('1.0.1', 'contract: 1.0.1.yml\n'),
    'services/service-b/releases/1.0.0.yml': api(`${GET}, ${POST}`),
    'services/service-b/releases/1.0.1.yml': api(GET),
  });
  shop.want('dev', { 'service-b': '1.0.1' });
  const [story] = await stories(shop);
  assert.equal(story?.members[0]?.contract?.changes, [
    { effect: 'breaking', where: 'POST /b', what: 'is gone' },
  ]);
  assert.match(
    pullRequestText(story as PromotionStory).body,
    /calls itself a patch release, \*\*and breaks its contract/,
  );
});

test('a contract file that releases share is read as it was when each record came', async () => {
  const shop = smallShop(['service-b']);
  const shared = 'services/service-b/releases/openapi.yml';
  const releases = { '1.0.0': GET, '1.0.1': `${GET}, ${POST}`, '1.0.2': POST };
  for (const [version, paths] of Object.entries(releases))
    shop.commit(`Release ${version}`, {
      [recordFile(version)]: record(version, 'contract: openapi.yml\n'),
      [shared]: api(paths),
    });
  shop.want('dev', { 'service-b': '1.0.1' });
  assert.equal((await only(shop)).contract?.changes, [
    { effect: 'compatible', where: 'POST /b', what: 'is new' },
  ]);
});

test('a story says by whose commit the source came to hold what it holds', async () => {
  const shop = smallShop(['service-a', 'service-b']);
  shop.want('dev', { 'service-a': '2.0.0' });
  shop.want('dev', { 'service-b': '2.0.0' });
  const told = await stories(shop);
  assert.equal(
    told.map(({ origin, promotion }) => [
      promotion.unit.members[0]?.service,
      origin?.author,
      origin?.subject,
    ]),
    [
      ['service-a', 'Tim', 'dev: service-a 2.0.0'],
      ['service-b', 'Tim', 'dev: service-b 2.0.0'],
    ],
  );
});

test('gathering twice tells the same, byte for byte', async () => {
  const shop = smallShop(['service-a', 'service-b']);
  shop.want('dev', { 'service-a': '2.0.0', 'service-b': '2.0.0' });
  const text = async (): Promise<string> => JSON.stringify((await stories(shop)).map(pullRequestText));
  assert.is(await text(), await text());
});

test.run();
