import { existsSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { activeUntil, isActive, nextStart, readWindow, type Timetable } from '../../scripts/gates/active.ts';
import { parseDuration, parseSchedule } from '../../scripts/model/window.ts';

const at = (instant: string): number => Date.parse(instant);
const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();
const DAY = 86_400_000;

const timetable = (schedule: string, duration: string, timeZone = 'UTC'): Timetable => {
  const read = readWindow({ kind: 'allow', schedule, duration, timeZone });
  if ('error' in read) throw new Error(read.error);
  return read.value;
};

test('a window is open strictly between its start and its end', () => {
  const night = timetable('30 3 * * *', '1h');
  assert.not(isActive(night, at('2026-11-20T03:30:00Z')));
  assert.ok(isActive(night, at('2026-11-20T03:30:01Z')));
  assert.ok(isActive(night, at('2026-11-20T04:29:59Z')));
  assert.not(isActive(night, at('2026-11-20T04:30:00Z')));
});

test('a zone moves the window with its summer time', () => {
  const night = timetable('30 3 * * *', '1h', 'America/Montreal');
  assert.ok(isActive(night, at('2026-01-15T08:45:00Z')));
  assert.not(isActive(night, at('2026-01-15T07:45:00Z')));
  assert.ok(isActive(night, at('2026-07-15T07:45:00Z')));
  assert.not(isActive(night, at('2026-07-15T08:45:00Z')));
});

test('day and weekday are alternatives only when both are restricted', () => {
  const either = timetable('0 2 1 * 1', '1h');
  assert.ok(isActive(either, at('2026-12-01T02:30:00Z')), 'the first, a Tuesday');
  assert.ok(isActive(either, at('2026-12-07T02:30:00Z')), 'a Monday');
  assert.not(isActive(either, at('2026-12-08T02:30:00Z')));
});

test('the next start is found across days, zones and leap years', () => {
  const montreal = timetable('30 3 * * *', '1h', 'America/Montreal');
  assert.is(iso(nextStart(montreal, at('2026-11-21T10:00:00Z'), 7 * DAY)), '2026-11-22T08:30:00.000Z');
  assert.is(iso(nextStart(montreal, at('2026-10-31T23:00:00Z'), 7 * DAY)), '2026-11-01T08:30:00.000Z');
  const leap = timetable('0 0 29 2 *', '1h');
  assert.is(iso(nextStart(leap, at('2026-11-21T10:00:00Z'), 8 * 366 * DAY)), '2028-02-29T00:00:00.000Z');
  assert.is(nextStart(leap, at('2026-11-21T10:00:00Z'), 30 * DAY), undefined);
});

test('an active window says when it ends', () => {
  const weekend = timetable('0 18 * * FRI', '60h', 'Europe/Oslo');
  assert.is(iso(activeUntil(weekend, at('2026-11-21T10:00:00Z'))), '2026-11-23T05:00:00.000Z');
  assert.is(activeUntil(weekend, at('2026-11-24T10:00:00Z')), undefined);
});

test('what Argo CD refuses is refused with a reason', () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['@daily', /descriptors/],
    ['0 0 2 * * *', /6 fields/],
    ['* * * *', /4 fields/],
    ['', /0 fields/],
    ['0 2 L * *', /"L"/],
    ['0 2 * * 7', /0 to 6/],
    ['5-1 * * * *', /ends before/],
    ['*/0 * * * *', /at least 1/],
    ['1-2-3 * * * *', /no range/],
    ['1/2/3 * * * *', /no range/],
    [', * * * *', /minute is empty/],
    ['CRON_TZ=Mars/Olympus 0 2 * * *', /Mars/],
  ];
  for (const [text, reason] of refused) {
    const parsed = parseSchedule(text);
    assert.match('error' in parsed ? parsed.error : 'accepted', reason, text);
  }
});

test('a schedule that matches no date is refused, where Argo CD would take it for always', () => {
  for (const text of ['0 0 31 2 *', '0 0 30 2 *', '0 0 31 4,6,9,11 *'])
    assert.equal(parseSchedule(text), { error: 'no date matches it' });
  assert.ok('value' in parseSchedule('0 0 29 2 *'));
  assert.ok('value' in parseSchedule('0 0 31 2 1'), 'or a Monday');
});

test('durations are Go durations', () => {
  const values: readonly (readonly [string, number])[] = [
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['0', 0],
    ['-1h', -3_600_000],
    ['250ms', 250],
    ['1m1s', 61_000],
  ];
  for (const [text, value] of values) assert.equal(parseDuration(text), { value }, text);
  for (const text of ['', '1d', '3600', '1h 30m', 'h', '1.2.3s', '9999999999h', '+', '1e3s'])
    assert.ok('error' in parseDuration(text), text);
});

test('an unknown time zone is an error, never UTC', () => {
  const window = { kind: 'allow', schedule: '0 2 * * *', duration: '1h', timeZone: 'Mars/Olympus' } as const;
  assert.equal(readWindow(window), { error: 'there is no time zone "Mars/Olympus"' });
});

/** Made with Argo CD's own cron parser; they stand beside this repository and not in it. */
const vectors = new URL('../../../shared/conformance/argo-windows.jsonl', import.meta.url).pathname;

interface Vector {
  readonly schedule: string;
  readonly duration: string;
  readonly timeZone: string;
  readonly active?: readonly string[];
  readonly inactive?: readonly string[];
  readonly error?: string;
}

const disagreements = (vector: Vector): string[] => {
  const { schedule, duration, timeZone } = vector;
  const label = `${schedule} | ${duration} | ${timeZone}`;
  const read = readWindow({ kind: 'allow', schedule, duration, timeZone }, true);
  if ('error' in read) return vector.error === undefined ? [`${label}: refused: ${read.error}`] : [];
  if (vector.error !== undefined) return [`${label}: accepted, Argo CD says ${vector.error}`];
  const judge = (wanted: boolean, instants: readonly string[] = []): string[] =>
    instants
      .filter((instant) => isActive(read.value, at(instant)) !== wanted)
      .map((instant) => `${label} at ${instant}: should be ${wanted ? 'active' : 'inactive'}`);
  return [...judge(true, vector.active), ...judge(false, vector.inactive)];
};

if (existsSync(vectors)) {
  test('every conformance vector: active exactly when Argo CD says so', () => {
    const lines = readFileSync(vectors, 'utf8').trim().split('\n');
    assert.ok(lines.length >= 298);
    assert.equal(
      lines.flatMap((line) => disagreements(JSON.parse(line) as Vector)),
      [],
    );
  });
} else process.stdout.write("# skip Argo CD's conformance vectors are not beside this repository\n");

test.run();
