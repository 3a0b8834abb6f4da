import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Examined, missing, ok, unknown, unreachable } from '../../scripts/check/doctor/diagnosis.ts';
import { doctorReport, doctorSummary, doctorText } from '../../scripts/show/doctor.ts';
import { width } from '../../scripts/show/width.ts';

const reportOf = (examined: readonly Examined[], secrets: readonly string[] = []) =>
  doctorReport('github', examined, secrets);

test('a finding is a sign, a word, what was found and what to do', () => {
  const report = reportOf([
    {
      group: 'machine',
      diagnoses: [ok('node', 'Node is new.'), missing('git', 'Git is old.', 'Install it.')],
    },
    { group: 'forge', diagnoses: [unknown('squash', 'Nobody knows.', 'Look.')] },
  ]);
  assert.is(
    doctorText(report, { columns: 80, color: false }),
    [
      'This machine',
      '  ✓ ok       Node is new.',
      '  ✗ missing  Git is old.',
      '             → Install it.',
      '',
      'Where pull requests live',
      '  ? unknown  Nobody knows.',
      '             → Look.',
      '',
    ].join('\n'),
  );
  assert.is(
    doctorSummary(report),
    '1 missing, 1 unknown, 1 ok. Promotions, or the evidence for them, break on what is missing.',
  );
});

test('what several in a row ask for is said once, and in JSON with each of them', () => {
  const report = reportOf([
    { group: 'main', diagnoses: [missing('a', 'A.', 'Import it.'), missing('b', 'B.', 'Import it.')] },
  ]);
  const text = doctorText(report, { columns: 80, color: false });
  assert.is(text.split('Import it.').length - 1, 1);
  assert.match(text, /B\.\n {13}→ Import it\./);
  assert.equal(
    report.findings.map(({ fix }) => fix),
    ['Import it.', 'Import it.'],
  );
});

test('colour says nothing that is not said in words', () => {
  const report = reportOf([{ group: 'machine', diagnoses: [missing('git', 'Git is old.', 'Install it.')] }]);
  const colored = doctorText(report, { columns: 80, color: true });
  assert.match(colored, /\u001b\[31m✗ missing\u001b\[39m/);
  const plain = colored.replace(/\u001b\[\d+m/g, '');
  assert.is(plain, doctorText(report, { columns: 80, color: false }));
});

test('who did not answer is counted, and nothing is called well', () => {
  const report = reportOf([{ group: 'forge', diagnoses: [unreachable('forge', 'Silence.', 'Wait.')] }]);
  assert.is(report.unreachable, 1);
  assert.match(doctorSummary(report), /somebody did not answer: run this again/);
  assert.match(doctorSummary(reportOf([])), /^0 ok\. Nothing is known to be missing\.$/);
});

test('whatever a service answers: no control, no secret, and no row wider than the terminal', () => {
  const secret = 'ghp_0123456789abcdefghij';
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constant(`\u001b[2J${secret}\u202e\n`),
    fc.constant(`${secret.slice(0, 9)}\u200b${secret.slice(9)}`),
  );
  fc.assert(
    fc.property(text, text, fc.integer({ min: 40, max: 200 }), (what, fix, columns) => {
      const report = reportOf(
        [{ group: 'main', diagnoses: [missing('bypass', `${what}${secret}${what}`, fix)] }],
        [secret],
      );
      const shown = doctorText(report, { columns, color: false });
      assert.not.ok(`${shown}${JSON.stringify(report)}`.includes(secret));
      assert.not.match(shown.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
      for (const row of shown.split('\n')) assert.ok(width(row) <= columns, row);
    }),
  );
});

test.run();
