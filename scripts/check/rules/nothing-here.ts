import type { Rule } from '../scope.ts';

/** A folder without any of our files is more likely the wrong folder than a sound repository. */
export const nothingHere: Rule = (scope) => {
  const { repository, facts } = scope;
  if (!scope.ladder || facts.entries === undefined) return [];
  if (repository.environments.size + repository.services.size > 0) return [];
  for (const path of facts.entries.keys()) if (/^(?:environments|services)\//.test(path)) return [];
  return [
    {
      code: 'nothing-here',
      severity: 'error',
      file: 'environments',
      path: [],
      what: 'There is no environment and no service in this repository.',
      why: 'Nothing was checked, and nothing must not pass for sound.',
      fix: 'Name the repository that is meant with --root, or begin one: `bracket new environment dev`.',
    },
  ];
};
