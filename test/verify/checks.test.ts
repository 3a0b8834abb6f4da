import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CheckQuestion, HttpQuestion, PrometheusQuestion } from '../../scripts/model/verification.ts';
import { judge } from '../../scripts/verify/checks/judge.ts';
import type { HttpSeen, ProgramSeen, Seen } from '../../scripts/verify/checks/seen.ts';

const said = (question: CheckQuestion, seen: Seen): string => {
  const { outcome, why } = judge(question, seen);
  assert.match(why, /^[A-Z].*[.…]$/, why);
  assert.not.match(why, /[\p{Cc}\p{Cf}]|undefined/u, why);
  assert.ok(why.length < 700, `${why.length} characters`);
  return `${outcome}: ${why}`;
};

const http = (question: Partial<HttpQuestion>, seen: Partial<HttpSeen>): string =>
  said(
    {
      kind: 'http',
      http: {
        url: 'http://localhost',
        method: 'GET',
        headers: {},
        statuses: [200],
        expectHeaders: {},
        ...question,
      },
    },
    { kind: 'http', status: 200, headers: {}, text: 'ok', elapsed: 12, ...seen },
  );

test('http: each part of the answer is held against what is wanted', () => {
  assert.is(http({}, {}), 'pass: It answered 200 in 12 ms.');
  assert.is(
    http({}, { status: 503, elapsed: 1234 }),
    'fail: It answered 503 in 1.2 s: the status must be 200.',
  );
  assert.is(http({ statuses: [302, 303] }, { status: 302 }), 'pass: It answered 302 in 12 ms.');
  assert.match(http({ statuses: [200, 204] }, { status: 404 }), /must be 200 or 204\.$/);
  assert.match(http({ body: '^o.$' }, {}), /^pass/);
  assert.match(http({ body: 'up' }, {}), /^fail: .*: the body does not match "up"; it begins "ok"\.$/);
  assert.match(http({ body: 'up' }, { text: '' }), /: the body is empty and does not match "up"\.$/);
  assert.match(
    http({ expectHeaders: { 'Content-Type': '^text/' } }, { headers: { 'content-type': 'text/html' } }),
    /^pass/,
  );
  assert.match(
    http({ expectHeaders: { 'X-A': 'b' } }, { headers: { 'x-a': 'c' } }),
    /^fail: .*: the header X-A is "c" and does not match "b"\.$/,
  );
  assert.match(http({ expectHeaders: { 'X-A': '' } }, {}), /^fail: .*: the header X-A is missing\.$/);
  assert.match(
    http({ expectHeaders: { constructor: '' } }, {}),
    /^fail: .*: the header constructor is missing\.$/,
  );
  assert.match(http({ latency: 12 }, {}), /^pass/);
  assert.match(http({ latency: 11 }, {}), /^fail: .*: it may take 11 ms at most\.$/);
  assert.match(
    http({ body: 'x', latency: 1 }, { status: 500 }),
    /status must.*; the body does.*; it may take/,
  );
  assert.match(http({ body: '(' }, {}), /^fail: .* cannot be read: mend it/);
});

test('http: of very much that is wrong the first is told', () => {
  const expectHeaders = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`X-${at}`, 'a']));
  assert.match(http({ expectHeaders }, {}), /: the header X-0 is missing; .*X-3 is missing; and 46 more\.$/);
});

test('http: no pattern and no body keeps anybody waiting', () => {
  const { user } = process.cpuUsage();
  for (const body of ['(a+)+$x', '(a|a)*b', '^(a?){50}a{50}b', '.*.*.*x'])
    assert.match(http({ body }, { text: 'a'.repeat(1 << 20) }), /^fail/);
  assert.ok((process.cpuUsage().user - user) / 1e6 < 10);
});

test('http: a body is searched to its millionth character, and that is said', () => {
  const long = `${'a'.repeat(1 << 20)}b`;
  assert.match(
    http({ body: 'b' }, { text: long }),
    /^fail: .* in its first 1,048,576 characters; it begins "a+…"/,
  );
});

test('http: what a stranger answers steers no terminal', () => {
  assert.match(
    http({ body: 'x' }, { text: '\u001b[31mred\u202e\u0007\n"quoted"' }),
    /begins "\[31mred \\"quoted\\""\.$/,
  );
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'binary' }),
      (text, value) => {
        http(
          { body: '^\\x{10FFFF}$', expectHeaders: { a: '^\\x{10FFFF}$' } },
          { text, headers: { a: value } },
        );
      },
    ),
  );
});

const answer = (data: unknown, more: object = {}) => ({
  status: 200,
  text: JSON.stringify({ status: 'success', data, ...more }),
});
const vector = (...values: readonly string[]) =>
  answer({ resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [1, value] })) });
const matrix = (...values: readonly string[]) =>
  answer({ resultType: 'matrix', result: [{ metric: {}, values: values.map((value, at) => [at, value]) }] });
const refusal = (status: number, errorType: string, error: string) => ({
  status,
  text: JSON.stringify({ status: 'error', errorType, error }),
});

const prometheus = (
  question: Partial<PrometheusQuestion>,
  now: { status: number; text: string },
  before?: { status: number; text: string },
): string =>
  said(
    {
      kind: 'prometheus',
      prometheus: { url: 'http://localhost', query: 'q', step: 1000, samples: 1, ...question },
    },
    { kind: 'prometheus', now, ...(before === undefined ? {} : { before }) },
  );

test('prometheus: bounds are exclusive', () => {
  assert.is(prometheus({ below: 1 }, vector('0.5')), 'pass: The value is 0.5, and must be below 1.');
  assert.is(prometheus({ below: 1 }, vector('1')), 'fail: The value is 1, and must be below 1.');
  assert.is(prometheus({ above: 1 }, vector('1')), 'fail: The value is 1, and must be above 1.');
  assert.match(prometheus({ above: 1, below: 2 }, vector('1.5')), /^pass: .* above 1 and below 2\.$/);
  assert.match(
    prometheus({ above: -1 }, answer({ resultType: 'scalar', result: [1, '0'] })),
    /^pass: The value is 0/,
  );
  assert.match(prometheus({ below: 1 }, vector('1.0000001')), /^fail: The value is 1.0000001/);
  assert.match(prometheus({ below: 1 }, vector('0.123456789')), /is 0.12345678/);
});

test('prometheus: every value of a range must hold, and none may be missing', () => {
  const range = { range: 2000, below: 5 };
  assert.match(
    prometheus(range, matrix('1', '2', '3')),
    /^pass: The values \(3\) are 1 to 3, and must be below 5\.$/,
  );
  assert.match(
    prometheus(range, matrix('1', '5', '3')),
    /^fail: The values \(3\) are 1 to 5, and must be below 5; 1 of them is not\.$/,
  );
  assert.match(prometheus(range, matrix('1', '2')), /^unavailable: There are 2 of 3 values/);
  assert.match(prometheus(range, matrix('1', 'NaN', '2')), /^unavailable: The value is "NaN"/);
  assert.match(prometheus({ ...range, range: 2999 }, matrix('1', '2', '3')), /^pass/);
});

test('prometheus: what is no single number is no knowledge', () => {
  const ask = (now: { status: number; text: string }) => prometheus({ below: 5 }, now);
  assert.match(ask(vector()), /^unavailable: The query gave no data/);
  assert.match(ask(vector('1', '2')), /^unavailable: The query gave 2 series and must give one/);
  for (const strange of ['NaN', '+Inf', '-Inf', '', 'one', '1e999'])
    assert.match(ask(vector(strange)), /^unavailable: The value is /, strange);
  assert.match(
    ask(answer({ resultType: 'vector', result: [{ value: [1, 3] }] })),
    /^unavailable: The value is ""/,
  );
  assert.match(ask(answer({ resultType: 'vector', result: [{}] })), /^unavailable/);
  assert.match(ask(answer({ resultType: 'scalar', result: null })), /^unavailable/);
  assert.match(
    ask({ ...vector('1'), text: vector('1').text.replace('}', '') }),
    /^unavailable: What answered/,
  );
  assert.match(
    ask(
      answer({ resultType: 'vector', result: [{ value: [1, '1'] }] }, { warnings: ['half of it\u001b[2J'] }),
    ),
    /^unavailable: Prometheus warns .*half of it/,
  );
  assert.match(
    ask(answer({ resultType: 'vector', result: [{ value: [1, '1'] }] }, { infos: ['not a counter'] })),
    /^pass/,
  );
});

test('prometheus: a mistake in the file fails, and says what to mend', () => {
  const ask = (now: { status: number; text: string }) => prometheus({ below: 5 }, now);
  assert.match(
    ask(refusal(400, 'bad_data', '1:5: parse error')),
    /^fail: .*"1:5: parse error"; mend `query`/,
  );
  assert.match(ask(answer({ resultType: 'string', result: [1, 'a'] })), /^fail: .* mend `query`/);
  assert.match(ask(matrix('1', '2')), /^fail: .*avg_over_time/);
  assert.match(
    ask(answer({ resultType: 'vector', result: [{ histogram: [1, {}] }] })),
    /^fail: .*histogram_quantile/,
  );
});

test('prometheus: any other refusal leaves it unknown', () => {
  const ask = (status: number, text: string) => prometheus({ below: 5 }, { status, text });
  assert.match(
    ask(422, refusal(422, 'execution', 'too many samples').text),
    /^unavailable: .* 422: "too many samples"/,
  );
  assert.match(ask(503, refusal(503, 'timeout', 'timed out').text), /^unavailable/);
  assert.match(ask(400, '<html>'), /^unavailable: What answered does not speak/);
  assert.match(ask(404, 'not found'), /^unavailable: What answered does not speak/);
  assert.match(ask(401, ''), /^unavailable: .*without a password/);
  assert.match(ask(200, '<html>login</html>'), /^unavailable/);
  assert.match(ask(200, '[]'), /^unavailable/);
});

test('prometheus: compared with the time before', () => {
  const against = { before: 1000, below: 1.2 };
  const ask = (now: string, before: string, more: Partial<PrometheusQuestion> = {}) =>
    prometheus({ against, ...more }, vector(now), vector(before));
  assert.is(ask('11', '10'), 'pass: The quotient is 1.1, and must be below 1.2.');
  assert.is(ask('12', '10'), 'fail: The quotient is 1.2, and must be below 1.2.');
  assert.match(ask('1', '0'), /^unavailable: The value before is 0/);
  assert.match(ask('0', '0'), /^unavailable: The value before is 0/);
  assert.match(ask('0', '10'), /^pass/);
  assert.match(ask('11', 'NaN'), /^unavailable: For the time before: The value is "NaN"/);
  assert.match(
    prometheus({ against }, vector('1'), vector()),
    /^unavailable: For the time before: The query gave no data/,
  );
  assert.match(prometheus({ against }, vector('1')), /^unavailable: /);
  assert.match(ask('11', '10', { below: 5 }), /^fail: The value is 11/);
  assert.match(
    prometheus({ against, range: 1000 }, matrix('1', '4'), matrix('1', '2')),
    /^fail: The quotients \(2\) are 1 to 2, and must be below 1.2; 1 of them is not/,
  );
});

test('prometheus: whatever is answered, only finite numbers between the bounds pass', () => {
  const value = fc.oneof(fc.constantFrom('NaN', '+Inf', '-Inf', '0', '-0'), fc.double().map(String));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 3 }), fc.double({ noNaN: true }), (values, bound) => {
      const passes = prometheus({ below: bound }, vector(...values)).startsWith('pass');
      const number = Number(values[0]?.replace('Inf', 'Infinity'));
      assert.is(passes, values.length === 1 && Number.isFinite(number) && number < bound);
    }),
  );
  fc.assert(
    fc.property(fc.json(), fc.integer({ min: 100, max: 599 }), (text, status) => {
      assert.not.match(prometheus({ below: 5 }, { status, text }), /^pass/);
    }),
  );
});

const program = (end: ProgramSeen['end']): string =>
  said({ kind: 'run', run: ['test'] }, { kind: 'run', end, output: '' });

test('run: the exit code decides', () => {
  const code = (number: number): string => program({ how: 'exit', code: number });
  assert.match(code(0), /^pass/);
  assert.match(code(1), /^fail: It ended with exit code 1\.$/);
  assert.match(code(75), /^unavailable/);
  assert.match(code(126), /^fail: .*executable/);
  assert.match(code(127), /^fail: .*install it/);
  assert.match(program({ how: 'signal', signal: 'SIGSEGV' }), /^fail: It was ended by SIGSEGV/);
  assert.match(program({ how: 'ended', after: 60_000 }), /^unavailable: It was still running after 60 s/);
  assert.match(program({ how: 'not-started', why: 'no' }), /^fail: .*correct `run`/);
});

test('argocd: every service must have a wanted health', () => {
  const ask = (...healths: readonly (string | undefined)[]): string =>
    said(
      { kind: 'argocd', health: ['Healthy'] },
      {
        kind: 'argocd',
        services: healths.map((health, index) => ({
          service: `service-${index}`,
          ...(health === undefined ? {} : { health }),
        })),
      },
    );
  assert.is(ask('Healthy', 'Healthy'), 'pass: All services (2) are Healthy.');
  assert.match(ask('Healthy', 'Degraded'), /^fail: Wanted is Healthy, but service-1 is Degraded\.$/);
  assert.match(ask('Suspended'), /^waiting: .*waits for its promotion/);
  assert.match(ask('Progressing', undefined), /^unavailable: .*service-1 is of unknown health/);
  assert.match(ask('Progressing', 'Missing', undefined), /^fail/);
  assert.match(ask('Unknown'), /^unavailable/);
  assert.match(ask('constructor'), /^unavailable/);
  assert.match(ask('\u001b[31m'), /^unavailable/);
  assert.match(ask(), /^unavailable/);
  assert.match(ask(...Array(9).fill('Degraded')), /and 4 more/);
  const suspended = said(
    { kind: 'argocd', health: ['Healthy', 'Suspended'] },
    { kind: 'argocd', services: [{ service: 'a', health: 'Suspended' }] },
  );
  assert.match(suspended, /^pass: .* Healthy or Suspended/);
});

test('silence is neither a pass nor a failure, whatever was asked', () => {
  const questions: readonly CheckQuestion[] = [
    { kind: 'run', run: ['a'] },
    { kind: 'argocd', health: ['Healthy'] },
  ];
  for (const question of questions)
    assert.is(said(question, { kind: 'silence', what: 'Nobody there.' }), 'unavailable: Nobody there.');
  assert.match(said(questions[0] as CheckQuestion, { kind: 'argocd', services: [] }), /^unavailable/);
});

test.run();
