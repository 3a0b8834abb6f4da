import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { smallShop } from '../commands/small-shop.ts';
import { type Sandbox, sandbox } from '../support/git-repository.ts';
import { assertMatchesSchema } from '../support/output-schema.ts';
import { emptyAddress } from '../support/scripted-server.ts';
import { bracket, type Ended } from './command-line.ts';
import { openShop, type VerifiedShop } from './verified-shop.ts';

/** What somebody types or writes, and what they are told. */
interface Mistake {
  readonly type: string;
  readonly code: number;
  /** In this order, whatever is between. */
  readonly says: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What hardening says instead. */
  readonly policy?: string;
}

/** With blanks and line breaks as one blank each, as a person reads. */
const flat = ({ out, talk }: Ended): string => `${talk}${out}`.replace(/\s+/g, ' ');

const assertSays = (text: string, words: readonly string[]): void => {
  let from = 0;
  for (const one of words) {
    const at = text.indexOf(one, from);
    assert.ok(at >= 0, `${JSON.stringify(one)} is not said after ${from} of: ${text}`);
    from = at + one.length;
  }
};

/** A line goes on past 80 columns only where its last word begins before. */
const assertNarrow = ({ out, talk }: Ended): void => {
  for (const line of `${talk}${out}`.split('\n')) {
    if (/^(#|\d{4}-|\{|\d\d:\d\d )/.test(line)) continue;
    assert.ok(line.length <= 80 || line.trimEnd().lastIndexOf(' ') < 80, line);
  }
};

let shop: VerifiedShop;
let nobody: string;
let policy: string;
test.before(async () => {
  shop = await openShop({ steps: ['there'], timeout: '2s' });
  nobody = await emptyAddress();
  policy = readFileSync(`${shop.box.root}/environments/hardening.yaml`, 'utf8');
});
test.after(() => shop.close());

const check = (text: string): string =>
  `promotesFrom: dev\nverify:\n  timeout: 2s\n  checks:\n    - { name: smoke, ${text} }\n`;

const MISTAKES: Readonly<Record<string, Mistake>> = {
  'a name that is misspelt': {
    type: 'verify hardning',
    code: 2,
    says: [
      'There is no environment "hardning".',
      'Did you mean hardening? Known: dev, hardening, production.',
    ],
  },
  'a service in place of an environment': {
    type: 'verify back',
    code: 2,
    says: ['back is a service, and an environment is meant here.', 'Known: dev, hardening, production.'],
  },
  'the path that the shell completed': {
    type: 'verify environments/hardening.yaml',
    code: 2,
    says: ['Did you mean hardening?'],
  },
  'the same of the log': { type: 'log back', code: 2, says: ['back is a service'] },
  'two environments': {
    type: 'verify dev hardening',
    code: 2,
    says: ['Too many arguments', 'bracket verify --help'],
  },
  'an option that is misspelt': {
    type: 'verify hardening --josn',
    code: 2,
    says: ["Unknown option '--josn'", 'Did you mean --json?'],
  },
  'an option of another verb': {
    type: 'verify hardening --since 7d',
    code: 2,
    says: ["Unknown option '--since'", 'bracket verify --help'],
  },
  'a commit without an environment': {
    type: 'verify --commit HEAD',
    code: 2,
    says: ['--commit names a state of one environment.', 'Name the environment'],
  },
  'a commit that nobody knows': {
    type: 'verify hardening --commit nope',
    code: 2,
    says: ['"nope" is no commit of main.', 'git fetch origin'],
  },
  'an environment that says nothing of it': {
    type: 'verify dev',
    code: 2,
    says: [
      'dev says neither where Argo CD answers nor how to check it',
      '`argocd.server` or `verify.checks`',
    ],
  },
  'no token': {
    type: 'verify hardening',
    env: { ARGOCD_AUTH_TOKEN: '' },
    code: 5,
    says: ['ARGOCD_AUTH_TOKEN is not set', 'argocd proj role create-token hardening verify'],
  },
  'a token that nobody gave': {
    type: 'verify hardening',
    env: { ARGOCD_AUTH_TOKEN: 'a-token-of-somebody-else' },
    code: 5,
    says: ['does not accept the token in ARGOCD_AUTH_TOKEN (401)', 'create-token hardening verify'],
  },
  'a token with the word of its header': {
    type: 'verify hardening',
    env: { ARGOCD_AUTH_TOKEN: 'Bearer a-token-of-somebody-else' },
    code: 5,
    says: ['ARGOCD_AUTH_TOKEN holds characters that no token has.'],
  },
  'a check without any question': {
    type: 'verify hardening',
    policy: check('timeout: 1s'),
    code: 3,
    says: [
      'environments/hardening.yaml:5:7 has an error, so nothing is known of this environment:',
      'needs exactly one of `http`, `run`, `prometheus` and `argocd`',
      'npx bracket validate',
    ],
  },
  'the same, for whoever names none': {
    type: 'verify',
    policy: check('timeout: 1s'),
    code: 3,
    says: ['environments/hardening.yaml:5:7 has an error'],
  },
  'the same, for whoever reads the log of all': {
    type: 'log',
    policy: check('timeout: 1s'),
    code: 0,
    says: ['environments/hardening.yaml:5:7 error missing-key', 'production'],
  },
  'the same, for whoever reads the log of it': {
    type: 'log hardening',
    policy: check('timeout: 1s'),
    code: 3,
    says: ['nothing is known of this environment'],
  },
  'a query without a threshold': {
    type: 'validate',
    policy: check('prometheus: { url: "https://p.example.com", query: up }'),
    code: 3,
    says: ['needs at least one of `above`, `below` and `against`'],
  },
  'a name that is taken': {
    type: 'validate',
    policy: `${check('run: [a]')}    - { name: smoke, run: [b] }\n`,
    code: 3,
    says: ['Two checks are called `smoke`', 'Give each check a name of its own.'],
  },
  'a pattern that cannot be read': {
    type: 'validate',
    policy: check('http: { url: "https://shop.example.com", expect: { body: "(open" } }'),
    code: 3,
    says: ['The pattern `(open` of the check smoke cannot be read', "RE2's syntax"],
  },
  'a program in one text': {
    type: 'validate',
    policy: check('run: npm run performance'),
    code: 3,
    says: ['`verify.checks[0].run` is text, but must be a list', '["npm","run","performance"]'],
  },
  'maintenance of what is not asked': {
    type: 'validate',
    policy: `${check('run: [a]')}  maintenance:\n    - { of: argocd, reason: Upgrade, until: "2999-01-01T00:00:00Z" }\n`,
    code: 0,
    says: ['Argo CD is not asked in this environment, because it has no `argocd.server`.'],
  },
  'a city in place of a time zone': {
    type: 'log --time-zone Montreal',
    code: 2,
    says: ['There is no time zone "Montreal".', 'Did you mean America/Montreal?'],
  },
  'a day in words': {
    type: 'log --since yesterday',
    code: 2,
    says: ['"yesterday" says no time.', '7d, 36h'],
  },
  'a format that is none': {
    type: 'log --format pdf',
    code: 2,
    says: ['There is no format "pdf".', 'text, html, json, cdevents'],
  },
  'an outcome that is nearly one': { type: 'log --outcome failed', code: 2, says: ['Did you mean fail?'] },
};

const typed = async ({ type, env = {} }: Pick<Mistake, 'type' | 'env'>): Promise<Ended> =>
  bracket(shop.box.root, type.split(' '), { env: { ...shop.env, ...env } });

/** Runs with another policy of hardening on main, and puts back what was there. */
const underPolicy = async <T>(text: string | undefined, work: () => Promise<T>): Promise<T> => {
  if (text === undefined) return work();
  shop.box.commit('A mistake', { 'environments/hardening.yaml': text });
  try {
    return await work();
  } finally {
    shop.box.commit('It is taken back', { 'environments/hardening.yaml': policy });
  }
};

for (const [name, mistake] of Object.entries(MISTAKES))
  test(`${name}: ${mistake.type}`, () =>
    underPolicy(mistake.policy, async () => {
      const ended = await typed(mistake);
      assert.is(ended.code, mistake.code, flat(ended));
      assertSays(flat(ended), mistake.says);
      if (mistake.type !== 'validate' && ended.code !== 0) assertNarrow(ended);
      for (const secret of Object.values(mistake.env ?? {}).filter(Boolean))
        assert.not.ok(flat(ended).includes(secret), 'no token is ever said');
    }));

test('a failure of use is JSON for whoever asked for it', async () => {
  const ended = await typed({ type: 'verify nope --json' });
  assert.is(ended.code, 2);
  assertMatchesSchema('error', ended.out);
});

test('what nobody answers is said of all services at once, and not a second time', async () => {
  const elsewhere = policy.replace(shop.argocd.url, nobody);
  await underPolicy(elsewhere, async () => {
    const ended = await typed({ type: 'verify hardening' });
    assert.is(ended.code, 6, flat(ended));
    assert.match(
      flat(ended),
      /unavailable back, front: Argo CD did not answer at .*the connection was refused/,
    );
    assert.is(ended.out.split('the network and that').length, 2, ended.out);
    assert.not.match(ended.talk, /Check the network/, 'what to do is said with the result');
    assertNarrow(ended);
  });
});

test('a page that refuses is told as that, also where its time is over before it is asked for the last time', async () => {
  await underPolicy(check(`timeout: 1s, http: { url: "${nobody}" }`), async () => {
    const ended = await typed({ type: 'verify hardening' });
    assert.is(ended.code, 6, flat(ended));
    assertSays(flat(ended), ['the connection was refused.', 'It was asked again until 1 s were over.']);
    assert.not.match(flat(ended), /see what takes so long/);
  });
});

test('a token that ends with a line break is that token', async () => {
  const ended = await typed({
    type: 'verify hardening',
    env: { ARGOCD_AUTH_TOKEN: `${shop.argocd.token}\n` },
  });
  assert.is(ended.code, 0, flat(ended));
  const again = await typed({ type: 'verify' });
  assert.is(again.code, 0);
  assertSays(again.talk, ['Nothing to do: hardening has been judged as it is now.', 'verify hardening']);
});

test('a ledger that two clones have written to is told of, and what is said to be done ends it', async () => {
  const one = smallShop(['back']);
  one.commit('dev is verified', {
    'environments/dev.yaml':
      'promotion: { open: direct }\nverify: { checks: [{ name: smoke, run: ["true"] }] }\n',
  });
  const other = sandbox();
  other.git('fetch', '--quiet', one.root, 'main');
  other.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
  other.git('remote', 'add', 'origin', one.root);
  const typedIn = (box: Sandbox, ...args: string[]) => bracket(box.root, args);
  assert.is((await typedIn(one, 'verify', 'dev')).code, 0);
  other.git('fetch', '--quiet', 'origin');
  assertSays((await typedIn(other, 'verify')).talk, ['Nothing to do: dev has been judged']);
  assert.is((await typedIn(other, 'verify', 'dev')).code, 0);
  assert.not.match(flat(await typedIn(other, 'doctor')), /ledger of this clone/);
  assert.is((await typedIn(one, 'verify', 'dev')).code, 0);
  other.git('fetch', '--quiet', 'origin');
  assertSays(flat(await typedIn(other, 'doctor')), [
    'The ledger of this clone and that of `origin` have each been written to',
    'git branch --force ledger origin/ledger && git update-ref refs/bracket/ledger origin/ledger',
  ]);
  other.git('branch', '--quiet', '--force', 'ledger', 'origin/ledger');
  other.git('update-ref', 'refs/bracket/ledger', 'origin/ledger');
  const mended = flat(await typedIn(other, 'doctor'));
  assert.not.match(mended, /ledger of this clone|rewritten|is gone/);
  assert.is((await typedIn(one, 'verify', 'dev')).code, 0);
  other.git('fetch', '--quiet', 'origin');
  assertSays(flat(await typedIn(other, 'doctor')), [
    'lacks what was written at `origin`',
    'origin ledger:ledger',
  ]);
  other.git('fetch', '--quiet', 'origin', 'ledger:ledger');
  assert.not.match(flat(await typedIn(other, 'doctor')), /ledger of this clone/);
});

test('where nobody says how to verify, that is said, and not that all is judged', async () => {
  const box = smallShop(['back']);
  const ended = await bracket(box.root, ['verify']);
  assert.is(ended.code, 0);
  assertSays(ended.talk, ['no environment', 'Write `argocd.server` or `verify.checks`']);
});

test.run();
