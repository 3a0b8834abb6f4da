import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defaultConfiguration } from '../../scripts/kustomize-ts/facts/configuration.ts';
import { previousIds } from '../../scripts/kustomize-ts/object/identity.ts';
import { namespaceOf } from '../../scripts/kustomize-ts/object/resource.ts';
import {
  type NamespaceConfig,
  namespaceTransformer,
} from '../../scripts/kustomize-ts/transform/namespace.ts';
import { failureOf, loaded, transformed } from './transformed.ts';

const FIELDS = defaultConfiguration.namespace;

const into = (namespace: string, more: Partial<NamespaceConfig> = {}) =>
  namespaceTransformer({ namespace, fieldSpecs: FIELDS, ...more });

const object = (apiVersion: string, kind: string, rest = ''): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: a\n${rest}`;

test('what may live in a namespace goes there, even kinds nobody knows; cluster-wide kinds stay out', () => {
  const kinds = [
    ['v1', 'ConfigMap', true],
    ['apps/v1', 'Deployment', true],
    ['gateway.networking.k8s.io/v1', 'GatewayClass', true],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', false],
    ['v1', 'PersistentVolume', false],
    ['storage.k8s.io/v1', 'StorageClass', false],
  ] as const;
  for (const [apiVersion, kind, isNamespaced] of kinds)
    assert.is(
      transformed(object(apiVersion, kind), into('shop')).includes('  namespace: shop\n'),
      isNamespaced,
      kind,
    );
});

test('a namespace object takes the name, but only one of the core', () => {
  assert.match(transformed(object('v1', 'Namespace'), into('shop')), 'metadata:\n  name: shop\n');
  assert.match(
    transformed(object('example.com/v1', 'Namespace'), into('shop')),
    'metadata:\n  name: a\n  namespace: shop\n',
  );
});

test('services of API services are told the namespace, those of conversions only where one is written', () => {
  const service = object('apiregistration.k8s.io/v1', 'APIService', 'spec: {service: {name: s}}\n');
  assert.match(transformed(service, into('shop')), 'name: s\n    namespace: shop\n');
  const conversion = (written: string) =>
    object(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      `spec: {conversion: {webhook: {clientConfig: {service: {name: s${written}}}}}}\n`,
    );
  assert.not.match(transformed(conversion(''), into('shop')), 'shop');
  assert.match(transformed(conversion(', namespace: old'), into('shop')), 'namespace: shop');
});

const BINDING = object(
  'rbac.authorization.k8s.io/v1',
  'RoleBinding',
  `subjects:
- {kind: ServiceAccount, name: default, namespace: old}
- {kind: ServiceAccount, name: other, namespace: old}
- {kind: User, name: default}
`,
);

test('subjects of bindings follow by their mode', () => {
  const namespaces = (more: Partial<NamespaceConfig>) =>
    [...transformed(BINDING, into('shop', more)).matchAll(/^ {2}(?:name|namespace): (.*)$/gm)]
      .map(([, value]) => value)
      .slice(2)
      .join(' ');
  assert.is(namespaces({}), 'default shop other old default shop');
  assert.is(namespaces({ setRoleBindingSubjects: 'defaultOnly' }), 'default shop other old default shop');
  assert.is(namespaces({ setRoleBindingSubjects: 'allServiceAccounts' }), 'default shop other shop default');
  assert.is(namespaces({ setRoleBindingSubjects: 'none' }), 'default old other old default');
  assert.is(namespaces({ unsetOnly: true }), 'default old other old default shop');
});

test('with unsetOnly only objects without a namespace move', () => {
  const yaml = `${object('v1', 'ConfigMap', '  namespace: old\n')}---\n${object('v1', 'Secret')}`;
  const result = transformed(yaml, into('shop', { unsetOnly: true }));
  assert.match(result, 'kind: ConfigMap\nmetadata:\n  name: a\n  namespace: old\n');
  assert.match(result, 'kind: Secret\nmetadata:\n  name: a\n  namespace: shop\n');
});

test('two objects that become one are a failure', () => {
  const yaml = ['one', 'two']
    .map((space) => object('v1', 'ConfigMap', `  namespace: ${space}\n`))
    .join('---\n');
  assert.match(
    failureOf(() => transformed(yaml, into('shop'))),
    'namespace transformation produces ID conflict: [{"apiVersion":"v1","kind":"ConfigMap","metadata":{',
  );
});

test('a field that should hold a namespace and holds a mapping is a failure', () => {
  const fieldSpecs = [{ path: 'data', create: true }];
  assert.match(
    failureOf(() => transformed(object('v1', 'ConfigMap', 'data: {a: b}\n'), into('shop', { fieldSpecs }))),
    /^namespace field specs must target scalar nodes: considering field 'data' of object ConfigMap.v1/,
  );
  assert.match(
    failureOf(() => transformed(`${object('v1', 'RoleBinding')}subjects: [text]\n`, into('shop'))),
    /^setting namespace on \(cluster\)role binding subjects: looking up name on \(cluster\)role binding subject: /,
  );
});

test('without a namespace nothing happens; with one, the former id is remembered', () => {
  assert.is(previousIdsAfter(''), '');
  assert.is(previousIdsAfter('shop'), 'ConfigMap a default');
});

const previousIdsAfter = (namespace: string): string => {
  const all = loaded(object('v1', 'ConfigMap'));
  into(namespace)(all);
  return all.list
    .flatMap(previousIds)
    .map((id) => `${id.kind} ${id.name} ${id.namespace}`)
    .join();
};

test('whatever the namespaces were, afterwards there is one', () => {
  const namespace = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);
  fc.assert(
    fc.property(fc.array(namespace, { maxLength: 6 }), namespace, (before, target) => {
      const all = loaded(
        before
          .map(
            (space, index) =>
              `apiVersion: v1\nkind: Secret\nmetadata: {name: s${index}, namespace: ${JSON.stringify(space)}}\n`,
          )
          .join('---\n'),
      );
      into(target)(all);
      assert.equal([...new Set(all.list.map(namespaceOf))], before.length === 0 ? [] : [target]);
    }),
  );
});

test.run();
