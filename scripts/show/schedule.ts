import { code } from './escape.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/**
 * A cron schedule (minute, hour, day of month, month, day of week) as Markdown words where it is one of the plain
 * kinds, such as `every day from 03:30`; every other one is shown as it is written.
 */
export const schedule = (cron: string): string => {
  const plain = /^(\d{1,2}) (\d{1,2}) \* \* (\*|[0-6](?:-[0-6])?)$/.exec(cron.trim());
  if (plain === null) return `at ${code(cron, 100)}`;
  const [, minute = '', hour = '', days = ''] = plain;
  return `${weekdays(days)} from ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
};

const weekdays = (days: string): string => {
  if (days === '*') return 'every day';
  const [first, last] = days.split('-').map((day) => DAYS[Number(day)]);
  return last === undefined ? `every ${first}` : `${first} to ${last}`;
};
