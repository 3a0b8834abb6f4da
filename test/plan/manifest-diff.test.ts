import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type FieldChange,
  fieldChanges,
  isSame,
  manifestDifference,
  type ObjectChange,
  type Step,
} from '../../scripts/plan/manifest-diff.ts';
import { keyedBy } from '../../scripts/plan/manifest-keys.ts';
import type { Manifest, Plain, PlainObject } from '../../scripts/render/plain.ts';

type Open = null | boolean | number | bigint | string | Open[] | { [key: string]: Open };

/** Makes one change to a value, as somebody would who only has the difference. */
const applyOne = (root: Open, change: FieldChange): Open => {
  if ('order' in change) return reordered(root, change);
  const [last, ...above] = [...change.path].reverse();
  if (last === undefined) return change.new as Open;
  const parent = at(root, above.reverse());
  const put = change.new as Open | undefined;
  if (typeof last === 'string') {
    const object = parent as { [key: string]: Open };
    if (put === undefined) delete object[last];
    else
      Object.defineProperty(object, last, {
        value: put,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  } else {
    const list = parent as Open[];
    const index = typeof last === 'number' ? last : indexOf(list, last);
    if (put === undefined) list.splice(index, 1);
    else if (index < 0) list.push(put);
    else list[index] = put;
  }
  return root;
};

const reordered = (
  root: Open,
  { path, order, by }: Extract<FieldChange, { order: readonly string[] }>,
): Open => {
  const list = at(root, path) as Open[];
  const items = keyedBy(by, list as Plain[]);
  list.splice(0, list.length, ...order.map((item) => items?.get(item) as Open));
  return root;
};

const indexOf = (list: Open[], { by, item }: Exclude<Step, string | number>): number =>
  [...(keyedBy(by, list as Plain[])?.keys() ?? [])].indexOf(item);

const at = (root: Open, path: readonly Step[]): Open =>
  path.reduce<Open>((value, step) => {
    if (typeof step === 'object') return (value as Open[])[indexOf(value as Open[], step)] as Open;
    return (value as Open[])[step as number] as Open;
  }, root);

const copy = <T>(value: T): T => structuredClone(value);

/** The later object, made from the earlier one and the difference. */
const applied = (before: PlainObject, changes: readonly FieldChange[]): Open =>
  changes.reduce((value, change) => applyOne(value, copy(change)), copy(before) as unknown as Open);

const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom('a', 'b', '', 'x\ny'),
);
/** Lists of named things, plain lists, and lists of nameless things; few names, so that sides meet. */
const { value } = fc.letrec<{ value: Plain }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom('a', 'b', 'ports', 'env', 'name', '__proto__', 'constructor'),
      tie('value'),
      {
        maxKeys: 3,
      },
    ),
    fc.array(
      fc.record(
        {
          name: fc.constantFrom('p', 'q', 'r'),
          containerPort: fc.integer({ min: 1, max: 2 }),
          value: tie('value'),
        },
        { requiredKeys: ['name'] },
      ) as fc.Arbitrary<Plain>,
      { maxLength: 3 },
    ),
  ) as fc.Arbitrary<Plain>,
}));
const named = fc.array(fc.record({ name: fc.constantFrom('p', 'q', 'r', 's'), value }), {
  minLength: 1,
  maxLength: 4,
});
/** Nearly every object has a list of named things, so that two of them nearly always share one. */
const object = fc
  .tuple(fc.dictionary(fc.constantFrom('spec', 'ports', 'env', 'data'), value, { maxKeys: 4 }), named)
  .map(([more, containers]): PlainObject => ({ ...more, containers }));

test('nothing changes between a thing and itself', () => {
  fc.assert(fc.property(object, (one) => assert.equal(fieldChanges(one, copy(one)), [])));
});

test('the changes made to the one give the other', () => {
  let met = 0;
  fc.assert(
    fc.property(object, object, (one, other) => {
      const changes = fieldChanges(one, other);
      met += changes.some(({ path }) => path.some((step) => typeof step === 'object')) ? 1 : 0;
      const made = applied(one, changes) as unknown as Plain;
      assert.ok(isSame(made, other), `${JSON.stringify(changes)} made ${JSON.stringify(made)}`);
      assert.is(changes.length === 0, isSame(one, other));
    }),
    { numRuns: 3000 },
  );
  assert.ok(met > 300, `${met} named items`);
});

const manifest = (kind: string, name: string, value: PlainObject = {}): Manifest => ({
  apiVersion: 'v1',
  kind,
  namespace: '',
  name,
  value: { apiVersion: 'v1', kind, metadata: { name }, ...value },
});

const of = (apiVersion: string, one: Manifest): Manifest => ({
  ...one,
  apiVersion,
  value: { ...one.value, apiVersion },
});

const brief = (changes: readonly ObjectChange[]): string[] =>
  changes.map(({ kind, object: { kind: type, name }, was, fields }) =>
    `${kind} ${type} ${was === undefined ? '' : `${was} → `}${name} ${fields.map(({ path }) => path.map((step) => (typeof step === 'object' ? `[${step.item}]` : step)).join('.')).join(' ')}`.trim(),
  );

test('objects are added, gone or changed, in the order of the later side; what is gone comes last', () => {
  const before = [
    manifest('Service', 'web'),
    manifest('Ingress', 'web'),
    manifest('ConfigMap', 'web', { data: { a: '1' } }),
  ];
  const after = [
    manifest('ConfigMap', 'web', { data: { a: '2' } }),
    manifest('Job', 'web'),
    manifest('Service', 'web'),
  ];
  assert.equal(brief(manifestDifference(before, after)), [
    'changed ConfigMap web data.a',
    'added Job web',
    'removed Ingress web',
  ]);
});

test('another version of the same kind is the same object; another group is another one', () => {
  const before = [of('networking.k8s.io/v1beta1', manifest('Ingress', 'web'))];
  assert.equal(brief(manifestDifference(before, [of('networking.k8s.io/v1', manifest('Ingress', 'web'))])), [
    'changed Ingress web apiVersion',
  ]);
  assert.equal(brief(manifestDifference(before, [of('extensions/v1', manifest('Ingress', 'web'))])), [
    'added Ingress web',
    'removed Ingress web',
  ]);
});

test('the same name in two versions on one side is two objects', () => {
  const both = [of('a/v1', manifest('Thing', 'web')), of('a/v2', manifest('Thing', 'web'))];
  assert.equal(manifestDifference(both, copy(both)), []);
  assert.equal(brief(manifestDifference(both, [both[0] as Manifest])), ['removed Thing web']);
});

test('a generated name with another hash is the same object; two of a stem are not guessed', () => {
  const map = (hash: string, level: string): Manifest =>
    manifest('ConfigMap', `web-${hash}`, { data: { level } });
  assert.equal(brief(manifestDifference([map('hf678c7m2b', '1')], [map('47668c6k28', '2')])), [
    'changed ConfigMap web-hf678c7m2b → web-47668c6k28 metadata.name data.level',
  ]);
  assert.equal(
    brief(
      manifestDifference(
        [map('hf678c7m2b', '1'), map('ff678c7m2b', '2')],
        [map('47668c6k28', '3'), map('57668c6k28', '4')],
      ),
    ).map((row) => row.split(' ')[0]),
    ['added', 'added', 'removed', 'removed'],
  );
  const plain = brief(
    manifestDifference([manifest('ConfigMap', 'web-settings-a')], [manifest('ConfigMap', 'web-settings-b')]),
  );
  assert.equal(plain, ['added ConfigMap web-settings-b', 'removed ConfigMap web-settings-a']);
});

const container = (name: string, more: PlainObject = {}): PlainObject => ({ name, image: 'x', ...more });
const pod = (...containers: PlainObject[]): PlainObject => ({ spec: { containers } });
const paths = (one: PlainObject, other: PlainObject): string[] =>
  fieldChanges(one, other).map((change) => {
    const path = change.path.map((step) => (typeof step === 'object' ? `[${step.item}]` : step)).join('.');
    return 'order' in change ? `${path} order ${change.order.join()}` : path;
  });

test('items of lists are told apart by what Kubernetes tells them apart by', () => {
  const port = (containerPort: number, more: PlainObject = {}): PlainObject => ({ containerPort, ...more });
  assert.equal(
    paths(
      pod(container('a'), container('b')),
      pod(container('new'), container('a', { image: 'y' }), container('b')),
    ),
    ['spec.containers.[new]', 'spec.containers.[a].image', 'spec.containers order new,a,b'],
  );
  assert.equal(
    paths(
      { ports: [port(80), port(90, { protocol: 'UDP' })] },
      { ports: [port(80, { protocol: 'TCP', name: 'http' })] },
    ),
    ['ports.[80/TCP].protocol', 'ports.[80/TCP].name', 'ports.[90/UDP]'],
  );
  assert.equal(paths({ ports: [{ port: 80 }] }, { ports: [{ port: 80, targetPort: 1 }] }), [
    'ports.[80/TCP].targetPort',
  ]);
  assert.equal(
    paths(
      { volumeMounts: [{ mountPath: '/a', name: 'x' }] },
      { volumeMounts: [{ mountPath: '/a', name: 'y' }] },
    ),
    ['volumeMounts.[/a].name'],
  );
  assert.equal(
    paths({ env: [{ name: 'A' }, { name: 'A' }] }, { env: [{ name: 'A' }, { name: 'A', value: '1' }] }),
    ['env.1.value'],
  );
  assert.equal(paths({ args: ['a', 'b'] }, { args: ['b', 'a'] }), ['args']);
  assert.equal(paths({ rules: [{ host: 'a', x: 1 }] }, { rules: [{ host: 'a', x: 2 }] }), ['rules.[a].x']);
});

test('numbers that a double cannot hold differ where their last digits do', () => {
  const [one, other] = [{ a: 12345678901234567890n }, { a: 12345678901234567891n }];
  assert.equal(paths(one, other), ['a']);
  assert.equal(paths(one, { ...one }), []);
  assert.equal(paths({ a: '1' }, { a: 1 }), ['a']);
});

test.run();
