import type { Finding } from '../../model/problem.ts';
import type { Environment, Window } from '../../model/repository.ts';
import { isTimeZone, parseDuration, parseSchedule } from '../../model/window.ts';
import type { Rule } from '../scope.ts';

/** Windows are read by Argo CD as well: what its parsers refuse, or silently misread, is refused here. */
export const windowGrammar: Rule = (scope) =>
  scope.environments.flatMap((environment) =>
    environment.gates.windows.flatMap((window, index) => windowFindings(environment, window, index)),
  );

const windowFindings = (environment: Environment, window: Window, index: number): Finding[] => {
  const at = (key: keyof Window, words: Pick<Finding, 'what' | 'why' | 'fix'>): Finding => ({
    code: `window-${key === 'timeZone' ? 'time-zone' : key}`,
    severity: 'error',
    file: environment.file,
    path: ['gates', 'windows', index, key],
    ...words,
    environment: environment.name,
  });
  const schedule = parseSchedule(window.schedule);
  const duration = parseDuration(window.duration);
  return [
    ...('error' in schedule ? [at('schedule', scheduleWords(window, schedule.error))] : []),
    ...('error' in duration ? [at('duration', durationWords(window, duration.error))] : []),
    ...('value' in duration && duration.value <= 0
      ? [at('duration', durationWords(window, 'it never begins'))]
      : []),
    ...(isZoneOfBoth(window.timeZone) ? [] : [at('timeZone', zoneWords(window))]),
  ];
};

/**
 * Node finds a zone whatever its case and takes offsets such as `+02:00`; Go opens a file of that exact name. Aliases
 * (America/Montreal) are not listed by `Intl`, so their case is judged by the shape that every name in the IANA data has.
 */
const isZoneOfBoth = (zone: string): boolean => {
  if (!/^[A-Z][A-Za-z0-9+_-]*(?:\/[A-Z][A-Za-z0-9+_-]*)*$/.test(zone) || !isTimeZone(zone)) return false;
  const canonical = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  return canonical === zone || canonical.toLowerCase() !== zone.toLowerCase();
};

const scheduleWords = ({ schedule }: Window, error: string): Pick<Finding, 'what' | 'why' | 'fix'> => ({
  what: `The schedule ${JSON.stringify(schedule)} cannot be read: ${error}.`,
  why: 'Argo CD refuses it or takes it for something else, so the environment would open at other times than you think.',
  fix: 'Write five cron fields (minute, hour, day, month, weekday 0–6), such as "30 3 * * *"; no @daily, L, # or W.',
});

const durationWords = ({ duration }: Window, error: string): Pick<Finding, 'what' | 'why' | 'fix'> => ({
  what: `The duration ${JSON.stringify(duration)} of this window means nothing: ${error}.`,
  why: 'Argo CD would refuse the window, or it would never be active.',
  fix: 'Write a Go duration of more than zero, such as 1h or 1h30m; there is no unit for days.',
});

const zoneWords = ({ timeZone }: Window): Pick<Finding, 'what' | 'why' | 'fix'> => ({
  what: `There is no time zone ${JSON.stringify(timeZone)}.`,
  why: 'Argo CD silently takes an unknown zone for UTC, so the window would open hours early or late.',
  fix: 'Write the name of an IANA zone in its own spelling, such as Europe/Berlin or UTC.',
});
