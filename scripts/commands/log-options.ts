import { type Choice, LOG_OUTCOMES, type LogOutcome } from '../history/deployments.ts';
import { nearest } from '../model/nearest.ts';
import { isTimeZone, parseDuration } from '../model/window.ts';
import { misuse } from './ask.ts';
import type { Invocation } from './invocation.ts';

export interface LogOptions {
  /** Absent: every environment. */
  readonly environment?: string;
  readonly limit?: string;
  readonly since?: string;
  readonly outcome?: string;
  readonly timeZone?: string;
  readonly format?: string;
  readonly follow: boolean;
  readonly every?: string;
}

const LOG_FORMATS = ['text', 'html', 'json', 'cdevents'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** What was asked for, read and checked. */
export interface Wanted {
  readonly choice: Choice;
  readonly format: LogFormat;
  /** An IANA name. */
  readonly zone: string;
  /** Milliseconds between two looks; absent: look once. */
  readonly every?: number;
}

const LIMIT = 50;
const EVERY = 5000;

/** Reads the options of `bracket log`. Throws a `Failure` of usage for one that means nothing. */
export const readLogOptions = (call: Pick<Invocation, 'json' | 'now'>, options: LogOptions): Wanted => {
  const format = readFormat(call, options);
  const since = options.since === undefined ? {} : { since: readSince(options.since, call.now) };
  const outcome = options.outcome === undefined ? {} : { outcome: readOutcome(options.outcome) };
  return {
    choice: { limit: readLimit(options.limit), ...since, ...outcome },
    format,
    zone: readZone(options.timeZone),
    ...readEvery(options),
  };
};

const readFormat = ({ json }: Pick<Invocation, 'json'>, { format, follow }: LogOptions): LogFormat => {
  const wanted = format ?? (json ? 'json' : 'text');
  const found = LOG_FORMATS.find((one) => one === wanted);
  if (found === undefined)
    throw misuse(
      'unknown-format',
      `There is no format ${JSON.stringify(wanted)}.`,
      `Choose one of ${LOG_FORMATS.join(', ')}.`,
    );
  if (json && found !== 'json')
    throw misuse(
      'two-formats',
      `--json and --format ${found} ask for two answers.`,
      'Leave one of them out.',
    );
  if (follow && found === 'html')
    throw misuse(
      'followed-page',
      'A page is whole when it is written, and --follow never ends.',
      'Leave out --follow, or choose --format text, json or cdevents.',
    );
  return found;
};

const readLimit = (text: string | undefined): number => {
  if (text === undefined) return LIMIT;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw misuse(
    'bad-limit',
    `${JSON.stringify(text)} is no number of deployments.`,
    'Give --limit a number from 1 to 9999999.',
  );
};

const readOutcome = (text: string): LogOutcome => {
  const found = LOG_OUTCOMES.find((one) => one === text);
  if (found !== undefined) return found;
  const near = nearest(text, LOG_OUTCOMES);
  throw misuse(
    'unknown-outcome',
    `There is no outcome ${JSON.stringify(text)}.`,
    `${near === undefined ? '' : `Did you mean ${near}? `}Choose one of ${LOG_OUTCOMES.join(', ')}.`,
  );
};

const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;
const DAY = 86_400_000;

/** A day (from its beginning in UTC), an instant with a zone, or how long before now; answers milliseconds since 1970. */
const readSince = (text: string, now: Date): number => {
  const at = DATE.test(text) ? instantOf(text) : now.getTime() - lengthOf(text);
  if (Number.isFinite(at)) return at;
  throw misuse(
    'bad-since',
    `${JSON.stringify(text)} says no time.`,
    'Give --since a day (2026-11-27, in UTC), an instant (2026-11-27T08:00:00+01:00), or how long ago (7d, 36h, 1h30m).',
  );
};

/** `Date.parse` makes 2 March of 30 February. */
const instantOf = (text: string): number => {
  const day = text.slice(0, 10);
  const isDay = new Date(Date.parse(day) || 0).toISOString().startsWith(day);
  return isDay ? Date.parse(text) : Number.NaN;
};

/** Go knows no days, and people count in them. */
const lengthOf = (text: string): number => {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  if (days !== undefined) return Number(days) * DAY;
  const parsed = parseDuration(text);
  return 'value' in parsed && parsed.value >= 0 ? parsed.value : Number.NaN;
};

/** That of this machine, as Node finds it (TZ, or the system's), unless one is named. */
const readZone = (text: string | undefined): string => {
  if (text === undefined) {
    const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    return isTimeZone(own) ? own : 'UTC';
  }
  if (/^[A-Za-z]/.test(text) && isTimeZone(text)) return text;
  const near = REGIONS.map((region) => `${region}/${text}`).find(isTimeZone);
  throw misuse(
    'unknown-zone',
    `There is no time zone ${JSON.stringify(text)}.`,
    `${near === undefined ? '' : `Did you mean ${near}? `}Give --time-zone a name of the IANA database, such as Europe/Berlin or UTC.`,
  );
};

/** People name the city alone. */
const REGIONS = ['Africa', 'America', 'Asia', 'Atlantic', 'Australia', 'Europe', 'Indian', 'Pacific'];

const readEvery = ({ follow, every }: LogOptions): Pick<Wanted, 'every'> => {
  if (!follow && every !== undefined)
    throw misuse(
      'nothing-followed',
      '--every says how often --follow looks.',
      'Add --follow, or leave out --every.',
    );
  if (!follow) return {};
  if (every === undefined) return { every: EVERY };
  const parsed = parseDuration(every);
  if ('value' in parsed && parsed.value >= 100 && parsed.value <= DAY) return { every: parsed.value };
  throw misuse(
    'bad-every',
    `${JSON.stringify(every)} is no time between two looks.`,
    'Give --every a duration from 100ms to 24h, such as 5s.',
  );
};
