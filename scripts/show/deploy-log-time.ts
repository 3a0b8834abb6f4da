const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** An instant in UTC as a log has it: `2026-11-27T03:31:02Z`. Takes milliseconds since 1970. */
export const utcTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** The same instant as the clocks of a zone showed it: `2026-11-26T22:31:02-05:00`. The zone is an IANA name. */
export const localTime = (at: number, zone: string): string => {
  const offset = offsetOf(at, zone);
  const ahead = Math.abs(offset);
  const two = (number: number): string => String(number).padStart(2, '0');
  const clock = new Date(at + offset * MINUTE).toISOString().slice(0, 19);
  return `${clock}${offset < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
};

const calendars = new Map<string, Intl.DateTimeFormat>();

const calendarOf = (zone: string): Intl.DateTimeFormat => {
  const known = calendars.get(zone);
  if (known !== undefined) return known;
  const calendar = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  calendars.set(zone, calendar);
  return calendar;
};

/** Minutes that the clocks of a zone are ahead of UTC. ISO 8601 knows no seconds of an offset. */
const offsetOf = (at: number, zone: string): number => {
  const part = Object.fromEntries(
    calendarOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>>;
  const clock = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  return Math.round((clock - Math.floor(at / SECOND) * SECOND) / MINUTE);
};

/** How long something took, in whole seconds and as Go writes it: `3m12s`. Takes milliseconds. */
export const goDuration = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.round(milliseconds / SECOND));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = `${seconds % 60}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
};
