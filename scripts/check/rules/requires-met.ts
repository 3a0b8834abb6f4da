import type { ServiceName, Version } from '../../model/names.ts';
import type { Finding } from '../../model/problem.ts';
import { isSemver, type Range, rangeReader } from '../range.ts';
import { type Cell, isThere, type Rule } from '../scope.ts';

/**
 * What a running release requires of other services holds inside its environment. What semver cannot answer is an error
 * that says so.
 */
export const requiresMet: Rule = (scope) => {
  const read = rangeReader();
  return scope.cells.flatMap((cell) =>
    Object.entries(cell.release?.requires ?? {}).flatMap(([name, range]): Finding[] => {
      const runs = scope.repository.desired.get(cell.desired.environment)?.get(name as ServiceName)?.version;
      const answer = ask(runs, read(range));
      if (answer === 'absent' && isThere(scope, `environments/${cell.desired.environment}/${name}.yaml`))
        return [];
      return answer === 'met' ? [] : [finding(cell, { name, range, runs, answer })];
    }),
  );
};

type Answer = 'met' | 'absent' | 'unmet' | 'unanswerable';

const ask = (version: Version | undefined, range: Range | undefined): Answer => {
  if (version === undefined) return 'absent';
  if (range === undefined || !isSemver(version)) return 'unanswerable';
  return range.test(version) ? 'met' : 'unmet';
};

interface Unmet {
  readonly name: string;
  readonly range: string;
  readonly runs: Version | undefined;
  readonly answer: Exclude<Answer, 'met'>;
}

const finding = (cell: Cell, unmet: Unmet): Finding => ({
  code: `requires-${unmet.answer}`,
  severity: 'error',
  file: cell.desired.file,
  path: ['version'],
  ...WORDS[unmet.answer](cell, unmet),
  environment: cell.desired.environment,
  services: [unmet.name as ServiceName, cell.desired.service],
});

const needs = ({ desired }: Cell, { name, range }: Unmet): string =>
  `${desired.service} ${desired.version} requires ${name} ${range}`;

const WORDS: Readonly<
  Record<Unmet['answer'], (cell: Cell, unmet: Unmet) => Pick<Finding, 'what' | 'why' | 'fix'>>
> = {
  absent: (cell, unmet) => ({
    what: `${needs(cell, unmet)}, but ${unmet.name} does not run in ${cell.desired.environment}.`,
    why: 'It would run without something that its release record says it cannot do without.',
    fix: `Take ${unmet.name} within "${unmet.range}" with it, or choose a version that can do without.`,
  }),
  unmet: (cell, unmet) => ({
    what: `${needs(cell, unmet)}, but ${cell.desired.environment} runs ${unmet.name} ${unmet.runs}.`,
    why: 'The two would run together here, and the release record says that they do not work together.',
    fix: `Take ${unmet.name} within "${unmet.range}" with it, or choose a version of ${cell.desired.service} that works with ${unmet.runs}.`,
  }),
  unanswerable: (cell, unmet) => ({
    what: `${needs(cell, unmet)}, and nobody can tell whether ${unmet.runs} in ${cell.desired.environment} is within it.`,
    why: 'Only semver versions can be compared with a semver range, and what cannot be known is never a pass.',
    fix: `Run a version of ${unmet.name} that is semver (such as 1.2.3), or a version of ${cell.desired.service} whose record requires nothing of it.`,
  }),
};
