import type { Window } from '../model/repository.ts';
import {
  isTimeZone,
  type Parsed,
  parseDuration,
  parseSchedule,
  type Schedule,
  startsOnDay,
} from '../model/window.ts';

/** A window ready for arithmetic: one start is `schedule`, lasts `duration` milliseconds, seen from `zone`. */
export interface Timetable {
  readonly kind: Window['kind'];
  readonly schedule: Schedule;
  readonly duration: number;
  readonly zone: string;
}

/** Reads a window. Argo CD takes an unknown zone for UTC and only logs it, so with `lenient` this does too. */
export const readWindow = (window: Window, lenient = false): Parsed<Timetable> => {
  const schedule = parseSchedule(window.schedule);
  if ('error' in schedule)
    return { error: `its schedule ${JSON.stringify(window.schedule)}: ${schedule.error}` };
  const duration = parseDuration(window.duration);
  if ('error' in duration)
    return { error: `its duration ${JSON.stringify(window.duration)}: ${duration.error}` };
  const wanted = window.timeZone || 'UTC';
  const known = isTimeZone(wanted);
  if (!known && !lenient) return { error: `there is no time zone ${JSON.stringify(wanted)}` };
  return {
    value: {
      kind: window.kind,
      schedule: schedule.value,
      duration: duration.value,
      zone: known ? wanted : 'UTC',
    },
  };
};

const QUARTER = 15 * 60_000;
const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * Is the window active? Argo CD (`SyncWindow.active`): the zone's offset is taken at `now` and added to it; active when
 * a start lies strictly between now − duration and now. `now` in milliseconds since 1970.
 */
export const isActive = (table: Timetable, now: number): boolean => lastStart(table, now) !== undefined;

/** The latest start strictly before `now` and less than a duration ago, in shifted time; undefined when inactive. */
const lastStart = (table: Timetable, now: number): number | undefined => {
  const shifted = now + zoneOffset(table.zone, now);
  for (
    let quarter = floor(shifted, QUARTER);
    quarter + QUARTER > shifted - table.duration;
    quarter -= QUARTER
  ) {
    const found = startsIn(table.schedule, quarter)
      .reverse()
      .find((start) => start < shifted && start > shifted - table.duration);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** When an active window ends, in milliseconds since 1970; undefined when it is not active. */
export const activeUntil = (table: Timetable, now: number): number | undefined => {
  const start = lastStart(table, now);
  return start === undefined ? undefined : start + table.duration - zoneOffset(table.zone, now);
};

/** The first start after `now` within `limit` milliseconds; a clock change on the way is allowed for. */
export const nextStart = (table: Timetable, now: number, limit: number): number | undefined => {
  const shifted = now + zoneOffset(table.zone, now);
  for (let quarter = floor(shifted, QUARTER); quarter < shifted + limit; ) {
    const starts = startsIn(table.schedule, quarter);
    const found = starts.find((start) => start >= shifted);
    if (found !== undefined) return found - zoneOffset(table.zone, found - zoneOffset(table.zone, now));
    const wholeDay = table.schedule.zone === undefined && !startsOnDay(table.schedule, floor(quarter, DAY));
    quarter = wholeDay ? floor(quarter, DAY) + DAY : quarter + QUARTER;
  }
  return undefined;
};

/** Starts within one quarter of an hour: zones change their offset only at its edges. */
const startsIn = (schedule: Schedule, quarter: number): number[] => {
  const offset = schedule.zone === undefined ? 0 : zoneOffset(schedule.zone, quarter);
  const wall = quarter + offset;
  const time = new Date(wall);
  if (!schedule.hours.has(time.getUTCHours()) || !startsOnDay(schedule, floor(wall, DAY))) return [];
  return Array.from({ length: 15 }, (_, index) => index)
    .filter((index) => schedule.minutes.has(time.getUTCMinutes() + index))
    .map((index) => quarter + index * MINUTE);
};

const floor = (time: number, unit: number): number => Math.floor(time / unit) * unit;

const formats = new Map<string, Intl.DateTimeFormat>();

/** How many milliseconds a zone's clocks are ahead of UTC at an instant. */
const zoneOffset = (zone: string, instant: number): number => {
  if (zone === 'UTC') return 0;
  const format =
    formats.get(zone) ?? new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  formats.set(zone, format);
  const name = format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0', seconds = '0'] =
    /GMT([+-])(\d+):(\d+)(?::(\d+))?/.exec(name) ?? [];
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return (sign === '-' ? -size : size) * 1000;
};
