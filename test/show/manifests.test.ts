import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ShownChange } from '../../scripts/plan/shown-difference.ts';
import { changesSummary } from '../../scripts/show/manifest-difference.ts';
import { changeRows, lineOf, pathText } from '../../scripts/show/manifest-rows.ts';
import { LIMIT, pullRequestText } from '../../scripts/show/pull-request.ts';
import type { MemberStory } from '../../scripts/show/story.ts';
import { deployment, member, pending, story } from './stories.ts';

const object = (kind: string, name: string, namespace = ''): ShownChange['object'] => ({
  apiVersion: 'v1',
  kind,
  namespace,
  name,
});
const change = (kind: ShownChange['kind'], type: string, name: string): ShownChange => ({
  kind,
  object: object(type, name),
  fields: [{ path: ['data', 'a'], old: '1' }],
});

const moved = (rendered: MemberStory['rendered'], name = 'web'): MemberStory =>
  member(pending(name, ['1.0.0', '1.1.0'], 'minor'), { rendered });
const body = (...members: readonly MemberStory[]): string => pullRequestText(story(members)).body;
const section = (text: string): string =>
  /### What Argo CD will change\n\n([\s\S]*?)\n\n###/.exec(text)?.[1] ?? 'no such section';

test('the summary names what changes, comes and goes, and counts what it does not name', () => {
  assert.is(changesSummary([]), 'changes nothing');
  assert.is(
    changesSummary([
      change('changed', 'Deployment', 'web'),
      change('added', 'Service', 'web'),
      change('added', 'Ingress', 'web'),
      change('removed', 'Job', 'old'),
    ]),
    'changes Deployment web (1 field); adds Service web and Ingress web; removes Job old',
  );
  const many = Array.from({ length: 10 }, (_, index) => change('added', 'ConfigMap', `c${index}`));
  assert.match(changesSummary(many), /^adds ConfigMap c0, .* ConfigMap c5 and 4 more objects$/);
});

test('the body says for every service what Argo CD will change, and what it does not know', () => {
  const text = body(
    moved({ changes: [deployment('web')] }, 'web'),
    moved({ changes: [] }, 'idle'),
    moved({ unknown: { what: 'odd cannot be rendered: `x` <b>.', fix: 'Mend @it.' } }, 'odd'),
  );
  assert.is(
    section(text),
    `- **web** changes Deployment web (1 field)
- **idle** changes nothing
- **odd**: **not known**. odd cannot be rendered: \\\`x\\\` &lt;b&gt;. Mend @&#8203;it.`,
  );
  assert.match(text, /> \[!CAUTION\]\n> - \*\*odd .*\*\* \*\*cannot be rendered\*\*, so nobody knows/);
  assert.is(text.match(/^\*\*Manifests\*\*$/gm)?.length, 1);
});

test('a long difference is cut with a count and the command that shows all of it', () => {
  const fields = Array.from({ length: 9000 }, (_, index) => ({
    path: ['data', `key${index}`],
    new: 'x'.repeat(50),
  }));
  const text = body(moved({ changes: [{ kind: 'added', object: object('ConfigMap', 'big'), fields }] }));
  assert.ok(text.length <= LIMIT.body && text.length > LIMIT.body - 2000, String(text.length));
  const shown = text.match(/^\+ {3}data\.key\d+: x+$/gm)?.length ?? 0;
  const [, left = ''] =
    /… and ([\d,]+) more lines: `npx bracket diff --promotion --to hardening web`/.exec(text) ?? [];
  assert.is(shown + 1 + Number(left.replaceAll(',', '')), 9001);
});

test('of very many services those that find no room are counted', () => {
  const name = (index: number): string => `service-${String(index).padStart(4, '0')}`;
  const members = Array.from({ length: 500 }, (_, index) =>
    moved({ changes: [deployment(name(index))] }, name(index)),
  );
  const text = body(...members);
  assert.ok(text.length <= LIMIT.body);
  const rows = section(text).match(/^- \*\*service-\d+\*\* changes/gm)?.length ?? 0;
  const left = Number(/… and (\d+) more services: `npx bracket diff/.exec(section(text))?.[1]);
  assert.is(rows + left, 500);
});

test('longer texts are compared line by line', () => {
  const text = (level: string): string => `a: 1\nlevel: ${level}\nb: 2\n`;
  const rows = changeRows({
    kind: 'changed',
    object: object('ConfigMap', 'web', 'shop'),
    fields: [{ path: ['data', 'app.conf'], old: text('info'), new: text('warn') }],
  });
  assert.equal(rows.map(lineOf), [
    '  ConfigMap shop/web',
    '    data["app.conf"]:',
    '      @@ -1,3 +1,3 @@',
    '      a: 1',
    '-     level: info',
    '+     level: warn',
    '      b: 2',
  ]);
  const added = changeRows({
    kind: 'added',
    object: object('ConfigMap', 'web'),
    fields: [{ path: ['data', 'x'], new: 'one\ntwo\n' }],
  });
  assert.equal(added.map(lineOf), ['+ ConfigMap web', '+   data.x: |', '+     one', '+     two']);
});

test('values keep their kind: a text that could be something else has quotes', () => {
  const value = (now: unknown): string =>
    lineOf(
      changeRows({
        kind: 'changed',
        object: object('A', 'a'),
        fields: [{ path: ['x'], new: now as string }],
      })[1] as never,
    );
  assert.equal(
    ['1', 1, 'true', true, null, '', 'a b', 'plain', '1.2.3', [], {}, ['a', 1], '-x'].map(value),
    [
      '"1"',
      '1',
      '"true"',
      'true',
      'null',
      '""',
      '"a b"',
      'plain',
      '"1.2.3"',
      '[]',
      '{}',
      '["a",1]',
      '"-x"',
    ].map((text) => `+   x: ${text}`),
  );
});

test('paths read like those of kubectl', () => {
  assert.equal(
    [
      pathText(['spec', 'containers', { by: ['name'], item: 'app' }, 'args', 0]),
      pathText(['metadata', 'annotations', 'acme.example/team']),
      pathText([]),
    ],
    ['spec.containers[app].args[0]', 'metadata.annotations["acme.example/team"]', 'everything'],
  );
});

test.run();
