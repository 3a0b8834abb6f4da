import type { Rule } from '../scope.ts';

/** A folder without any environment is more likely the wrong folder, or half of one, than a sound repository. */
export const nothingHere: Rule = (scope) => {
  const { repository, facts } = scope;
  if (!scope.ladder || facts.entries === undefined) return [];
  if (repository.environments.size > 0) return [];
  for (const path of facts.entries.keys()) if (path.startsWith('environments/')) return [];
  const services = repository.services.size > 0;
  return [
    {
      code: 'nothing-here',
      severity: 'error',
      file: 'environments',
      path: [],
      what: `There is no environment${services ? '' : ' and no service'} in this repository.`,
      why: services
        ? 'Its services run nowhere, so nothing of them was checked, and nothing must not pass for sound.'
        : 'Nothing was checked, and nothing must not pass for sound.',
      fix: 'Name the repository that is meant with --root, or begin one: `npx bracket new environment dev`.',
    },
  ];
};
