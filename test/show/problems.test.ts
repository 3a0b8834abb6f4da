import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Problem } from '../../scripts/model/problem.ts';
import { mark } from '../../scripts/show/problems/excerpt.ts';
import { problemsGithub, SUMMARY_BYTES } from '../../scripts/show/problems/github.ts';
import { problemsJson } from '../../scripts/show/problems/json.ts';
import { problemsSarif } from '../../scripts/show/problems/sarif.ts';
import { problemsText } from '../../scripts/show/problems/text.ts';

const missing: Problem = {
  code: 'record-missing',
  severity: 'error',
  place: { file: 'environments/production/service-b.yaml', line: 3, column: 10, length: 7 },
  what: 'service-b 0.5.1 has no release record, and production requires one.',
  why: 'Without it nobody knows what this version needs.',
  fix: 'Write services/service-b/releases/0.5.1.yaml.',
  excerpt: 'version: "0.5.1"',
};
const expired: Problem = {
  code: 'lock-expired',
  severity: 'warning',
  place: { file: 'environments/locks/freeze.yaml', line: 1, column: 1 },
  what: 'The lock freeze ended at 2026-11-01T00:00:00Z.',
  why: 'It forbids nothing any more.',
  fix: 'Remove environments/locks/freeze.yaml.',
};

test('a person reads place, line, reason and fix, in the order of the files, and a sum', () => {
  assert.is(
    problemsText([missing, expired]),
    `environments/locks/freeze.yaml:1:1 warning lock-expired
  The lock freeze ended at 2026-11-01T00:00:00Z.
  why: It forbids nothing any more.
  fix: Remove environments/locks/freeze.yaml.

environments/production/service-b.yaml:3:10 error record-missing
  service-b 0.5.1 has no release record, and production requires one.
  3 | version: "0.5.1"
    |          ^^^^^^^
  why: Without it nobody knows what this version needs.
  fix: Write services/service-b/releases/0.5.1.yaml.

1 error and 1 warning in 2 files.
`,
  );
});

test('nothing wrong is said in two words', () => {
  assert.is(problemsText([]), 'No problems.\n');
});

test('colour marks what kind it is and the place in the line, and adds nothing else', () => {
  const colored = problemsText([missing, expired], { color: true });
  assert.match(colored, '\u001b[31merror\u001b[39m');
  assert.match(colored, '\u001b[33mwarning\u001b[39m');
  assert.match(colored, '\u001b[31m^^^^^^^\u001b[39m');
  assert.is(colored.replace(/\u001b\[\d+m/g, ''), problemsText([missing, expired]));
});

const marked = (line: string, column: number, length: number): string => {
  const { line: shown, marks } = mark(line, { column, length }, 40);
  return `${shown}\n${marks}`;
};

test('marks stand under what they mean, beside tabs, wide characters and combining ones', () => {
  assert.is(marked('a: b', 4, 1), 'a: b\n   ^');
  assert.is(marked('\ta: b', 5, 1), '    a: b\n       ^');
  assert.is(marked('日本: x', 5, 1), '日本: x\n      ^');
  assert.is(marked('日本: x', 1, 2), '日本: x\n^^^^');
  assert.is(marked('e\u0301: x', 5, 1), 'e\u0301: x\n   ^');
  assert.is(marked('🚀: x', 5, 1), '🚀: x\n    ^');
});

test('the end of a line can be marked, a place outside it cannot', () => {
  assert.is(marked('a:', 3, 1), 'a:\n  ^');
  assert.is(marked('a:', 30, 1), 'a:\n');
});

test('of a long line the part around the mark is shown', () => {
  const line = `${'a'.repeat(50)}HERE${'b'.repeat(5000)}`;
  assert.is(marked(line, 51, 4), `…${'a'.repeat(24)}HERE${'b'.repeat(12)}…\n${' '.repeat(25)}^^^^`);
  assert.is(marked(line, 1, 3), `${'a'.repeat(40)}…\n^^^`);
  assert.is(marked(line, 1, 4000), `${'a'.repeat(40)}…\n${'^'.repeat(40)}`);
});

test('what would steer the terminal is shown and not done', () => {
  assert.is(marked('a\u001b[2Jb', 6, 1), 'a\\u{1b}[2Jb\n          ^');
  assert.is(marked('a\u202eb', 3, 1), 'a\\u{202e}b\n         ^');
  assert.is(marked('a\r\u0000', 1, 1), 'a\\u{d}\\u{0}\n^');
});

const hostile: Problem = {
  code: 'file-name',
  severity: 'error',
  place: { file: 'a,b:c%\n::error::x\u001b[31m.yaml', line: 1, column: 1 },
  what: 'Wrong: 100% of it\r\n::set-output name=x::y\u001b]0;title\u0007 | <b> @tim `x`.',
  why: 'Because\n##[error]of that.',
  fix: 'Rename it.',
  excerpt: '\u001b[2J::warning::injected',
};

test('no text of a file steers the terminal', () => {
  assert.not.match(problemsText([hostile]), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  assert.is(problemsText([hostile]).split('\n').length, 9);
});

test('GitHub gets one annotation a problem, escaped as its runner reads it', () => {
  const [first] = problemsGithub([missing]).log.split('\n');
  assert.is(
    first,
    '::error file=environments/production/service-b.yaml,line=3,endLine=3,col=10,endColumn=17,title=record-missing::' +
      'service-b 0.5.1 has no release record, and production requires one.%0A' +
      'Without it nobody knows what this version needs.%0A' +
      'Write services/service-b/releases/0.5.1.yaml.',
  );
});

/** What the runner obeys: lines that begin with `::`, until one stops it, until the word it was given. */
const obeyed = (log: string): string[] => {
  const commands: string[] = [];
  let silence: string | undefined;
  for (const line of log.split(/\r\n|\r|\n/)) {
    if (line === `::${silence}::`) silence = undefined;
    else if (silence === undefined && line.startsWith('::stop-commands::')) silence = line.slice(17);
    else if (silence === undefined && /^\s*(?:::|##\[)/.test(line)) commands.push(line);
  }
  assert.is(silence, undefined, 'the runner listens again at the end');
  return commands;
};

test('no text of a file becomes a command of the runner', () => {
  const commands = obeyed(problemsGithub([hostile]).log);
  assert.is(commands.length, 1);
  assert.match(commands[0] as string, /^::error file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax/);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (file, text) => {
      const problem = {
        ...missing,
        place: { ...missing.place, file: `::warning::${file}` },
        what: `::error::${text}`,
        fix: `##[error]${text}`,
        excerpt: `::error::${text}`,
      };
      assert.is(obeyed(problemsGithub([problem]).log).length, 1);
    }),
  );
});

const many = (count: number, severity: Problem['severity']): Problem[] =>
  Array.from({ length: count }, (_, index) => ({
    ...missing,
    severity,
    place: {
      ...missing.place,
      file: `environments/production/service-${String(index).padStart(5, '0')}.yaml`,
    },
  }));

test('ten annotations of a kind, and everything in the log and the summary', () => {
  const { log, summary } = problemsGithub([...many(12, 'error'), ...many(11, 'warning')]);
  const commands = obeyed(log);
  assert.is(commands.filter((line) => line.startsWith('::error ')).length, 10);
  assert.is(commands.filter((line) => line.startsWith('::warning ')).length, 10);
  assert.is(log.match(/ error record-missing$/gm)?.length, 12);
  assert.is(summary.match(/^\| (?:error|warning) \|/gm)?.length, 23);
});

test('the summary is Markdown in which nobody else writes, and says when all is well', () => {
  assert.is(problemsGithub([]).summary, '### The repository is sound\n');
  const { summary } = problemsGithub([hostile]);
  assert.is(
    summary,
    '### 1 error in 1 file.\n\n| | Where | What is wrong | What to do |\n|---|---|---|---|\n' +
      '| error | a,b:c% ::error::x.yaml:1:1 | ' +
      'Wrong: 100% of it ::set-output name=x::y &#124; &lt;b&gt; @&#8203;tim \\`x\\`. (file-name) | Rename it. |\n',
  );
});

test('a summary that would be too long says how many are left out', () => {
  const { summary } = problemsGithub(many(9000, 'error'));
  assert.ok(Buffer.byteLength(summary) <= SUMMARY_BYTES);
  assert.ok(Buffer.byteLength(summary) > SUMMARY_BYTES - 1500);
  const rows = summary.match(/^\| error \|/gm)?.length ?? 0;
  const left = Number(
    /\n([\d,]+) more problems: run `npx bracket validate`/.exec(summary)?.[1]?.replace(',', ''),
  );
  assert.is(rows + left, 9000);
});

test('JSON is what its schema describes', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../schemas/validate.output.schema.json', import.meta.url), 'utf8'),
  ) as object;
  const check = new Ajv2020({ allErrors: true }).compile(schema);
  for (const problems of [[], [missing, expired, hostile], many(300, 'error')]) {
    const answer = JSON.parse(problemsJson(problems)) as { sound: boolean; problems: { what: string }[] };
    assert.ok(check(answer), JSON.stringify(check.errors));
    assert.is(answer.sound, problems.length === 0);
    assert.is(answer.problems.length, problems.length);
  }
  assert.is((JSON.parse(problemsJson([expired])) as { sound: boolean }).sound, true);
  assert.is((JSON.parse(problemsJson([hostile])) as { problems: Problem[] }).problems[0]?.what, hostile.what);
});

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: object;
        };
      }[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
    }[];
  }[];
}

test('SARIF names each rule once, and each result its rule, place and a mark of its own', () => {
  const log = JSON.parse(problemsSarif([missing, expired, missing, hostile])) as Sarif;
  assert.is(log.version, '2.1.0');
  const run = log.runs[0];
  assert.ok(run);
  assert.equal(
    run.tool.driver.rules.map((rule) => rule.id),
    ['file-name', 'lock-expired', 'record-missing'],
  );
  for (const result of run.results) assert.is(run.tool.driver.rules[result.ruleIndex]?.id, result.ruleId);
  const last = run.results.at(-1);
  assert.equal(last?.locations[0]?.physicalLocation, {
    artifactLocation: { uri: 'environments/production/service-b.yaml', uriBaseId: '%SRCROOT%' },
    region: { startLine: 3, startColumn: 10, endColumn: 17, snippet: { text: 'version: "0.5.1"' } },
  });
  const marks = run.results.map((result) => result.partialFingerprints['problem/v1']);
  assert.is(new Set(marks).size, 4);
  assert.is(
    run.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri,
    'a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax%1B%5B31m.yaml',
  );
});

test('no text of a file becomes a link in SARIF', () => {
  const problem = { ...missing, what: 'See [here](https://example.com/evil).' };
  assert.ok(problemsSarif([problem]).includes('"See \\\\[here\\\\](https://example.com/evil). Without'));
});

test('a problem keeps its mark when lines are added above it', () => {
  const markOf = (problem: Problem): unknown =>
    (JSON.parse(problemsSarif([problem])) as Sarif).runs[0]?.results[0]?.partialFingerprints['problem/v1'];
  assert.is(markOf({ ...missing, place: { ...missing.place, line: 9 } }), markOf(missing));
  assert.is.not(markOf({ ...missing, what: 'Something else.' }), markOf(missing));
});

test('the order in which problems were found changes no text', () => {
  const all = [missing, expired, hostile, ...many(5, 'warning')];
  const shuffled = [...all].reverse();
  assert.is(problemsText(shuffled), problemsText(all));
  assert.is(problemsJson(shuffled), problemsJson(all));
  assert.is(problemsSarif(shuffled), problemsSarif(all));
  assert.equal(problemsGithub(shuffled), problemsGithub(all));
});

test.run();
