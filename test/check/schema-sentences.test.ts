import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marks, read, words } from './reading.ts';

const DESIRED = 'environments/dev/front-end.yaml';
const ENVIRONMENT = 'environments/production.yaml';
const SERVICE = 'services/front-end/service.yaml';
const RELEASE = 'services/front-end/releases/1.10.yaml';
const LOCK = 'environments/locks/freeze.yaml';

/** What the schemas refuse, word for word: each kind of rule once. */
const TABLE: Readonly<Record<string, readonly [path: string, text: string, problem: string]>> = {
  'a misspelt key': [
    DESIRED,
    'image: a/b\nversion: "1"\nconfig: main\ndigset: x\n',
    `4:1+6 unknown-key
\`digset\` is no key of a desired file.
A key that nothing reads looks as if it had an effect and has none.
Write \`digest\` instead of \`digset\`.`,
  ],
  'a key that is like no other': [
    DESIRED,
    'image: a/b\nversion: "1"\nconfig: main\nreplicas: 3\n',
    `4:1+8 unknown-key
\`replicas\` is no key of a desired file.
A key that nothing reads looks as if it had an effect and has none.
Remove it; the keys here are \`image\`, \`version\`, \`digest\` and \`config\`.`,
  ],
  'a key that Argo CD takes for itself': [
    DESIRED,
    'image: a/b\nversion: "1"\nconfig: main\nvalues: {}\n',
    `4:1+6 unknown-key
\`values\` is no key of a desired file.
Argo CD puts values of its own under \`values\` and this one would be lost.
Remove it; the keys here are \`image\`, \`version\`, \`digest\` and \`config\`.`,
  ],
  'a key that is missing': [
    DESIRED,
    'image: a/b\nconfig: main\n',
    `1:1+1 missing-key
\`version\` is missing in a desired file.
The image tag that runs, quoted.
Add it, such as \`version: "0.5.1"\`.`,
  ],
  'a version that no registry accepts': [
    DESIRED,
    'image: a/b\nversion: "1.0.0+build.7"\nconfig: main\n',
    `2:10+15 wrong-form
\`version\` cannot be \`1.0.0+build.7\`.
1 to 128 letters, digits, dots, hyphens and underscores, not starting with a dot or a hyphen; no registry accepts the \`+build\` part of a semantic version.
Write it like \`"0.5.1"\` or \`"1.10"\`.`,
  ],
  'an image with a tag': [
    DESIRED,
    'image: ghcr.io/acme/a:1.0\nversion: "1"\nconfig: main\n',
    `1:8+18 wrong-form
\`image\` cannot be \`ghcr.io/acme/a:1.0\`.
Lower-case path components, optionally after the host of a registry.
Write it like \`"ghcr.io/acme/service-b"\` or \`"localhost:5000/service-b"\`.`,
  ],
  'a digest that is too short': [
    DESIRED,
    'image: a/b\nversion: "1"\ndigest: sha256:abc\nconfig: main\n',
    `3:9+10 wrong-form
\`digest\` cannot be \`sha256:abc\`.
\`sha256:\` and 64 lower-case hexadecimal digits. It is what runs; the version is for people.
Write it like \`"sha256:3b1f8c0d5e2a4f6979c1d0e8b7a695847362514031f2e3d4c5b6a79880716253"\`.`,
  ],
  'a word that is none of those possible': [
    ENVIRONMENT,
    'promotion: { open: automaticly }\n',
    `1:20+11 wrong-value
\`promotion.open\` is \`automaticly\`, but must be \`automatic\`, \`manual\` or \`direct\`.
Who opens a promotion. \`automatic\`: whenever something is pending; \`manual\`: only when someone asks; \`direct\` (entry environments): a commit, no pull request.
Write \`automatic\`.`,
  ],
  'a mapping where a list belongs': [
    ENVIRONMENT,
    'gates: { windows: { kind: allow } }\n',
    `1:10+7 wrong-type
\`gates.windows\` is a mapping, but must be a list.
When this environment may change, as Argo CD sync windows. A matching \`deny\` beats \`allow\`; where there is any \`allow\`, everything outside it is closed.
Write it like \`windows: [{"kind":"allow","schedule":"30 3 * * *","duration":"1h","timeZone":"America/Montreal"}]\`.`,
  ],
  'a number that is too large': [
    ENVIRONMENT,
    'gates:\n  signOff: { count: 21, from: ["@a"] }\n',
    `2:21+2 wrong-value
\`gates.signOff.count\` is 21, but at most 20 is possible.
How many different people must approve. A whole number from 1 to 20.
Write it like \`1\`.`,
  ],
  'no item where one is needed': [
    ENVIRONMENT,
    'promotesFrom: []\n',
    `1:1+12 wrong-value
\`promotesFrom\` is an empty list.
The environment, or the list of environments, whose versions move here. Absent: an entry environment, where versions arrive by \`bracket release\` or by hand.
Write it like \`"hardening"\` or \`["europe","america"]\`.`,
  ],
  'two checks in one': [
    ENVIRONMENT,
    'verify:\n  checks:\n    - { name: a, run: [x], argocd: {} }\n',
    `3:7+1 missing-key
\`verify.checks[0]\` needs exactly one of \`http\`, \`run\`, \`prometheus\` and \`argocd\`.
One check: exactly one of \`http\`, \`run\`, \`prometheus\` and \`argocd\`.
Write it like \`{"name":"smoke","http":{"url":"https://shop.example.com/healthz"}}\`.`,
  ],
  'two checks of one name': [
    ENVIRONMENT,
    'verify:\n  checks:\n    - { name: a, run: [x] }\n    - { name: a, run: [z] }\n',
    `4:15+1 check-twice
Two checks are called \`a\`.
Evidence names the check that it comes from; this one could be either.
Give each check a name of its own.`,
  ],
  'an owner twice': [
    SERVICE,
    'description: x\nowners: ["@a", "@b", "@a"]\nimage: a/b\n',
    `2:22+4 wrong-value
\`owners\` holds \`@a\` twice.
The second one has no effect, so something else was probably meant.
Remove one of them.`,
  ],
  'nothing where text belongs': [
    SERVICE,
    'description:\nowners: ["@a"]\nimage: a/b\n',
    `1:13+1 wrong-type
\`description\` is nothing, but must be text.
One line for people: what the service does.
Write it like \`description: "Takes payments through a third party"\`.`,
  ],
  'a name that no service can have': [
    RELEASE,
    'version: "1.10"\nrequires: { Service_A: "^1" }\n',
    `2:13+9 wrong-form
\`Service_A\` cannot be a key of \`requires\`.
A DNS label: lower-case letters, digits and hyphens, at most 63.
Write it like \`"service-a"\`.`,
  ],
  'a record under the name of another version': [
    RELEASE,
    'version: "1.1"\n',
    `1:10+5 release-name
The record of version \`1.1\` is called \`1.10.yaml\`.
A release is found by its file name; under this one it is a record of another version.
Rename the file to \`1.1.yaml\`, or write the version \`"1.10"\`.`,
  ],
  'a version that tolerates more than it has': [
    RELEASE,
    'version: "1.10"\ndatabase: { schema: 3, tolerates: 4 }\n',
    `2:35+1 database-tolerates
\`database.tolerates\` is 4, which is more than \`database.schema\`, 3.
It is the lowest schema that this version still runs on, and it runs on the one it migrates to.
Write a number from 0 to 3.`,
  ],
  'a time that is none': [
    LOCK,
    'reason: x\nby: "@a"\nuntil: "tomorrow"\n',
    `3:8+10 wrong-form
\`until\` cannot be \`tomorrow\`.
An instant in ISO 8601 with a zone; absent: when somebody removes the file.
Write it like \`"2026-12-01T09:00:00Z"\` or \`"2026-12-01T09:00:00-05:00"\`.`,
  ],
};

for (const [name, [path, text, problem]] of Object.entries(TABLE)) {
  test(`${name}: says what is wrong, why, and what to write`, () => {
    assert.equal(read(path, text).problems.map(words), [problem]);
  });
}

test('every problem of a file is told, each at the value meant', () => {
  const text = [
    'promotesFrom: Dev',
    'promotion: { unit: services, merge: no }',
    'gates:',
    '  soak: 2 hours',
    '  windows:',
    '    - { kind: allow, schedule: "* *", duration: 1d, timezone: UTC }',
    'argocd: { project: a }',
    'notify: { slack: https://example.com }',
    '',
  ].join('\n');
  assert.equal(marks(ENVIRONMENT, text), [
    '1:15+3 wrong-form',
    '2:20+8 wrong-value',
    '2:37+2 yaml-versions-differ',
    '4:9+7 wrong-form',
    '6:32+5 wrong-form',
    '6:49+2 wrong-form',
    '6:53+8 unknown-key',
    '7:1+6 missing-key',
    '7:1+6 missing-key',
    '8:18+19 wrong-form',
  ]);
});

test('defaults are filled in, so that nothing later asks whether a key is there', () => {
  const facts = read(
    ENVIRONMENT,
    'gates: { windows: [{ kind: deny, schedule: "0 0 * * *", duration: 1h }] }\n',
  );
  assert.equal(facts.kind === 'environment' && facts.value, {
    name: 'production',
    promotesFrom: [],
    promotion: { open: 'automatic', merge: 'manual', unit: 'bracket', whenSuperseded: 'replace' },
    accepts: { prerelease: true, digest: 'optional', record: 'optional' },
    gates: {
      checks: [],
      windows: [{ timeZone: 'UTC', kind: 'deny', schedule: '0 0 * * *', duration: '1h' }],
    },
    file: ENVIRONMENT,
  });
  const release = read(RELEASE, 'version: "1.10"\ndatabase: { schema: 3 }\n');
  assert.equal(release.kind === 'release' && release.value, {
    service: 'front-end',
    version: '1.10',
    requires: {},
    database: { schema: 3, tolerates: 3 },
    changes: [],
    file: RELEASE,
  });
});

interface Schema {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly [key: string]: unknown;
}

const KINDS = ['environment', 'desired', 'service', 'release', 'lock'] as const;
const schemaOf = (kind: string): Schema =>
  JSON.parse(readFileSync(new URL(`../../schemas/${kind}.schema.json`, import.meta.url), 'utf8')) as Schema;

/** Every named property in a schema, wherever it stands, with the path to it. */
const properties = (schema: unknown, path: string): [string, Schema][] => {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'examples' || key === 'default') return [];
    const own =
      key === 'properties' && !/\/(?:oneOf|anyOf)\//.test(path) ? Object.entries(value as object) : [];
    return [
      ...own.map(([name, one]): [string, Schema] => [`${path}/${name}`, one as Schema]),
      ...properties(value, `${path}/${key}`),
    ];
  });
};

test('every key of every schema says what it is for and shows one', () => {
  for (const kind of KINDS) {
    const all = properties(schemaOf(kind), kind);
    assert.ok(all.length >= 4, `${kind} has properties`);
    for (const [path, one] of all) {
      assert.ok((one.description ?? '').length > 8, `${path} has a description`);
      assert.ok((one.examples ?? []).length > 0, `${path} has an example`);
    }
  }
});

test('every object of every schema names all its keys', () => {
  const objects = (node: unknown): Schema[] => {
    if (typeof node !== 'object' || node === null) return [];
    const own = (node as Schema)['type'] === 'object' ? [node as Schema] : [];
    return [...own, ...Object.values(node).flatMap(objects)];
  };
  for (const kind of KINDS) {
    for (const one of objects(schemaOf(kind))) {
      const open = one['additionalProperties'];
      assert.ok(
        open === false || (typeof open === 'object' && one['propertyNames'] !== undefined),
        JSON.stringify(one),
      );
    }
  }
});

const PATHS: Readonly<Record<string, string>> = {
  environment: ENVIRONMENT,
  desired: DESIRED,
  service: SERVICE,
  release: 'services/a/releases/0.5.1.yaml',
  lock: LOCK,
};

test('the example of each schema is a file without problems', () => {
  for (const kind of KINDS) {
    const [example] = schemaOf(kind).examples ?? [];
    assert.equal(marks(PATHS[kind] as string, JSON.stringify(example, null, 1)), [], kind);
  }
});

test.run();
