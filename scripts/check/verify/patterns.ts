import type { Check } from '../../model/verification.ts';

/** A regular expression of a check, and where below the check it stands. */
interface Pattern {
  readonly path: readonly string[];
  readonly pattern: string;
}

/** Every regular expression that a check looks for. */
export const patternsOf = ({ question }: Check): Pattern[] => {
  if (question.kind !== 'http') return [];
  const { body, expectHeaders } = question.http;
  return [
    ...(body === undefined ? [] : [{ path: ['http', 'expect', 'body'], pattern: body }]),
    ...Object.entries(expectHeaders).map(([name, pattern]) => ({
      path: ['http', 'expect', 'headers', name],
      pattern,
    })),
  ];
};
