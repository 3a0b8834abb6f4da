import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { holdsSecret } from '../../scripts/plan/secret-values.ts';
import { type ShownChange, shownDifference } from '../../scripts/plan/shown-difference.ts';
import type { Manifest, Plain, PlainObject } from '../../scripts/render/plain.ts';
import { differenceJson, differenceText } from '../../scripts/show/manifest-difference.ts';

const manifest = (kind: string, name: string, value: PlainObject = {}): Manifest => ({
  apiVersion: 'v1',
  kind,
  namespace: '',
  name,
  value: { apiVersion: 'v1', kind, metadata: { name }, ...value },
});

/** Everything that anybody could read of a difference. */
const printed = (changes: readonly ShownChange[]): string => {
  const environments = [{ environment: 'dev', services: [{ service: 'web', difference: { changes } }] }];
  return [
    differenceText(environments, { columns: 80, color: false }),
    differenceJson(environments, { base: 'a', head: 'b' }),
  ].join('\n');
};

const fates = (changes: readonly ShownChange[]): string[] =>
  changes.flatMap(({ fields }) =>
    fields.flatMap((field) => ('secret' in field ? `${field.path.at(-1)} ${field.secret}` : [])),
  );

test('of a Secret nothing is told but which of its keys came, went or changed', () => {
  const before = [
    manifest('Secret', 'db', { data: { kept: 'a2VwdA==', old: 'b2xk', same: 'eA==' }, type: 'Opaque' }),
  ];
  const after = [
    manifest('Secret', 'db', {
      data: { kept: 'b3RoZXI=', same: 'eA==' },
      stringData: { fresh: 'in the clear' },
      type: 'kubernetes.io/tls',
    }),
  ];
  const shown = shownDifference(before, after);
  assert.equal(fates(shown), ['kept changed', 'old removed', 'fresh added']);
  const text = printed(shown);
  for (const value of ['a2VwdA==', 'b3RoZXI=', 'b2xk', 'eA==', 'in the clear']) assert.not.match(text, value);
  assert.match(text, /^\+ {3}type: kubernetes\.io\/tls$/m);
});

test('neither is the hash in the name of a generated Secret, wherever it stands', () => {
  const pod = (secret: string): PlainObject => ({
    spec: { volumes: [{ name: 'v', secret: { secretName: secret } }], note: `reads ${secret} at start` },
  });
  const side = (hash: string, data: string): Manifest[] => [
    manifest('Secret', `db-${hash}`, { data: { password: data } }),
    manifest('Deployment', 'web', pod(`db-${hash}`)),
  ];
  const shown = shownDifference(side('hf678c7m2b', 'YQ=='), side('47668c6k28', 'Yg=='));
  const text = printed(shown);
  assert.not.match(text, /hf678c7m2b|47668c6k28|YQ==|Yg==/);
  assert.equal(
    shown.map(({ kind, object, was }) => [kind, object.name, was]),
    [
      ['changed', 'db-•', undefined],
      ['changed', 'web', undefined],
    ],
  );
  assert.equal(fates(shown), ['password changed', 'secretName changed', 'note changed']);
});

test('a generated ConfigMap keeps its names; the rename is told once', () => {
  const map = (hash: string, level: string): Manifest =>
    manifest('ConfigMap', `web-${hash}`, { data: { LEVEL: level } });
  const text = printed(shownDifference([map('hf678c7m2b', 'info')], [map('47668c6k28', 'warn')]));
  assert.match(
    text,
    /^ {2}ConfigMap web-47668c6k28 \(was web-hf678c7m2b: the same object under a new generated name\)\n- {3}data\.LEVEL: info\n\+ {3}data\.LEVEL: warn\n/m,
  );
});

test('what looks like a secret is not shown, wherever people put it', () => {
  const hidden: readonly (readonly [string, Plain])[] = [
    ['DB_PASSWORD', 'hunter2'],
    ['dbPassword', 'hunter2'],
    ['api-key', 'x'],
    ['SESSION_SECRET', 'abc'],
    ['ACCESS_TOKENS', 'a,b'],
    ['PIN_PASSCODE', 1234],
    ['ORDINARY', `ghp_${'a1'.repeat(18)}`],
    ['DATABASE_URL', 'postgres://shop:hunter2@db/shop'],
    ['OPTIONS', '--verbose --password=hunter2'],
  ];
  for (const [name, value] of hidden) assert.ok(holdsSecret(name, value, true), name);
  const shown: readonly (readonly [string, Plain])[] = [
    ['LOG_LEVEL', 'debug'],
    ['TOKEN_TTL', '3600'],
    ['secretName', 'front-end-tls'],
    ['PASSWORD_FILE', '/run/secrets/password'],
    ['COOKIE_SECURE', 'true'],
    ['tokenizer', 'bert'],
    ['DATABASE_URL', 'postgres://db/shop'],
    ['AUTH_TOKEN_ENABLED', 'false'],
    ['image', 'ghcr.io/acme/secret-service:1.0.0'],
    ['checksum', 'sha256:0123456789abcdef'],
  ];
  for (const [name, value] of shown) assert.not.ok(holdsSecret(name, value, true), name);
});

test('names of fields that Kubernetes chose do not make a secret of their values', () => {
  for (const [name, value] of [
    ['automountServiceAccountToken', true],
    ['secret', 'front-end-tls'],
    ['tokenExpirationSeconds', 3600],
    ['imagePullSecrets', [{ name: 'registry' }]],
  ] as const)
    assert.not.ok(holdsSecret(name, value as Plain, false), name);
});

test('an option and its value in two words, and variables of one name, are seen', () => {
  assert.ok(holdsSecret('args', ['--user', 'shop', '--password', 'hunter2'], false));
  assert.not.ok(holdsSecret('args', ['--password', '--verbose'], false));
  assert.ok(
    holdsSecret(
      'env',
      [
        { name: 'A', value: '1' },
        { name: 'A_TOKEN', value: 'x' },
      ],
      false,
    ),
  );
  assert.not.ok(
    holdsSecret('env', [{ name: 'A_TOKEN', valueFrom: { secretKeyRef: { key: 'a', name: 'b' } } }], false),
  );
});

test('a longer text is shown but for the lines that hold a secret', () => {
  const file = (level: string, password: string): Manifest =>
    manifest('ConfigMap', 'web', {
      data: { 'app.conf': `level: ${level}\npassword: ${password}\nport: 80\n` },
    });
  const text = printed(shownDifference([file('info', 'hunter2')], [file('warn', 'sesame')]));
  assert.not.match(text, /hunter2|sesame/);
  assert.match(text, /^- {5}level: info\n\+ {5}level: warn\n {6}password: \(not shown\)\n {6}port: 80$/m);
  const only = shownDifference([file('info', 'hunter2')], [file('info', 'sesame')]);
  assert.equal(fates(only), ['app.conf changed']);
});

const WORD = fc
  .stringMatching(/^[a-zA-Z0-9]{12,20}$/)
  .filter((word) => /\d/.test(word) && /[a-z]/i.test(word));
const PLACES: readonly ((secret: string, bystander: string) => Manifest)[] = [
  (secret) => manifest('Secret', 's', { data: { key: secret } }),
  (secret) => manifest('Secret', 's', { stringData: { [`k`]: `${secret}\n` } }),
  (secret) =>
    manifest('Secret', 's', {
      metadata: { name: 's', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': secret } },
    }),
  (secret, other) => manifest('ConfigMap', 'c', { data: { DB_PASSWORD: secret, LEVEL: other } }),
  (secret) => manifest('ConfigMap', 'c', { data: { 'app.properties': `a=b\ndb.password=${secret}\n` } }),
  (secret, other) =>
    manifest('Deployment', 'd', {
      spec: {
        containers: [
          {
            name: 'app',
            env: [
              { name: 'API_TOKEN', value: secret },
              { name: 'X', value: other },
            ],
          },
        ],
      },
    }),
  (secret) =>
    manifest('Deployment', 'd', { spec: { containers: [{ name: 'app', args: ['--token', secret] }] } }),
  (secret) =>
    manifest('Deployment', 'd', {
      spec: { containers: [{ name: 'app', args: [`--db-password=${secret}`] }] },
    }),
  (secret) => manifest('Thing', 't', { spec: { url: `https://user:${secret}@example.com` } }),
  (secret) => manifest('Thing', 't', { spec: { password: secret } }),
];

interface Around {
  readonly old: string;
  readonly now: string;
  readonly before: readonly (readonly [number, string])[];
  readonly after: Around['before'];
}

test('whatever changes around it, no secret comes out of any output', () => {
  const sides = fc.array(fc.tuple(fc.nat({ max: PLACES.length - 1 }), fc.constantFrom('one', 'two')), {
    maxLength: 4,
  });
  const around = fc.record({ old: WORD, now: WORD, before: sides, after: sides });
  const made = (secret: string, places: Around['before']): Manifest[] =>
    places.map(([place, other]) => (PLACES[place] as (typeof PLACES)[number])(secret, other));
  fc.assert(
    fc.property(around, ({ old, now, before, after }: Around) => {
      const text = printed(shownDifference(made(old, before), made(now, after)));
      for (const secret of [old, now]) assert.not.ok(text.includes(secret), text);
    }),
    { numRuns: 2000 },
  );
});

test('control characters and markup of files come out as plain text', () => {
  const evil = manifest('ConfigMap', 'web\u001b[31m', {
    data: { 'a\u202eb': 'x\u001b]0;title\u0007y', '**b**': '<script>' },
  });
  const text = differenceText(
    [
      {
        environment: 'dev',
        services: [{ service: 'web', difference: { changes: shownDifference([], [evil]) } }],
      },
    ],
    { columns: 80, color: false },
  );
  assert.not.match(text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
});

test('an order of items, numbers without end and empty things have their words', () => {
  const spec = (names: readonly string[], more: PlainObject): Manifest =>
    manifest('Pod', 'p', { spec: { containers: names.map((name) => ({ name })), ...more } });
  const text = printed(
    shownDifference(
      [spec(['a', 'b'], { big: 12345678901234567890n })],
      [spec(['b', 'a'], { big: 12345678901234567891n, none: {}, list: [] })],
    ),
  );
  assert.match(text, /^! {3}spec\.containers: in another order: b, a$/m);
  assert.match(text, /^- {3}spec\.big: "12345678901234567890"$/m);
  assert.match(text, /^\+ {3}spec\.none: \{\}\n\+ {3}spec\.list: \[\]$/m);
});

test('nothing that changes is said in one sentence', () => {
  const style = { columns: 80, color: false };
  assert.is(differenceText([{ environment: 'dev', services: [] }], style), 'Nothing changes in dev.');
  const same = { service: 'web', difference: { changes: [] } };
  const names = ['dev', 'hardening'].map((environment) => ({ environment, services: [same] }));
  assert.is(differenceText(names, style), 'Nothing changes in dev and hardening.');
});

test.run();
