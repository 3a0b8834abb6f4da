import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  code,
  fenced,
  html,
  markdown,
  oneLine,
  printable,
  quiet,
  shorten,
  squeeze,
} from '../../scripts/show/escape.ts';
import { hostile } from './hostile.ts';
import { elements, reactions, rendered, visible } from './rendered.ts';

const runs = { numRuns: 400 };
const ZERO_WIDTH = /\u200b/g;
const INVISIBLE = /[\p{Cc}\p{Cf}]/u;

test('a line for a terminal keeps what people read and loses what acts', () => {
  assert.is(oneLine('\u001b[31mred\u001b[0m and\n\tplain'), 'red and plain');
  assert.is(oneLine('\u001b]8;;https://evil.example\u0007here\u001b]8;;\u0007'), 'here');
  assert.is(oneLine('\u009b2Jgone?'), 'gone?');
  assert.is(oneLine('user\u202etxt.exe\u202c'), 'usertxt.exe');
  assert.is(oneLine('lone \ud800 half'), 'lone \ufffd half');
  assert.is(oneLine('what an\n\u0000\nunseen sign parts'), 'what an unseen sign parts');
  assert.is(oneLine('漢字 é 🎉'), '漢字 é 🎉');
});

test('a line for a terminal is one line of printable characters within its limit', () => {
  fc.assert(
    fc.property(hostile(), fc.integer({ min: 1, max: 80 }), (text, limit) => {
      const line = oneLine(text, limit);
      assert.ok(line.length <= limit);
      assert.not.match(line, INVISIBLE);
      assert.not.match(line, /[\n\r\u2028\u2029]/);
      assert.is(oneLine(line, limit), line);
    }),
    runs,
  );
});

test('a title of 10 MB takes no time', () => {
  const started = performance.now();
  assert.is(oneLine('\u001b['.repeat(5_000_000), 100).length <= 100, true);
  assert.ok(performance.now() - started < 200);
});

test('Markdown text shows what was written and starts nothing', () => {
  assert.is(markdown('Retry the payment provider (B321)'), 'Retry the payment provider (B321)');
  assert.is(markdown('@everyone fixes #12'), '@&#8203;everyone fixes #&#8203;12');
  assert.is(markdown('<b> | *x* `y`'), '&lt;b&gt; &#124; \\*x\\* \\`y\\`');
});

/** Where hostile text stands on a page, and the elements of that page without it. */
const PLACES: readonly (readonly [string, (text: string) => string])[] = [
  ['a list item', (text) => `- ${text}`],
  ['a list item after words', (text) => `- \`abc\` ${text} (end)`],
  ['a table cell', (text) => `| a | b |\n| --- | --- |\n| ${text} | x |`],
  ['bold in a quotation', (text) => `> - **x** ${text}`],
  ['a paragraph', (text) => text],
];

for (const [place, around] of PLACES) {
  test(`hostile Markdown in ${place} stays text`, () => {
    const expected = elements(rendered(around('word')));
    fc.assert(
      fc.property(hostile(), (text) => {
        const line = oneLine(text);
        if (line === '') return;
        const page = rendered(around(markdown(text)));
        assert.equal(elements(page), expected);
        assert.equal(reactions(page), []);
        assert.ok(visible(page).replace(ZERO_WIDTH, '').includes(line), `${line} became ${page}`);
      }),
      runs,
    );
  });
}

test('hostile text in a code span stays code', () => {
  fc.assert(
    fc.property(hostile(), (text) => {
      const page = rendered(`- a ${code(text)} b`);
      if (oneLine(text) === '') return;
      assert.equal(elements(page), elements(rendered('- a `x` b')));
      assert.ok(visible(page).includes(`a ${oneLine(text)} b`), page);
    }),
    runs,
  );
});

test('hostile lines in a fenced block stay in it', () => {
  fc.assert(
    fc.property(fc.array(hostile(), { minLength: 1, maxLength: 5 }), (all) => {
      const page = rendered(
        `${fenced(
          all.map((line) => `+${line.replaceAll('\n', ' ')}`),
          'diff',
        )}\n\nafter`,
      );
      assert.equal(elements(page), ['pre', 'code', 'code', 'pre', 'p', 'p']);
    }),
    runs,
  );
});

test('hostile text in HTML stays text', () => {
  fc.assert(
    fc.property(hostile(), (text) => {
      const page = rendered(`<details>\n<summary><b>${html(text)}</b></summary>\n\nx\n\n</details>`);
      assert.equal(elements(page), ['details', 'summary', 'b', 'b', 'summary', 'p', 'p', 'details']);
    }),
    runs,
  );
});

test('a commit message mentions nobody and closes nothing', () => {
  assert.is(quiet('Because @ann said: fixes #12'), 'Because @\u2060ann said: fixes #\u206012');
  fc.assert(
    fc.property(hostile(), (text) => assert.not.match(quiet(text), /@\w|#\d|:\/\//)),
    runs,
  );
});

test('text is shortened at its end, versions in their middle, characters never', () => {
  assert.is(shorten('abcdef', 4), 'abc…');
  assert.is(shorten('ab🎉cd', 4), 'ab…');
  assert.is(squeeze('sha-0123456789', 9), 'sha-…6789');
  assert.is(squeeze('short', 9), 'short');
});

test('a line of a file keeps its blanks', () => {
  assert.is(printable('  a:  \u001b[31m1 '), '  a:  1 ');
});

test.run();
