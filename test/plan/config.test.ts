import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { referencesIn } from '../../scripts/check/references.ts';
import type { BlobId, EnvironmentName, ServiceName } from '../../scripts/model/names.ts';
import type { TreeEntry } from '../../scripts/model/repository.ts';
import {
  type Closure,
  closure,
  contentOf as contentOfReads,
  isClosure,
  seenBy,
  type TreeView,
} from '../../scripts/plan/config.ts';

type Files = Readonly<Record<string, string>>;
const shop = 'shop' as ServiceName;

const entries = (files: Files): TreeEntry[] =>
  Object.keys(files).map((path) => ({ path, mode: '100644', blob: `blob:${files[path]}` as BlobId }));

const view = (files: Files): TreeView => ({
  below: (path) => entries(files).filter((entry) => entry.path === path || entry.path.startsWith(`${path}/`)),
  references: (blob, depth) => {
    const text = blob.slice('blob:'.length);
    return typeof depth === 'string' ? [text] : referencesIn(text, depth);
  },
});

const closureOf = (files: Files): Closure => {
  const answer = closure(shop, view(files));
  if (!isClosure(answer)) throw new Error('everything was known');
  return answer;
};
const contentOf = (files: Files): string => closureOf(files).content;

const base: Files = {
  'services/shop/service.yaml': 'owners: []',
  'services/shop/README.md': 'prose',
  'services/shop/releases/1.0.0.yaml': 'version: "1.0.0"',
  'services/shop/base/kustomization.yaml':
    'resources: [service.yaml]\ncomponents: [../../components/hardened]\n',
  'services/shop/base/service.yaml': 'kind: Service',
  'services/shop/overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
  'services/components/hardened/kustomization.yaml': 'components: [../labels]\n',
  'services/components/labels/kustomization.yaml': 'labels: []\n',
  'services/components/other/kustomization.yaml': 'labels: []\n',
  'services/other/base/kustomization.yaml': 'resources: []\n',
};

test('a service own records, description and prose are no configuration', () => {
  for (const path of ['service.yaml', 'README.md', 'releases/1.0.0.yaml', 'releases/2.0.0.yaml']) {
    assert.is(contentOf({ ...base, [`services/shop/${path}`]: 'changed' }), contentOf(base), path);
  }
});

test('a Kubernetes Service that happens to be called service.yaml is configuration', () => {
  assert.is.not(contentOf({ ...base, 'services/shop/base/service.yaml': 'changed' }), contentOf(base));
});

test('every overlay counts, whichever environment it is for', () => {
  const path = 'services/shop/overlays/production/kustomization.yaml';
  assert.is.not(contentOf({ ...base, [path]: 'resources: [../../base]' }), contentOf(base));
});

test('components are followed from one to the next, and no further', () => {
  assert.equal(closureOf(base).outside, ['services/components/hardened', 'services/components/labels']);
  for (const name of ['hardened', 'labels']) {
    assert.is.not(
      contentOf({ ...base, [`services/components/${name}/patch.yaml`]: 'x' }),
      contentOf(base),
      name,
    );
  }
  assert.is(contentOf({ ...base, 'services/components/other/patch.yaml': 'x' }), contentOf(base));
  assert.is(contentOf({ ...base, 'services/other/base/deployment.yaml': 'x' }), contentOf(base));
});

test('components that refer to each other in a circle end', () => {
  const circle = { ...base, 'services/components/labels/kustomization.yaml': 'components: [../hardened]' };
  assert.equal(closureOf(circle).outside, closureOf(base).outside);
});

test('a file that does not count is configuration when a kustomization names it', () => {
  const naming: Files = {
    ...base,
    'services/shop/overlays/dev/kustomization.yaml':
      'configMapGenerator:\n  - files: [motd=../../README.md]\n',
  };
  assert.is.not(contentOf({ ...naming, 'services/shop/README.md': 'changed' }), contentOf(naming));
});

test('prose counts where kustomize could be made to read it: only beside the description of a service it does not', () => {
  for (const path of ['services/components/labels/README.md', 'services/shop/base/notes.md'])
    assert.is.not(contentOf({ ...base, [path]: 'x' }), contentOf(base), path);
});

test('with a kustomization beside them, records and prose are within its reach', () => {
  const beside: Files = { ...base, 'services/shop/kustomization.yaml': 'resources: []' };
  for (const path of ['service.yaml', 'README.md', 'releases/1.0.0.yaml'])
    assert.is.not(contentOf({ ...beside, [`services/shop/${path}`]: 'changed' }), contentOf(beside), path);
});

test('a symbolic link leads to what it points to', () => {
  const files = { ...base, 'services/shop/base/more': '../../other/base' };
  const linked: TreeView = {
    ...view(files),
    below: (path) =>
      entries(files)
        .map((one) => (one.path === 'services/shop/base/more' ? { ...one, mode: '120000' } : one))
        .filter((entry) => entry.path === path || entry.path.startsWith(`${path}/`)),
  };
  const answer = closure(shop, linked);
  assert.ok(isClosure(answer) && answer.outside.includes('services/other/base'));
});

test('a moved or renamed file, or a changed mode, is another configuration', () => {
  const { 'services/shop/base/service.yaml': text, ...rest } = base;
  assert.is.not(contentOf({ ...rest, 'services/shop/base/web.yaml': text as string }), contentOf(base));
});

test('only paths are followed: a patch, a literal or a web address is none', () => {
  const text = [
    'resources: [https://example.com/a/../../b, ../../../other/base]',
    'patches: [{ patch: "../../../components/other" , path: ../../../components/labels }]',
    'configMapGenerator: [{ literals: [DIR=../../../components/other], files: [a=../../../x] }]',
  ].join('\n');
  const files = { ...base, 'services/shop/overlays/dev/kustomization.yaml': text };
  assert.equal(closureOf(files).outside, [
    'services/components/hardened',
    'services/components/labels',
    'services/other/base',
    'services/x',
  ]);
});

test('nothing outside the repository is followed', () => {
  const files = {
    ...base,
    'services/shop/base/kustomization.yaml':
      'resources: [../../../../../../etc, /etc/passwd, "..\\x2f..\\x2f..\\x2f.."]',
  };
  assert.equal(closureOf(files).outside, []);
});

test('text that is no YAML at all refers to nothing and ends', () => {
  for (const text of ['['.repeat(65_536), '{'.repeat(65_536), '&a [*a, *a]', '\u0000..'.repeat(50)]) {
    assert.type(referencesIn(text, 0).length, 'number');
  }
});

const whole = (text: string): Pick<Closure, 'content'> => ({
  content: `folder ${text}` as Closure['content'],
});

test('content is what the overlays of the target and below it read, and nothing else', () => {
  const file = (path: string, digest: string): [string, string] => [path, digest];
  const one = contentOfReads(whole('a'), [[file('x', '1')], [file('y', '2'), file('x', '1')], 'absent']);
  assert.is(contentOfReads(whole('b'), [[file('x', '1')], [file('y', '2')], 'absent']), one);
  assert.is.not(contentOfReads(whole('a'), [[file('x', '1')], [file('y', '3')], 'absent']), one);
  assert.is.not(contentOfReads(whole('a'), [[file('x', '1')], 'absent', 'absent']), one);
});

test('where nobody knows what is read, only the same whole is equal', () => {
  const unknown = [['absent'], [[], 'unbuildable'], ['unbuildable'], ['absent', []]] as const;
  for (const reads of unknown) {
    assert.is(contentOfReads(whole('a'), reads), contentOfReads(whole('a'), reads));
    assert.is.not(contentOfReads(whole('a'), reads), contentOfReads(whole('b'), reads));
    assert.is.not(contentOfReads(whole('a'), reads), contentOfReads(whole('a'), [[]]));
  }
});

test('an environment is seen together with all that are promoted from it', () => {
  const ladder = new Map(
    Object.entries({ dev: [], test: ['dev'], eu: ['test'], us: ['test', 'eu'], lab: ['dev'] }).map(
      ([name, promotesFrom]) => [
        name as EnvironmentName,
        { promotesFrom: promotesFrom as EnvironmentName[] },
      ],
    ),
  );
  const seen = (name: string): string[] => seenBy(ladder, name as EnvironmentName);
  assert.equal(seen('test'), ['test', 'eu', 'us']);
  assert.equal(seen('dev'), ['dev', 'eu', 'lab', 'test', 'us']);
  assert.equal(seen('us'), ['us']);
});

test('skipping the parse never loses a reference that leaves the folder', () => {
  const step = fc.constantFrom(
    '..',
    '.',
    'base',
    'components',
    '"',
    "'",
    '/',
    '#',
    ' ',
    '\\x2e',
    '- ',
    '\n  - ',
    '|\n',
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 14 }), fc.integer({ min: 1, max: 3 }), (steps, depth) => {
      const text = `resources:\n  - ${steps.join('')}\n`;
      const leaves = (reference: string): boolean => {
        let level = depth;
        return reference.split('/').some((part) => {
          level += part === '..' ? -1 : part === '' || part === '.' ? 0 : 1;
          return level < 0;
        });
      };
      const all = referencesIn(text, 0);
      if (all.some(leaves)) assert.equal(referencesIn(text, depth), referencesIn(text, 0));
    }),
    { numRuns: 2000 },
  );
});

test.run();
