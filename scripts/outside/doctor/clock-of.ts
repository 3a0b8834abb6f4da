import type { Clock } from '../../check/doctor/machine.ts';
import type { Answer } from '../service/service.ts';

/** `Date` has whole seconds, cut off: on average it is so many milliseconds later. */
const CUT = 500;

/** The clock of whoever answered just now, compared with ours; undefined where the answer does not say its time. */
export const clockOf = (of: string, { headers }: Answer): Clock | undefined => {
  const time = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(time) ? undefined : { of, ahead: time + CUT - Date.now() };
};
