import type { Environment } from '../../model/repository.ts';
import type { Check, Maintenance } from '../../model/verification.ts';
import { isTimeZone, parseDuration, parseSchedule } from '../../model/window.ts';
import { quoted } from '../position.ts';
import type { Rule } from '../scope.ts';
import { type Flaw, findingOf } from '../verify/flaw.ts';

/** A maintenance must begin, end, and be of something that is asked: one that never holds would excuse nothing. */
export const maintenance: Rule = (scope) =>
  scope.environments.flatMap((environment) =>
    (environment.verify?.maintenance ?? []).flatMap((one, index) =>
      [...scheduleFlaws(one), ...instantFlaws(one, scope.facts.now), ...subjectFlaws(one, environment)].map(
        (flaw) => findingOf(environment, { ...flaw, path: ['verify', 'maintenance', index, ...flaw.path] }),
      ),
    ),
  );

const NEVER_HOLDS = 'It would never hold, or at other times than you think, and failures in it would count.';

const scheduleFlaws = ({ schedule, duration, timeZone }: Maintenance): Flaw[] => {
  const read = schedule === undefined ? undefined : parseSchedule(schedule);
  const length = duration === undefined ? undefined : parseDuration(duration);
  return [
    ...(read !== undefined && 'error' in read ? [unreadable('schedule', schedule, read.error)] : []),
    ...(length !== undefined && 'error' in length ? [unreadable('duration', duration, length.error)] : []),
    ...(length !== undefined && 'value' in length && length.value <= 0
      ? [unreadable('duration', duration, 'it must be more than zero')]
      : []),
    ...(timeZone === undefined || isTimeZone(timeZone)
      ? []
      : [unreadable('timeZone', timeZone, 'there is no such time zone')]),
  ];
};

const FIXES = {
  schedule: 'Write five cron fields (minute, hour, day, month, weekday 0–6), such as "0 4 * * 0".',
  duration: 'Write a Go duration of more than zero, such as 1h or 1h30m; there is no unit for days.',
  timeZone: 'Write the name of an IANA zone, such as Europe/Berlin or UTC.',
} as const;

const unreadable = (key: keyof typeof FIXES, value: string | undefined, error: string): Flaw => ({
  code: `maintenance-${key === 'timeZone' ? 'time-zone' : key}`,
  path: [key],
  what: `\`${key}\` of this maintenance is ${quoted(value ?? '')}: ${error}.`,
  why: NEVER_HOLDS,
  fix: FIXES[key],
});

const instantFlaws = ({ from, until, schedule }: Maintenance, now: Date | undefined): Flaw[] => {
  if (until === undefined) return from === undefined ? [] : [needless('from', 'schedule')];
  if (schedule !== undefined) return [needless('schedule', 'until')];
  if (from !== undefined && Date.parse(from) >= Date.parse(until)) return [backwards(from, until)];
  return now !== undefined && Date.parse(until) <= now.getTime() ? [over(until)] : [];
};

const needless = (key: string, beside: string): Flaw => ({
  code: 'maintenance-instants',
  path: [key],
  what: `This maintenance has \`${key}\` beside \`${beside}\`.`,
  why: 'It is once, `from` … `until`, or again and again, `schedule` and `duration`; one of the two would be overlooked.',
  fix: `Take \`${key}\` out, or \`${beside}\`, and write a second maintenance if both are meant.`,
});

const backwards = (from: string, until: string): Flaw => ({
  code: 'maintenance-instants',
  path: ['until'],
  what: `This maintenance begins at ${quoted(from)} and ends at ${quoted(until)}, which is not later.`,
  why: NEVER_HOLDS,
  fix: 'Write an `until` after `from`.',
});

const over = (until: string): Flaw => ({
  code: 'maintenance-over',
  severity: 'warning',
  path: ['until'],
  what: `This maintenance ended at ${quoted(until)}.`,
  why: 'It excuses nothing any more, but whoever reads the file takes it for one.',
  fix: 'Take it out, or give it a later `until` if it is still needed.',
});

/** Compared as addresses are: without regard to case, and without the port that a scheme has anyway. */
const subjectFlaws = ({ of }: Maintenance, { argocd, verify }: Environment): Flaw[] => {
  const hosts = [argocd?.server, ...(verify?.checks ?? []).map(addressOf)].map(hostOf);
  const name = of.toLowerCase();
  if (hosts.includes(name) || hosts.includes(name.replace(/:(?:80|443)$/, ''))) return [];
  if (name !== 'argocd')
    return [
      unasked(
        `Nothing at ${quoted(of)} is asked in this environment.`,
        'Write `argocd`, or the host of an address that a check asks, with its port where the address has one.',
      ),
    ];
  if (argocd?.server !== undefined) return [];
  return [
    unasked(
      'Argo CD is not asked in this environment, because it has no `argocd.server`.',
      'Write the address of its API as `argocd.server`, or take this maintenance out.',
    ),
  ];
};

const unasked = (what: string, fix: string): Flaw => ({
  code: 'maintenance-of',
  severity: 'warning',
  path: ['of'],
  what,
  why: 'The maintenance excuses nothing.',
  fix,
});

const addressOf = ({ question }: Check): string | undefined => {
  if (question.kind === 'http') return question.http.url;
  return question.kind === 'prometheus' ? question.prometheus.url : undefined;
};

const hostOf = (address: string | undefined): string | undefined =>
  address === undefined || !URL.canParse(address) ? undefined : new URL(address).host;
