const SHAPE =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)?)?$/;

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const daysIn = (year: number, month: number): number => {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0);
};

interface Parts {
  readonly date: readonly [year: number, month: number, day: number];
  readonly time: readonly [hour: number, minute: number, second: number];
  readonly fraction: string;
  readonly zone: string;
}

/** The parts of a text in one of the four layouts that go-yaml takes for a date (resolve.go). */
const partsOf = (value: string): Parts | undefined => {
  const match = SHAPE.exec(value);
  if (match === null) return undefined;
  const [, year, month, day, separator, hour, minute, second, fraction, zone] = match;
  if (separator !== undefined && (separator === ' ') !== (zone === undefined)) return undefined;
  return {
    date: [Number(year), Number(month), Number(day)],
    time: [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)],
    fraction: fraction ?? '',
    zone: zone ?? 'Z',
  };
};

const isReal = ({ date: [year, month, day], time: [hour, minute, second], zone }: Parts): boolean =>
  month >= 1 &&
  month <= 12 &&
  day >= 1 &&
  day <= daysIn(year, month) &&
  hour < 24 &&
  minute < 60 &&
  second < 60 &&
  (zone === 'Z' || (Number(zone.slice(1, 3)) <= 24 && Number(zone.slice(4)) < 60));

/** Would go-yaml take this text for a date? */
export const isTimestamp = (value: string): boolean => timestampText(value) !== undefined;

/** A date as Go prints it (RFC 3339 with as many digits of a second as needed); undefined where it is none. */
export const timestampText = (value: string): string | undefined => {
  const parts = partsOf(value);
  if (parts === undefined || !isReal(parts)) return undefined;
  const [year, month, day] = parts.date;
  const fraction = parts.fraction.slice(0, 9).replace(/0+$/, '');
  const date = `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
  const time = parts.time.map(twoDigits).join(':');
  const zone = /^[+-]00:00$/.test(parts.zone) ? 'Z' : parts.zone;
  return `${date}T${time}${fraction === '' ? '' : `.${fraction}`}${zone}`;
};

const twoDigits = (number: number): string => String(number).padStart(2, '0');
