import type { ServiceName, Version } from '../../model/names.ts';
import type { Finding } from '../../model/problem.ts';
import { type SemverReader, semverReader } from '../range.ts';
import { type Cell, isThere, type Rule, type Scope } from '../scope.ts';

/**
 * What a running release requires of other services holds inside its environment. What semver cannot answer is an error
 * that says so.
 */
export const requiresMet: Rule = (scope) => {
  const read = semverReader();
  const findings: Finding[] = [];
  for (const cell of scope.cells) {
    if (cell.release === undefined) continue;
    const beside = scope.repository.desired.get(cell.desired.environment);
    for (const [name, range] of Object.entries(cell.release.requires)) {
      const runs = beside?.get(name as ServiceName)?.version;
      const answer = ask(read, range, runs);
      if (answer === 'met' || (answer === 'absent' && isBroken(cell, name, scope))) continue;
      findings.push(finding(cell, { name, range, runs, answer }));
    }
  }
  return findings;
};

/** A desired file that is there but cannot be read has a problem of its own. */
const isBroken = ({ desired }: Cell, name: string, scope: Scope): boolean =>
  isThere(scope, `environments/${desired.environment}/${name}.yaml`);

type Answer = 'met' | 'absent' | 'unmet' | 'unanswerable';

const ask = (read: SemverReader, range: string, runs: Version | undefined): Answer => {
  if (runs === undefined) return 'absent';
  const [wanted, version] = [read.range(range), read.version(runs)];
  if (wanted === undefined || version === undefined) return 'unanswerable';
  return wanted.test(version) ? 'met' : 'unmet';
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
