import { faultFindings } from '../rendered/judged.ts';
import type { Rule } from '../scope.ts';

/** Objects have the form of their type: fields that exist, of the types they have. Custom kinds are not judged. */
export const manifestForm: Rule = (scope) =>
  faultFindings(scope, ({ facts }) => facts.faults.filter(({ code }) => code.startsWith('manifest-')));
