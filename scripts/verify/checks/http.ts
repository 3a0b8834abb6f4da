import { readExpression } from '../../model/expression.ts';
import type { HttpQuestion } from '../../model/verification.ts';
import { fail, type HttpSeen, type Judgement, pass, seconds, told } from './seen.ts';

/** A pattern is looked for in so many characters of a body; what answers a check is not longer. */
const SEARCHED = 1 << 20;

/** Is the answer the wanted one? An answer with anything else in it is a failure, and all of it is told. */
export const judgeHttp = (question: HttpQuestion, seen: HttpSeen): Judgement => {
  const wrong = [
    ...statusFaults(question, seen),
    ...headerFaults(question, seen),
    ...bodyFaults(question, seen),
    ...latencyFaults(question, seen),
  ];
  const status = `It answered ${seen.status} in ${seconds(seen.elapsed)}`;
  return wrong.length === 0 ? pass(`${status}.`) : fail(`${status}: ${listed(wrong)}.`);
};

const MOST = 4;

const listed = (wrong: readonly string[]): string =>
  [...wrong.slice(0, MOST), ...(wrong.length > MOST ? [`and ${wrong.length - MOST} more`] : [])].join('; ');

const statusFaults = ({ statuses }: HttpQuestion, { status }: HttpSeen): string[] =>
  statuses.includes(status) ? [] : [`the status must be ${statuses.join(' or ')}`];

const headerFaults = ({ expectHeaders }: HttpQuestion, { headers }: HttpSeen): string[] =>
  Object.entries(expectHeaders).flatMap(([name, pattern]) => {
    const value = Object.hasOwn(headers, name.toLowerCase()) ? headers[name.toLowerCase()] : undefined;
    if (value === undefined) return [`the header ${name} is missing`];
    const fault = mismatch(pattern, value);
    return fault === undefined ? [] : [`the header ${name} is ${told(value)} and ${fault}`];
  });

const bodyFaults = ({ body }: HttpQuestion, { text }: HttpSeen): string[] => {
  const fault = body === undefined ? undefined : mismatch(body, text.slice(0, SEARCHED));
  if (fault === undefined) return [];
  const where = text.length > SEARCHED ? ' in its first 1,048,576 characters' : '';
  return [
    text === '' ? `the body is empty and ${fault}` : `the body ${fault}${where}; it begins ${told(text)}`,
  ];
};

/** `validate` refuses a pattern that cannot be read; nothing that was not looked for is taken for found. */
const mismatch = (pattern: string, text: string): string | undefined => {
  const read = readExpression(pattern);
  if ('error' in read) return `the pattern ${told(pattern)} cannot be read: mend it`;
  return read.value.isIn(text) ? undefined : `does not match ${told(pattern)}`;
};

const latencyFaults = ({ latency }: HttpQuestion, { elapsed }: HttpSeen): string[] =>
  latency === undefined || elapsed <= latency ? [] : [`it may take ${seconds(latency)} at most`];
