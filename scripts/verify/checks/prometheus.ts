import type { Bounds, PrometheusQuestion } from '../../model/verification.ts';
import { fail, type Judgement, type PrometheusSeen, pass, unavailable } from './seen.ts';
import { readSeries } from './series.ts';

/** How many values the question asks for: one, or one a step from the beginning of the range to its end. */
const pointsOf = ({ range, step }: PrometheusQuestion): number =>
  range === undefined ? 1 : Math.floor(range / step) + 1;

/** Does every value hold, and every value compared with the one before? */
export const judgePrometheus = (question: PrometheusQuestion, seen: PrometheusSeen): Judgement => {
  const points = pointsOf(question);
  const now = readSeries(seen.now, points);
  if ('none' in now) return now.none;
  const absolute = judgeValues(question, now.values, 'value');
  if (absolute.outcome !== 'pass' || question.against === undefined) return absolute;
  if (seen.before === undefined) return unavailable('Nobody asked for the values before.');
  const before = readSeries(seen.before, points);
  if ('none' in before) return { ...before.none, why: `For the time before: ${before.none.why}` };
  const quotients = now.values.map((value, index) => value / (before.values[index] ?? Number.NaN));
  if (!quotients.every(Number.isFinite))
    return unavailable('The value before is 0, so that nothing can be divided by it.');
  return judgeValues(question.against, quotients, 'quotient');
};

/** Every one must be between the bounds, which are exclusive. */
const judgeValues = (bounds: Bounds, values: readonly number[], noun: string): Judgement => {
  const wanted = wordsOf(bounds);
  const wrong = values.filter((value) => !holds(bounds, value));
  const said =
    values.length === 1
      ? `The ${noun} is ${spread(values)}`
      : `The ${noun}s (${values.length}) are ${spread(values)}`;
  if (wrong.length === 0) return pass(wanted === '' ? `${said}.` : `${said}, and must be ${wanted}.`);
  const how = values.length === 1 ? '' : `; ${wrong.length} of them ${wrong.length === 1 ? 'is' : 'are'} not`;
  return fail(`${said}, and must be ${wanted}${how}.`);
};

const holds = ({ above, below }: Bounds, value: number): boolean =>
  (above === undefined || value > above) && (below === undefined || value < below);

const wordsOf = ({ above, below }: Bounds): string =>
  [above === undefined ? '' : `above ${above}`, below === undefined ? '' : `below ${below}`]
    .filter(Boolean)
    .join(' and ');

const spread = (values: readonly number[]): string => {
  const [least, most] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  return least === most ? short(least) : `${short(least)} to ${short(most)}`;
};

/** Six digits tell enough, but never so few that a value looks equal to the bound it misses. */
const short = (value: number): string => {
  const few = Number(value.toPrecision(6));
  return String(few === value || Math.abs(few - value) < Math.abs(value) * 1e-9 ? few : value);
};
