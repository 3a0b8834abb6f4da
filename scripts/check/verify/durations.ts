import type { Check } from '../../model/verification.ts';
import type { Flaw } from './flaw.ts';

type Path = Flaw['path'];

/** Every duration of a check that has to be more than nothing, in milliseconds, and where it stands. */
const durationsOf = ({ timeout, interval, question }: Check): (readonly [Path, number | undefined])[] => {
  const own: (readonly [Path, number | undefined])[] = [
    [['timeout'], timeout],
    [['interval'], interval],
  ];
  if (question.kind === 'http') return [...own, [['http', 'expect', 'latency'], question.http.latency]];
  if (question.kind !== 'prometheus') return own;
  const { range, step, against } = question.prometheus;
  return [
    ...own,
    [['prometheus', 'range'], range],
    [['prometheus', 'step'], step],
    [['prometheus', 'against', 'before'], against?.before],
  ];
};

/** Durations of nothing: no attempt would end in time, and no two moments would differ. */
export const emptyDurations = (check: Check): Flaw[] =>
  durationsOf(check)
    .filter(([, duration]) => duration !== undefined && duration <= 0)
    .map(([path]) => ({
      code: 'check-duration',
      path,
      what: `\`${path.join('.')}\` of the check ${check.name} is no time at all.`,
      why: 'Nothing is answered within no time, and without a pause an endpoint that is down is asked without end.',
      fix: 'Write a Go duration of more than zero, such as 500ms, 30s or 1h30m, or take the key out.',
    }));
