import type { Finding } from '../../model/problem.ts';
import { type Rule, recordsOf } from '../scope.ts';

/** The contract that a record names lies beside it. */
export const contractMissing: Rule = (scope) => {
  const { entries } = scope.facts;
  if (entries === undefined) return [];
  return recordsOf(scope)
    .filter(
      (release) => release.contract !== undefined && !entries.has(besides(release.file, release.contract)),
    )
    .map(
      (release): Finding => ({
        code: 'contract-missing',
        severity: 'error',
        file: release.file,
        path: ['contract'],
        what: `${release.service} ${release.version} names the contract ${release.contract}, which is not beside its record.`,
        why: 'Reviewers could not see what callers may rely on, and no difference could be shown.',
        fix: `Add ${besides(release.file, release.contract ?? '')}, or take \`contract\` out of a record that has not landed yet.`,
        services: [release.service],
      }),
    );
};

const besides = (record: string, name: string): string =>
  `${record.slice(0, record.lastIndexOf('/') + 1)}${name}`;
