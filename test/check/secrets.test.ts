import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSecrets } from '../../scripts/check/secrets.ts';
import { DESIRED, read, words } from './reading.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const SECRETS: Readonly<Record<string, string>> = {
  'a GitHub token': `gh${'p_'}${'a1B2'.repeat(9)}`,
  'a GitLab token': `glpat${'-'}${'x9Y8'.repeat(5)}`,
  'a Slack token': `xox${'b-'}1234567890-abcdefghij`,
  'a Slack webhook address': `https://hooks.slack${'.com/'}services/T000/B000/abcdEFGH1234`,
  'an AWS access key': `AK${'IA'}IOSFODNN7EXAMPLE`,
  'a Google API key': `AI${'za'}${'a1B2c'.repeat(7)}`,
  'a Stripe key': `sk_${'live_'}${'a1B2'.repeat(5)}`,
  'an npm token': `npm${'_'}${'a1B2'.repeat(9)}`,
  'a JSON Web Token': `eyJ${'hbGciOiJI'}UzI1.eyJ${'zdWIiOiIx'}MjM0.abcdefghijkl`,
  'a private key': `-----BEGIN RSA PRIVATE ${'KEY'}-----`,
  'a password inside an address': 'postgres://shop:hunter2@db.example.com/shop',
};

for (const [what, secret] of Object.entries(SECRETS)) {
  test(`${what} is found and never shown`, () => {
    for (const path of [DESIRED, 'services/a/base/secret.yaml', 'services/a/base/secret.env']) {
      const facts = read(path, `image: "${secret}"\n`);
      const found = facts.problems.find((problem) => problem.code === 'secret');
      assert.is(found?.what, `This looks like ${what}. It is not shown here.`, path);
      const visible = secret.replace(/^(?:https|postgres):\/\//, '').slice(0, 12);
      assert.not.ok(JSON.stringify(facts).includes(visible), `${path} shows ${visible}`);
    }
  });
}

test('a secret is refused in so many words', () => {
  const [problem] = read(
    'environments/dev.yaml',
    `notify: { slack: "${SECRETS['a Slack webhook address']}" }\n`,
  ).problems;
  assert.is(
    words(problem as never),
    `1:19+55 secret
This looks like a Slack webhook address. It is not shown here.
Whoever can read the repository, now or ever, has it; removing the line does not take it out of the history.
Revoke it where it was issued, keep the new one in a secret store, and write its name here instead.`,
  );
});

test('a random value under a telling name is found', () => {
  for (const key of ['password', 'db_passwd', 'API-Key', 'client.secret', 'accessToken', 'Authorization']) {
    const { masked, troubles } = readSecrets(`  ${key}: "Xy7kQ9vLm2PzR4w"\n`, true);
    assert.is(troubles.length, 1, key);
    assert.not.match(masked, /Xy7k/);
  }
  assert.is(readSecrets('Authorization: Bearer Xy7kQ9vLm2PzR4w\n', true).troubles.length, 1);
  assert.is(
    readSecrets('password: Xy7kQ9vLm2PzR4w\n', false).troubles.length,
    0,
    'manifests are full of such names',
  );
});

test('names, versions, digests and variables are no secrets', () => {
  const texts = [
    'slack: SLACK_WEBHOOK_URL\n',
    'requires: { token-service: "^1.10.0-rc.1" }\n',
    'token-service: ">=1.2.3 <2.0.0"\n',
    `digest: sha256:${'0123456789abcdef'.repeat(4)}\n`,
    `config: "${'0123456789abcdef0123'.repeat(2)}"\n`,
    'image: ghcr.io/acme/token-service\n',
    'secretName: front-end-certificate-2026\n',
    'url: "https://user:$PASSWORD@example.com/"\n',
    'source: https://github.com/acme/secret-service\n',
    'title: Rotate the password of the database\n',
  ];
  for (const text of texts) assert.equal(readSecrets(text, true), { masked: text, troubles: [] }, text);
});

test('masking keeps every line and column where it was', () => {
  const text = `a: 1\nkey: |\n  -----BEGIN PRIVATE ${'KEY'}-----\n  abc\n  -----END PRIVATE KEY-----\nb: 2\n`;
  const { masked } = readSecrets(text, false);
  assert.is(masked.length, text.length);
  assert.is(masked.split('\n').length, text.split('\n').length);
  assert.not.match(masked, /abc/);
  assert.match(masked, /b: 2/);
});

test.run();
