import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { smallShop } from '../commands/small-shop.ts';
import { startGitHub } from '../support/github/server.ts';
import { bracket, type Ended } from './command-line.ts';

const NAMES = Array.from({ length: 10 }, (_, index) => `service-${index}`);
const digest = (index: number): string => `sha256:${String(index).repeat(64)}`;

/** Ten pipelines at once, each with a release of its own. */
const releaseAll = (
  folder: (index: number) => string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended[]> =>
  Promise.all(
    NAMES.map((name, index) =>
      bracket(folder(index), ['release', name, '1.1.0', '--digest', digest(index)], { env }),
    ),
  );

const everyoneGotThrough = (ended: readonly Ended[]): void =>
  assert.equal(
    ended.filter(({ code }) => code !== 0).map(({ talk }) => talk),
    [],
  );

const wanted = (show: (path: string) => string): string[] =>
  NAMES.map((name, index) => {
    assert.match(show(`main:services/${name}/releases/1.1.0.yaml`), new RegExp(digest(index)));
    return /^version: "(.*)"$/m.exec(show(`main:environments/dev/${name}.yaml`))?.[1] ?? '';
  });

test('ten pipelines release into one clone at once, and nothing is lost', async () => {
  const shop = smallShop(NAMES);
  const before = Number(shop.git('rev-list', '--count', 'main'));
  everyoneGotThrough(await releaseAll(() => shop.root));
  assert.equal(
    wanted((path) => shop.git('show', path)),
    NAMES.map(() => '1.1.0'),
  );
  assert.is(Number(shop.git('rev-list', '--count', 'main')), before + 10, 'one commit each');
  assert.is(shop.git('status', '--porcelain'), '', 'and the working tree followed');
  everyoneGotThrough(await releaseAll(() => shop.root));
  assert.is(Number(shop.git('rev-list', '--count', 'main')), before + 10, 'again: nothing');
});

test('ten pipelines, each in a checkout of its own, release on GitHub at once', async () => {
  const shop = smallShop(NAMES);
  const github = await startGitHub({ from: shop.root });
  try {
    const clones = NAMES.map(() => {
      const clone = mkdtempSync(join(tmpdir(), 'bracket-test-'));
      shop.git('clone', '--quiet', github.root, clone);
      return clone;
    });
    everyoneGotThrough(await releaseAll((index) => clones[index] as string, github.env));
    assert.equal(
      wanted((path) => github.git('show', path)),
      NAMES.map(() => '1.1.0'),
    );
    const before = Number(shop.git('rev-list', '--count', 'main'));
    assert.is(Number(github.git('rev-list', '--count', 'main')), before + 10, 'one commit each');
  } finally {
    await github.close();
  }
});

test('ten pull requests at once where an environment takes no commits', async () => {
  const shop = smallShop(NAMES);
  shop.commit('dev takes pull requests', { 'environments/dev.yaml': 'promotion: { open: automatic }\n' });
  everyoneGotThrough(await releaseAll(() => shop.root));
  const pulls = JSON.parse((await bracket(shop.root, ['pulls', '--json'])).out) as {
    pulls: { title: string }[];
  };
  assert.equal(
    pulls.pulls.map(({ title }) => title).sort(),
    NAMES.map((name) => `${name} 1.1.0 to dev`),
  );
});

test.run();
