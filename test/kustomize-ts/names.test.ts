import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../scripts/kustomize-ts/build.ts';
import { memoryFiles } from '../../scripts/kustomize-ts/files/memory.ts';

type Files = Readonly<Record<string, string>>;

const yaml = (files: Files, folder = 'top'): string => build(memoryFiles(files), `/${folder}`).yaml;

const failure = (files: Files): string => {
  try {
    yaml(files);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no failure';
};

/** One folder with one file of objects. */
const single = (fields: string, ...objects: readonly string[]): Files => ({
  'top/kustomization.yaml': `resources: [objects.yaml]\n${fields}\n`,
  'top/objects.yaml': objects.join('---\n'),
});

const object = (type: string, metadata: string, rest = ''): string => {
  const [apiVersion, kind] = type.split(' ');
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {${metadata}}\n${rest}\n`;
};

const map = (name: string, more = ''): string => object('v1 ConfigMap', `name: ${name}${more}`);
const podOf = (name: string, ...maps: readonly string[]): string =>
  object(
    'v1 Pod',
    `name: ${name}`,
    `spec: {volumes: [${maps.map((one) => `{configMap: {name: ${one}}}`).join(', ')}]}`,
  );

/** What stands behind every `name:` and `namespace:` of one kind, in the order it is printed. */
const namesIn = (printed: string, kind: string): string[] => {
  const one = printed.split('---\n').find((text) => text.includes(`\nkind: ${kind}\n`)) ?? '';
  return [...one.matchAll(/\b(?:name|namespace|secretName): (.*)/g)].map(([, value]) => value ?? '');
};

test('a name that got a prefix, a suffix and a hash is followed', () => {
  const files = single(
    'namePrefix: p-\nnameSuffix: -s\nconfigMapGenerator: [{name: c, literals: [zone=eu]}]',
    podOf('web', 'c', 'other', 'plain'),
    map('plain'),
  );
  assert.equal(namesIn(yaml(files), 'Pod'), ['p-web-s', 'p-c-s-752dck9dm5', 'other', 'p-plain-s']);
});

test('names of every floor lead to the object, the present one among them does not', () => {
  const files = {
    'base/kustomization.yaml': 'resources: [objects.yaml]\nnamePrefix: a-\n',
    'base/objects.yaml': map('c'),
    'top/kustomization.yaml': 'resources: [../base, pod.yaml]\nnamePrefix: b-\n',
    'top/pod.yaml': podOf('web', 'c', 'a-c', 'b-a-c'),
  };
  assert.equal(namesIn(yaml(files), 'Pod'), ['b-web', 'b-a-c', 'b-a-c', 'b-a-c']);
});

const DIAMOND: Files = {
  'base/kustomization.yaml': 'resources: [objects.yaml]\n',
  'base/objects.yaml': `${map('c')}---\n${podOf('web', 'c')}`,
  'one/kustomization.yaml': 'resources: [../base]\nnamePrefix: one-\n',
  'two/kustomization.yaml': 'resources: [../base]\nnamePrefix: two-\n',
  'top/kustomization.yaml': 'resources: [../one, ../two]\n',
};

test('of two objects that had the name, the one with the same prefixes is meant', () => {
  const pods = yaml(DIAMOND)
    .split('---\n')
    .filter((text) => text.includes('kind: Pod'));
  assert.equal(
    pods.map((text) => namesIn(text, 'Pod')),
    [
      ['one-web', 'one-c'],
      ['two-web', 'two-c'],
    ],
  );
});

test('an object without prefixes is meant only where no other shares them', () => {
  const files: Files = {
    'base/kustomization.yaml': 'resources: [objects.yaml]\nnamePrefix: p-\n',
    'base/objects.yaml': `${map('c')}---\n${podOf('web', 'c')}`,
    'other/kustomization.yaml': 'configMapGenerator: [{name: c}]\n',
    'top/kustomization.yaml': 'resources: [../base, ../other]\n',
  };
  assert.equal(namesIn(yaml(files), 'Pod'), ['p-web', 'p-c']);
});

test('a suffix that only one of the two has got does not part them', () => {
  const files: Files = {
    'inner/kustomization.yaml': 'resources: [objects.yaml]\nnameSuffix: -s\n',
    'inner/objects.yaml': map('c'),
    'base/kustomization.yaml': 'resources: [../inner, objects.yaml]\nnamePrefix: p-\n',
    'base/objects.yaml': podOf('web', 'c'),
    'other/kustomization.yaml': 'resources: [objects.yaml]\nnamePrefix: q-\n',
    'other/objects.yaml': map('c'),
    'top/kustomization.yaml': 'resources: [../base, ../other]\n',
  };
  assert.equal(namesIn(yaml(files), 'Pod'), ['p-web', 'p-c-s']);
});

test('where prefixes do not decide, the failure names every object that may be meant', () => {
  const message = failure({
    ...DIAMOND,
    'top/kustomization.yaml': 'resources: [../one, ../two, pod.yaml]\nnamePrefix: t-\n',
    'top/pod.yaml': podOf('lost', 'c'),
  });
  assert.match(
    message,
    /^updating name reference in 'spec\/volumes\/configMap\/name' field of 'Pod\.v1\.\[noGrp\]\/t-lost\.\[noNs\]': considering field .*: found multiple possible referrals: ConfigMap\.v1\.\[noGrp\]\/t-one-c\.\[noNs\], ConfigMap\.v1\.\[noGrp\]\/t-two-c\.\[noNs\]\n/s,
  );
  assert.match(message, /\*\*\*\* Too many possible referral targets to referrer:\napiVersion: v1\n/);
  assert.match(message, /--- possible referral 1:\napiVersion: v1\nkind: ConfigMap\n/);
});

test('only an object of the kind that a field refers to is meant', () => {
  const files = single('namePrefix: p-', object('v1 Secret', 'name: c'), podOf('web', 'c'));
  assert.equal(namesIn(yaml(files), 'Pod'), ['p-web', 'c']);
});

test('only an object of the same namespace is meant, where the referrer has one', () => {
  const files = single('namePrefix: p-', map('c', ', namespace: other'), podOf('web', 'c'));
  assert.equal(namesIn(yaml(files), 'Pod'), ['p-web', 'c']);
});

test('a name that stood without quotes stands without them: it may be a number from then on', () => {
  const files = single('namePrefix: "1"', map('"2"'), podOf('web', '2', '"2"'));
  assert.equal(namesIn(yaml(files), 'Pod'), ['1web', '12', '"12"']);
});

const RBAC = 'rbac.authorization.k8s.io';
const role = (kind: string, name: string): string => object(`${RBAC}/v1 ${kind}`, `name: ${name}`);

test('the name may be one that looks like a number, and is one where it stands without quotes', () => {
  const rename = '[{"op": "replace", "path": "/metadata/name", "value": "12"}]';
  const files = single(
    `patches: [{target: {kind: ConfigMap}, patch: '${rename}', options: {allowNameChange: true}}]`,
    map('c'),
    podOf('web', 'c', '"c"'),
  );
  assert.equal(namesIn(yaml(files), 'Pod'), ['web', '12', '"12"']);
});

test('roleRef leads to the kind it says, and subjects to accounts in the namespaces they say', () => {
  const files = single(
    'namePrefix: p-',
    role('Role', 'r'),
    role('ClusterRole', 'r'),
    object('v1 ServiceAccount', 'name: a, namespace: one'),
    object('v1 ServiceAccount', 'name: b, namespace: two'),
    object(
      `${RBAC}/v1 RoleBinding`,
      'name: x',
      `roleRef: {apiGroup: ${RBAC}, kind: ClusterRole, name: r}\n` +
        'subjects: [{kind: ServiceAccount, name: a, namespace: one}, {kind: ServiceAccount, name: b, namespace: one}]',
    ),
  );
  assert.equal(namesIn(yaml(files), 'RoleBinding'), ['p-x', 'p-r', 'p-a', 'one', 'b', 'one']);
});

test('a binding reaches nothing but accounts in the namespaces of its subjects', () => {
  const files = single(
    'namePrefix: p-',
    object(`${RBAC}/v1 Role`, 'name: r, namespace: one'),
    object('v1 ServiceAccount', 'name: a, namespace: one'),
    object(
      `${RBAC}/v1 RoleBinding`,
      'name: x',
      `roleRef: {apiGroup: ${RBAC}, kind: Role, name: r}\nsubjects: [{kind: ServiceAccount, name: a, namespace: one}]`,
    ),
  );
  assert.equal(namesIn(yaml(files), 'RoleBinding'), ['p-x', 'r', 'p-a', 'one']);
});

test('a subject names its account by the namespace it was loaded with', () => {
  const files = single(
    'namePrefix: p-',
    object('v1 ServiceAccount', 'name: a, namespace: one'),
    object('v1 ServiceAccount', 'name: b, namespace: two'),
    object(
      `${RBAC}/v1 ClusterRoleBinding`,
      'name: x',
      'subjects: [{kind: ServiceAccount, name: a, namespace: one}, {kind: ServiceAccount, name: b, namespace: one}]',
    ),
  );
  assert.equal(namesIn(yaml(files), 'ClusterRoleBinding'), ['p-x', 'p-a', 'one', 'b', 'one']);
});

test('a subject follows its account into the namespace it was moved to', () => {
  const files = single(
    'namespace: new',
    object('v1 ServiceAccount', 'name: a, namespace: old'),
    object(
      `${RBAC}/v1 ClusterRoleBinding`,
      'name: x',
      'subjects: [{kind: ServiceAccount, name: a, namespace: old}, {kind: ServiceAccount, name: a}]',
    ),
  );
  assert.equal(namesIn(yaml(files), 'ClusterRoleBinding'), ['x', 'a', 'new', 'a', 'new']);
});

test('a subject whose namespace is blank is refused', () => {
  const files = single(
    '',
    object(`${RBAC}/v1 RoleBinding`, 'name: x', 'subjects: [{kind: ServiceAccount, name: a, namespace: }]'),
  );
  assert.match(
    failure(files),
    /Invalid Input: namespace is blank for resource "RoleBinding\.v1\.rbac\.authorization\.k8s\.io\/x\.\[noNs\]"/,
  );
});

test('a mapping without a name, and a list in a list, are errors of the field', () => {
  const webhook = (service: string): Files =>
    single(
      '',
      object(
        'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration',
        'name: x',
        `webhooks: [{clientConfig: {service: ${service}}}]`,
      ),
    );
  assert.match(failure(webhook('{namespace: a}')), /path config error; no 'name' field in node$/);
  assert.match(failure(webhook('[[a]]')), /is expected to be either a string or a map of string$/);
  assert.is(failure(webhook('null')), 'no failure');
});

test.run();
