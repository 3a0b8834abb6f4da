import { readdirSync, readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const root = new URL('../..', import.meta.url).pathname;
const settings = JSON.parse(readFileSync(`${root}.c8rc.json`, 'utf8')) as Record<string, unknown>;

const modules = readdirSync(`${root}scripts`, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .map((path) => `scripts/${path}`);

const hasCode = (path: string): boolean =>
  transformSync(readFileSync(root + path, 'utf8'), { loader: 'ts' }).code.trim() !== '';

test('coverage leaves out what has no code, and nothing else of the product', () => {
  const leftOut = (settings['exclude'] as string[]).filter((path) => !path.includes('*'));
  assert.equal(leftOut.sort(), modules.filter((path) => !hasCode(path)).sort());
  assert.equal(
    (settings['exclude'] as string[]).filter((path) => path.includes('*')),
    ['scripts/bench/**', 'scripts/**/*.d.ts'],
  );
});

test('coverage counts every module, loaded or not, and has a floor', () => {
  assert.is(settings['all'], true);
  assert.is(settings['check-coverage'], true);
});

test.run();
