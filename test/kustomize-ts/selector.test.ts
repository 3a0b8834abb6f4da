import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Selector } from '../../scripts/kustomize-ts/kustomization/kustomization.ts';
import { rememberId } from '../../scripts/kustomize-ts/object/identity.ts';
import { nameOf, setName, setNamespace } from '../../scripts/kustomize-ts/object/resource.ts';
import type { Resources } from '../../scripts/kustomize-ts/object/resources.ts';
import { select, selectorText } from '../../scripts/kustomize-ts/patch/selector.ts';
import { failureOf, loaded } from './transformed.ts';

const OBJECTS = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web, tier: front, rank: "3"}, annotations: {owner: ada}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web-admin, namespace: back, labels: {app: admin, note: ""}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
---
apiVersion: v1
kind: Namespace
metadata: {name: back}
`;

const EMPTY: Selector = {
  group: '',
  version: '',
  kind: '',
  name: '',
  namespace: '',
  annotationSelector: '',
  labelSelector: '',
};

const selected = (selector: Partial<Selector>, all: Resources = loaded(OBJECTS)): string =>
  select(all, { ...EMPTY, ...selector })
    .map((one) => `${one.root.entries.get('kind')?.kind === 'scalar' ? kindOf(one) : ''}/${nameOf(one)}`)
    .join(' ');

const kindOf = (one: Resources['list'][number]): string => {
  const kind = one.root.entries.get('kind');
  return kind?.kind === 'scalar' ? kind.value : '';
};

test('what a selector leaves empty matches everything', () => {
  assert.is(selected({}), 'Deployment/web Deployment/web-admin Service/web Namespace/back');
});

test('type, name and namespace are patterns that must match as a whole', () => {
  assert.is(selected({ name: 'web' }), 'Deployment/web Service/web');
  assert.is(selected({ name: 'web.*' }), 'Deployment/web Deployment/web-admin Service/web');
  assert.is(selected({ name: 'web|back' }), 'Deployment/web Service/web Namespace/back', 'not ^web or back$');
  assert.is(selected({ name: 'eb' }), '');
  assert.is(
    selected({ kind: 'Deploy.*', version: 'v1', group: 'a.ps' }),
    'Deployment/web Deployment/web-admin',
  );
  assert.is(selected({ kind: '(?i:service)' }), 'Service/web');
});

test('an object without a namespace is in default, one that can have none in no namespace at all', () => {
  assert.is(selected({ namespace: 'default' }), 'Deployment/web Service/web');
  assert.is(selected({ namespace: 'back' }), 'Deployment/web-admin');
});

test('the name and namespace an object was loaded with count as well as those it has, but none between', () => {
  const all = loaded('apiVersion: v1\nkind: Service\nmetadata: {name: first, namespace: one}\n');
  for (const [name, namespace] of [
    ['second', 'two'],
    ['third', 'three'],
  ] as const) {
    for (const object of all.list) {
      rememberId(object);
      setName(object, name);
      setNamespace(object, namespace);
    }
  }
  assert.is(selected({ name: 'first', namespace: 'three' }, all), 'Service/third');
  assert.is(selected({ name: 'third', namespace: 'one' }, all), 'Service/third');
  assert.is(selected({ name: 'second' }, all), '');
  assert.is(selected({ namespace: 'two' }, all), '');
});

test('labels and annotations are selected as Kubernetes selects them', () => {
  for (const [labelSelector, names] of [
    ['app=web', 'Deployment/web'],
    ['app==web', 'Deployment/web'],
    ['app!=web', 'Deployment/web-admin Service/web Namespace/back'],
    ['app', 'Deployment/web Deployment/web-admin'],
    ['!app', 'Service/web Namespace/back'],
    ['app in (web, admin)', 'Deployment/web Deployment/web-admin'],
    ['app notin (web),app', 'Deployment/web-admin'],
    ['app=web,tier=front', 'Deployment/web'],
    ['app=web,tier=back', ''],
    ['rank>2', 'Deployment/web'],
    ['rank<3', ''],
    ['app>2', ''],
    ['app in ()', ''],
    ['app in (,web)', 'Deployment/web'],
    ['note in (x,)', 'Deployment/web-admin'],
    ['note in (,x)', 'Deployment/web-admin'],
    ['note in (x)', ''],
    ['app=', ''],
    ['in notin (in)', 'Deployment/web Deployment/web-admin Service/web Namespace/back'],
    ['  app  =  web  ', 'Deployment/web'],
  ] as const)
    assert.is(selected({ labelSelector }), names, labelSelector);
  assert.is(selected({ annotationSelector: 'owner=ada' }), 'Deployment/web');
});

test('what is no label selector fails in the words of Kubernetes', () => {
  for (const [labelSelector, failure] of [
    ['app in (x', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['app in x', "unable to parse requirement: found 'x' expected: '('"],
    ['app in (x,,)', "unable to parse requirement: found ')', expected: ',', or identifier"],
    ['app in (=)', "unable to parse requirement: found '=', expected: ',', ')' or identifier"],
    ['app web', "unable to parse requirement: found 'web', expected: '=', '!=', '==', 'in', notin'"],
    ['app=!web', "unable to parse requirement: found '!', expected: identifier"],
    ['!=web', "found '!=', expected: !, identifier, or 'end of string'"],
    ['!!app', "unable to parse requirement: found '!', expected: identifier"],
    ['app,', "found '', expected: identifier after ','"],
    ['!app=web', "found '=', expected: ',' or 'end of string'"],
    ['rank>x', "unable to parse requirement: for 'Gt', 'Lt' operators, the value must be an integer"],
  ] as const)
    assert.is(
      failureOf(() => selected({ labelSelector })),
      failure,
      labelSelector,
    );
  assert.match(
    failureOf(() => selected({ labelSelector: '/app' })),
    'invalid label key "/app": prefix part must be non-empty',
  );
  assert.match(
    failureOf(() => selected({ labelSelector: 'a/b/c' })),
    'a qualified name must consist of alphanumeric',
  );
  assert.match(
    failureOf(() => selected({ labelSelector: 'A.b/c' })),
    'prefix part a DNS-1123 subdomain must consist',
  );
  assert.match(
    failureOf(() => selected({ labelSelector: `${'a'.repeat(64)}=b` })),
    'must be no more than 63 characters',
  );
  assert.match(
    failureOf(() => selected({ labelSelector: 'app=-x' })),
    'invalid label value: "-x": at key: "app"',
  );
});

test('a selector that nothing reaches is never read, a pattern always is', () => {
  assert.is(selected({ name: 'none', labelSelector: '(' }), '');
  assert.is(
    failureOf(() => select(loaded(''), { ...EMPTY, name: 'a(' })),
    'error parsing regexp: missing closing ): `^(?:a()$`',
  );
});

test('a selector is written as the real tool writes it', () => {
  assert.is(
    selectorText({ ...EMPTY, kind: 'Deployment', name: 'web', labelSelector: 'app=web' }),
    'Deployment.[noVer].[noGrp]/web.[noNs]:a=:l=app=web',
  );
});

test.run();
