import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addressIn, addressOfRemote, branchIn, isAddress } from '../../scripts/argocd/origin.ts';
import { ROOT_FILE } from '../../scripts/argocd/tell.ts';
import { argocdText } from '../../scripts/show/argocd-file.ts';
import { ADDRESS, ladder, written } from './told.ts';

const REMOTES: readonly (readonly [string, string | undefined])[] = [
  ['https://github.com/acme/gitops.git', 'https://github.com/acme/gitops.git'],
  ['https://x-access-token:ghs_abc@github.com/acme/gitops', 'https://github.com/acme/gitops'],
  ['https://ghp_abc@github.com/acme/gitops', 'https://github.com/acme/gitops'],
  ['https://a:b@c@github.com/acme/gitops', 'https://github.com/acme/gitops'],
  ['https://github.com/acme/gitops?private_token=abc', 'https://github.com/acme/gitops'],
  ['HTTPS://u:p@github.com/acme/gitops', undefined],
  ['git@github.com:acme/gitops.git', 'git@github.com:acme/gitops.git'],
  ['ssh://git@github.com:22/acme/gitops.git', 'ssh://git@github.com:22/acme/gitops.git'],
  ['ssh://git:secret@github.com/acme/gitops.git', 'ssh://git@github.com/acme/gitops.git'],
  ['/srv/git/gitops.git', undefined],
  ['file:///srv/git/gitops.git', undefined],
  ['../gitops', undefined],
  ['', undefined],
  ['https://github.com/{{ .x }}/y', undefined],
  ['https://github.com/acme/*', undefined],
  ['ext::sh -c whoami', undefined],
];

for (const [remote, address] of REMOTES)
  test(`the remote ${JSON.stringify(remote)} is ${address ?? 'nothing that Argo CD reaches'}`, () => {
    assert.is(addressOfRemote(remote), address);
  });

test('no secret of a remote comes through, whatever it holds', () => {
  const secret = fc
    .string({ minLength: 6, unit: fc.constantFrom(...'S3cr:@%!+~-_.') })
    .filter((text) => text.includes('S3'));
  const form = fc.constantFrom(
    (word: string) => `https://u:S3CRET${word}@h.example/a/b`,
    (word: string) => `https://S3CRET${word}@h.example/a/b`,
    (word: string) => `ssh://u:S3CRET${word}@h.example/a/b`,
    (word: string) => `https://h.example/a/b?token=S3CRET${word}`,
    (word: string) => `https://h.example/a/b#S3CRET${word}`,
  );
  fc.assert(
    fc.property(form, secret, (write, word) => {
      assert.not.match(addressOfRemote(write(word)) ?? '', /S3CRET/);
    }),
  );
});

test('an environment can say exactly what is an address here', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../schemas/environment.schema.json', import.meta.url), 'utf8'),
  );
  const { pattern, examples } = schema.properties.argocd.properties.repository as {
    readonly pattern: string;
    readonly examples: readonly string[];
  };
  for (const one of examples) assert.ok(isAddress(one), one);
  const said = new RegExp(pattern, 'u');
  const texts = fc.oneof(fc.webUrl(), fc.string(), fc.constantFrom(...REMOTES.map(([remote]) => remote)));
  fc.assert(fc.property(texts, (text) => assert.is(said.test(text) && text.length <= 500, isAddress(text))));
});

test('address and branch are read back from the root Application as it is written', () => {
  const root = written(ladder()).find(({ path }) => path === ROOT_FILE);
  assert.ok(root);
  assert.is(addressIn(argocdText(root)), ADDRESS);
  assert.is(branchIn(argocdText(root)), 'main');
  assert.is(branchIn('    targetRevision: "refs/heads/{{ .x }}"\n'), undefined);
  assert.is(addressIn(''), undefined);
  assert.is(addressIn('    repoURL: "https://{{ .x }}"\n'), undefined);
  assert.is(addressIn('# repoURL: "https://a/b"\n'), undefined);
});

test.run();
