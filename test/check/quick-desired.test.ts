import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { quickDesired } from '../../scripts/check/quick-desired.ts';
import { readFile } from '../../scripts/check/read.ts';

const FILE = 'environments/dev/web.yaml';

/** What the whole reader makes of the text: nothing where it has an error. */
const whole = (text: string): unknown => {
  const facts = readFile({ path: FILE, mode: '100644', bytes: Buffer.from(text) });
  return facts.kind === 'desired' ? facts.value : undefined;
};

test('the files that promotions write are read quickly', () => {
  const digest = `sha256:${'0a'.repeat(32)}`;
  const text = `# yaml-language-server: $schema=../../schemas/desired.schema.json\nimage: ghcr.io/acme/web\nversion: "1.10"\ndigest: ${digest}\nconfig: "${'7e'.repeat(20)}"\n`;
  const read = quickDesired('dev', 'web', text);
  assert.equal(read, whole(text));
  assert.equal([read?.version, read?.digest], ['1.10', digest]);
});

test('whatever is out of the ordinary is left to the whole reader', () => {
  const good = 'image: a/b\nversion: "1"\nconfig: main\n';
  for (const text of [
    good.replace('"1"', '1.10'),
    good.replace('a/b', 'A B'),
    `${good}more: x\n`,
    `${good}digest: sha256:0\n`,
    good.replace('config: main\n', ''),
    good.replace('main', '../x'),
    '[]\n',
    '',
    'image: &a x\n',
    `${good}__proto__: x\n`,
  ])
    assert.is(quickDesired('dev', 'web', text), undefined, text);
  assert.is(quickDesired('locks', 'web', good), undefined);
  assert.is(quickDesired('dev', '../web', good), undefined);
});

test('what is read quickly is what the whole reader reads', () => {
  const key = fc.constantFrom('image', 'version', 'digest', 'config', 'more');
  const value = fc.constantFrom(
    ...['a/b', 'ghcr.io/acme/web', 'A', '"1.0"', '1.0', '"1"', 'main', 'v1', `sha256:${'0'.repeat(64)}`],
    ...['"0e1"', 'x y', '"x: y"', '~', '"main"', '00', 'a.lock', '"a/../b"', 'localhost:5000/x'],
  );
  let quick = 0;
  const line = fc.tuple(key, value).map(([name, one]) => `${name}: ${one}\n`);
  const usual = fc
    .tuple(value, value, value)
    .map(([a, b, c]) => `image: ${a}\nversion: ${b}\nconfig: ${c}\n`);
  fc.assert(
    fc.property(
      fc.oneof(
        usual,
        fc.array(line, { maxLength: 5 }).map((lines) => lines.join('')),
      ),
      (text) => {
        const read = quickDesired('dev', 'web', text);
        if (read !== undefined) quick += 1;
        if (read !== undefined) assert.equal(read, whole(text), text);
      },
    ),
    { numRuns: 3000 },
  );
  assert.ok(quick > 20, `${quick} were read quickly`);
});

test.run();
