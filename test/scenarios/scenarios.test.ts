import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { play, SCENARIOS } from './play.ts';

const here = new URL('.', import.meta.url).pathname;
const accepting = process.env['ACCEPT'] === '1' && process.env['CI'] === undefined;

test('there are scenarios, each with a reason', () => {
  assert.ok(SCENARIOS.length >= 12, `${SCENARIOS.length}`);
  for (const name of SCENARIOS)
    assert.match(readFileSync(join(here, name, 'why.md'), 'utf8'), /\w+ \w+.*\.\n$/s);
});

for (const name of SCENARIOS)
  test(name, async () => {
    const played = await play(name);
    const files = { 'transcript.txt': played.transcript, 'end.patch': played.end };
    for (const [file, text] of Object.entries(files)) {
      const path = join(here, name, 'expect', file);
      if (accepting) {
        mkdirSync(join(here, name, 'expect'), { recursive: true });
        writeFileSync(path, text);
      } else assert.is(text, readFileSync(path, 'utf8'), `${name}/expect/${file}`);
    }
  });

test.run();
