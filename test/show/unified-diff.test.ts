import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { unifiedDiff } from '../../scripts/show/unified-diff.ts';
import { sandbox } from '../support/git-repository.ts';

test('one changed value is one hunk with three lines around it', () => {
  const before = 'a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n';
  assert.equal(unifiedDiff(before, before.replace('e: 5', 'e: 6')), [
    '@@ -2,5 +2,5 @@',
    ' b: 2',
    ' c: 3',
    ' d: 4',
    '-e: 5',
    '+e: 6',
    ' f: 6',
  ]);
});

test('equal texts have no difference; a last newline is one', () => {
  assert.equal(unifiedDiff('a\n', 'a\n'), []);
  assert.equal(unifiedDiff('a\n', 'a'), ['@@ -1 +1 @@', '-a', '+a', '\\ No newline at end of file']);
  assert.equal(unifiedDiff('', 'a\n'), ['@@ -0,0 +1 @@', '+a']);
});

test('git applies every difference and gets the new text', () => {
  const { root, write } = sandbox();
  const text = fc
    .tuple(fc.array(fc.constantFrom('a', 'b', 'c', '', 'd e'), { minLength: 1, maxLength: 25 }), fc.boolean())
    .map(([rows, ends]) => rows.join('\n') + (ends ? '\n' : ''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const rows = unifiedDiff(before, after);
      if (before === after) return assert.equal(rows, []);
      if (before === '' || after === '') return;
      write({ 'file.txt': before, patch: ['--- a/file.txt', '+++ b/file.txt', ...rows, ''].join('\n') });
      execFileSync('git', ['apply', '--unidiff-zero', '--whitespace=nowarn', 'patch'], {
        cwd: root,
        stdio: 'pipe',
      });
      assert.is(execFileSync('cat', ['file.txt'], { cwd: root, encoding: 'utf8' }), after);
    }),
    { numRuns: 60 },
  );
});

test('two texts with nothing in common are replaced, not studied', () => {
  const lines = (mark: string): string =>
    Array.from({ length: 20_000 }, (_, index) => `${mark}${index}\n`).join('');
  const started = performance.now();
  const rows = unifiedDiff(`same\n${lines('a')}`, `same\n${lines('b')}`);
  assert.is(rows.length, 40_002);
  assert.is(rows[0], '@@ -1,20001 +1,20001 @@');
  assert.ok(performance.now() - started < 3000);
});

test.run();
