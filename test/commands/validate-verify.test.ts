import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProblems } from '../../scripts/commands/find-problems.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { type Sandbox, sandbox } from '../support/git-repository.ts';

const named = (kind: string, up: string): string =>
  `# yaml-language-server: $schema=${up}schemas/${kind}.schema.json\n`;

/** A shop with one environment, whose policy ends like this. */
const shop = (verify: string): Sandbox => {
  const box = sandbox();
  box.commit('A service in dev', {
    'environments/dev.yaml': `${named('environment', '../')}${verify}`,
    'environments/dev/api.yaml': `${named('desired', '../../')}image: ghcr.io/acme/api\nversion: "1.0.0"\nconfig: "main"\n`,
    'services/api/service.yaml': `${named('service', '../../')}description: The api\nowners: ["@acme/owners"]\nimage: ghcr.io/acme/api\n`,
    'services/api/releases/1.0.0.yaml': `${named('release', '../../../')}version: "1.0.0"\n`,
    'services/api/overlays/dev/kustomization.yaml': 'resources: []\n',
  });
  return box;
};

const VERIFY = `verify:
  pass: 80
  warning: 90
  maintenance:
    - { of: shop.example.com, reason: New disks, until: "2026-11-22T00:00:00Z" }
  checks:
    - name: smoke
      timeout: 0s
      http:
        url: https://shop.example.com/healthz
        headers: { Cookie: a }
        expect:
          headers: { Content-Type: "(json" }
          body: (?!down)
    - name: errors
      prometheus: { url: "https://prometheus.example.com", query: up, above: 2, below: 1 }
`;

const BEFORE = Date.parse('2026-11-21T12:00:00Z');
const AFTER = BEFORE + 86_400_000;

/** `code`, and the text that is pointed at. */
const told = async ({ root }: Sandbox, now: number): Promise<string[]> =>
  (await findProblems(openGit(root), { now: new Date(now) }))
    .map(({ code, place: { file, line, column, length = 1 }, excerpt = '' }) => {
      assert.is(file, 'environments/dev.yaml');
      assert.is(excerpt, VERIFY.split('\n')[line - 2]);
      return `${code}: ${excerpt.slice(column - 1, column - 1 + length)}`;
    })
    .sort();

test('what is wrong with checks is told where it stands', async () => {
  const always = [
    'check-bounds: 2',
    'check-credential: a',
    'check-duration: 0s',
    'check-pattern: "(json"',
    'check-pattern: (?!down)',
    'verify-score: 90',
  ];
  const box = shop(VERIFY);
  assert.equal(await told(box, BEFORE), always);
  assert.equal(await told(box, AFTER), [...always, 'maintenance-over: "2026-11-22T00:00:00Z"'].sort());
});

test('a maintenance that ends is told also where nothing was changed since all was well', async () => {
  const sound = VERIFY.replace(/ {2}warning: 90\n|.*Cookie.*\n|.*timeout: 0s\n|, above: 2/g, '')
    .replace('(json', 'json')
    .replace('(?!down)', '^ok$');
  const box = shop(sound);
  const codes = async (now: number): Promise<string[]> =>
    (await findProblems(openGit(box.root), { now: new Date(now) })).map(({ code }) => code);
  assert.equal(await codes(BEFORE), []);
  assert.equal(await codes(BEFORE + 1000), []);
  assert.equal(await codes(AFTER), ['maintenance-over']);
});

test.run();
