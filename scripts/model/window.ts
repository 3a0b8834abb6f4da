/**
 * When a window's schedule starts, as Argo CD's cron parser reads it (robfig/cron v3 without seconds and without
 * descriptors): exactly five fields, weekday 0–6, names of months and weekdays, `?` as `*`, `1/15` as `1-59/15`.
 */
export interface Schedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Day and weekday are alternatives only where both are restricted; a plain `*` or `?` restricts nothing. */
  readonly anyDay: boolean;
  readonly anyWeekday: boolean;
  /** IANA zone of a `CRON_TZ=` prefix. */
  readonly zone?: string;
}

/** What a text means, or one sentence that says why it means nothing. */
export type Parsed<T> = { readonly value: T } | { readonly error: string };

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  { name: 'day', min: 1, max: 31, names: [] },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  { name: 'weekday', min: 0, max: 6, names: WEEKDAYS },
] as const satisfies readonly Field[];

class Unreadable extends Error {}

/** Reads a schedule; one that matches no date at all is an error here, where Argo CD would take it for always. */
export const parseSchedule = (text: string): Parsed<Schedule> => {
  try {
    return { value: readSchedule(text) };
  } catch (error) {
    if (error instanceof Unreadable) return { error: error.message };
    throw error;
  }
};

const readSchedule = (text: string): Schedule => {
  const { zone, rest } = takeZone(text);
  const fields = rest.split(/\s+/).filter(Boolean);
  if (fields[0]?.startsWith('@')) throw new Unreadable(`descriptors such as ${fields[0]} are not accepted`);
  if (fields.length !== FIELDS.length)
    throw new Unreadable(`it has ${fields.length} fields and needs exactly 5`);
  const [minutes, hours, days, months, weekdays] = FIELDS.map((field, at) =>
    readField(fields[at] ?? '', field),
  );
  const schedule = {
    minutes: minutes as Set<number>,
    hours: hours as Set<number>,
    days: days as Set<number>,
    months: months as Set<number>,
    weekdays: weekdays as Set<number>,
    anyDay: isAny(fields[2] ?? ''),
    anyWeekday: isAny(fields[4] ?? ''),
    ...(zone === undefined ? {} : { zone }),
  };
  if (!everMatches(schedule)) throw new Unreadable('no date matches it');
  return schedule;
};

const takeZone = (text: string): { zone?: string; rest: string } => {
  const prefix = /^(?:CRON_)?TZ=(\S*)\s+(.*)$/s.exec(text);
  if (prefix === null) return { rest: text };
  const zone = prefix[1] || 'UTC';
  if (!isTimeZone(zone)) throw new Unreadable(`there is no time zone ${zone}`);
  return { zone, rest: prefix[2] ?? '' };
};

const isAny = (text: string): boolean =>
  text.split(',').some((part) => /^[*?](?:-[^/]*)?(?:\/0*1)?$/.test(part));

const readField = (text: string, field: Field): Set<number> => {
  const parts = text.split(',').filter(Boolean);
  if (parts.length === 0) throw new Unreadable(`the ${field.name} is empty`);
  return new Set(parts.flatMap((part) => readRange(part, field)));
};

const readRange = (part: string, field: Field): number[] => {
  const [range = '', stepText, ...moreSteps] = part.split('/');
  const [lowText = '', highText, ...moreHighs] = range.split('-');
  if (moreSteps.length > 0 || moreHighs.length > 0)
    throw new Unreadable(`the ${field.name} ${part} is no range`);
  const any = lowText === '*' || lowText === '?';
  const low = any ? field.min : readNumber(lowText, field);
  const last = stepText === undefined ? low : field.max;
  const high = any ? field.max : highText === undefined ? last : readNumber(highText, field);
  const step = stepText === undefined ? 1 : readNumber(stepText, { ...field, names: [] });
  if (low < field.min || high > field.max)
    throw new Unreadable(`the ${field.name} ${part} leaves ${field.min} to ${field.max}`);
  if (low > high) throw new Unreadable(`the ${field.name} ${part} ends before it begins`);
  if (step === 0) throw new Unreadable(`the step of the ${field.name} ${part} must be at least 1`);
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, index) => low + index * step);
};

const readNumber = (text: string, field: Field): number => {
  const named = field.names.indexOf(text.toLowerCase());
  if (named >= 0) return named + field.min;
  if (!/^\+?\d{1,9}$/.test(text))
    throw new Unreadable(`the ${field.name} has ${JSON.stringify(text)}, which is no number`);
  return Number(text);
};

const DAY = 86_400_000;

/** Does the schedule start on this calendar day (midnight UTC of it, in milliseconds)? */
export const startsOnDay = (schedule: Schedule, day: number): boolean => {
  const date = new Date(day);
  if (!schedule.months.has(date.getUTCMonth() + 1)) return false;
  const byDay = schedule.days.has(date.getUTCDate());
  const byWeekday = schedule.weekdays.has(date.getUTCDay());
  return schedule.anyDay || schedule.anyWeekday ? byDay && byWeekday : byDay || byWeekday;
};

/** Eight years hold every combination of date and weekday that a leap day can delay. */
const everMatches = (schedule: Schedule): boolean => {
  const start = Date.UTC(2024, 0, 1);
  for (let day = 0; day < 8 * 366; day++) if (startsOnDay(schedule, start + day * DAY)) return true;
  return false;
};

export const isTimeZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
/** The longest Go duration: 2^63 nanoseconds, about 292 years. */
const LONGEST = 2 ** 63 / 1e6;

/** Reads a Go duration such as `1h30m` (Go's `time.ParseDuration`); answers milliseconds. */
export const parseDuration = (text: string): Parsed<number> => {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (rest === '0') return { value: 0 };
  const parts = [...rest.matchAll(/(\d+\.?\d*|\.\d+)([^\d.]+)/gy)];
  if (rest === '' || parts.map((part) => part[0]).join('') !== rest)
    return { error: /^[\d.]+$/.test(rest) ? 'it lacks a unit such as h, m or s' : 'it is no duration' };
  const strange = parts.find((part) => UNITS[part[2] as string] === undefined);
  if (strange !== undefined) return { error: `it has the unknown unit ${JSON.stringify(strange[2])}` };
  const sum = parts.reduce(
    (total, part) => total + Number(part[1]) * (UNITS[part[2] as string] as number),
    0,
  );
  if (sum >= LONGEST) return { error: 'it is longer than Go can say' };
  return { value: sign === '-' ? -sum : sum };
};
