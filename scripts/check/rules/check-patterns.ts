import { quoted } from '../position.ts';
import type { Rule } from '../scope.ts';
import { findingOf } from '../verify/flaw.ts';
import { patternsOf } from '../verify/patterns.ts';

/** What a check looks for can be read as a regular expression. */
export const checkPatterns: Rule = ({ environments, facts: { patterns } }) =>
  environments.flatMap((environment) =>
    (environment.verify?.checks ?? []).flatMap((check, index) =>
      patternsOf(check).flatMap(({ path, pattern }) => {
        const fault = patterns?.get(pattern);
        if (fault === undefined) return [];
        return [
          findingOf(environment, {
            code: 'check-pattern',
            path: ['verify', 'checks', index, ...path],
            what: `The pattern ${quoted(pattern)} of the check ${check.name} cannot be read: ${quoted(fault)}.`,
            why: 'Nothing would ever match it, so the check would never pass.',
            fix: "Write a regular expression in RE2's syntax, as Go and Prometheus have it: without look-ahead and without references back.",
          }),
        ];
      }),
    ),
  );
