import type { Finding } from '../../model/problem.ts';
import { isThere, type Rule } from '../scope.ts';

/** A folder of desired files that no policy file describes: one finding for the folder. */
export const unknownEnvironment: Rule = (scope) => {
  const names = new Set(
    scope.cells.filter((cell) => cell.environment === undefined).map((cell) => cell.desired.environment),
  );
  return [...names]
    .filter((name) => !isThere(scope, `environments/${name}.yaml`))
    .map(
      (name): Finding => ({
        code: 'unknown-environment',
        severity: 'error',
        file: `environments/${name}.yaml`,
        path: [],
        what: `There is a folder environments/${name}/, but no environments/${name}.yaml.`,
        why: 'Without its policy nothing says where this environment promotes from or what it accepts, and nothing is deployed to it.',
        fix: `Write environments/${name}.yaml (\`npx bracket new environment ${name}\`), or move the files to the environment that is meant.`,
        environment: name,
      }),
    );
};
