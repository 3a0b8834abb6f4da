import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { modelineTroubles } from '../../scripts/check/modeline.ts';
import { readFile } from '../../scripts/check/read.ts';

const DESIRED = '# yaml-language-server: $schema=../../schemas/desired.schema.json';
const body = 'image: ghcr.io/acme/api\nversion: "1"\nconfig: "main"\n';
const codes = (text: string): string[] =>
  modelineTroubles('environments/dev/api.yaml', 'desired', text).map((one) => `${one.code} ${one.at}`);

test('the schema is named before the first content, after other comments, in any line ending', () => {
  assert.equal(codes(`${DESIRED}\n${body}`), []);
  assert.equal(codes(`\ufeff# Ours\r\n\r\n${DESIRED}\r\n${body}`), []);
  assert.equal(codes('# yaml-language-server:$schema=https://example.com/v1/desired.schema.json#\n'), []);
});

test('a file that names none is told', () => {
  assert.equal(codes(body), ['modeline-missing 0']);
  assert.equal(codes(`${body}${DESIRED}\n`), ['modeline-missing 0']);
  assert.equal(codes(''), ['modeline-missing 0']);
});

test('a file that names another is told where', () => {
  assert.equal(codes('# Ours\n# yaml-language-server: $schema=../../schemas/service.schema.json\n'), [
    'modeline-wrong 7',
  ]);
  assert.equal(codes('# yaml-language-server: $schema=../schemas/desired.schema.json\n'), [
    'modeline-wrong 0',
  ]);
  assert.equal(codes('# yaml-language-server: $schema=https://example.com/other.json\n'), [
    'modeline-wrong 0',
  ]);
});

test('each kind has its own schema at its own distance', () => {
  const first = (path: string, kind: Parameters<typeof modelineTroubles>[1]): string | undefined =>
    modelineTroubles(path, kind, '')[0]?.fix.split('$schema=')[1];
  assert.is(first('environments/dev.yaml', 'environment'), '../schemas/environment.schema.json');
  assert.is(first('environments/locks/a.yaml', 'lock'), '../../schemas/lock.schema.json');
  assert.is(first('services/api/service.yaml', 'service'), '../../schemas/service.schema.json');
  assert.is(first('services/api/releases/1.yaml', 'release'), '../../../schemas/release.schema.json');
});

test('it is a hint: the file is read all the same', () => {
  const facts = readFile({ path: 'environments/dev/api.yaml', mode: '100644', bytes: Buffer.from(body) });
  assert.is(facts.kind === 'desired' && facts.value?.version, '1');
  assert.equal(
    facts.problems.map((problem) => [problem.code, problem.severity, problem.place.line]),
    [['modeline-missing', 'warning', 1]],
  );
});

test.run();
