import { faultFindings } from '../rendered/judged.ts';
import type { Rule } from '../scope.ts';

/** Whoever refers to a generated ConfigMap or Secret does so by the name it really has. */
export const generatedName: Rule = (scope) =>
  faultFindings(scope, ({ facts }) => facts.faults.filter(({ code }) => code === 'generated-name'));
