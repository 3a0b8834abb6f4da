import { isCommitId } from '../../model/names.ts';
import type { Finding } from '../../model/problem.ts';
import type { ConfigTrouble } from '../facts.ts';
import type { Cell, Rule } from '../scope.ts';

/** The revision whose configuration is deployed exists, is on main, and holds this service for this environment. */
export const configRevision: Rule = (scope) => {
  const { git } = scope.facts;
  if (git === undefined) return [];
  return scope.cells.flatMap((cell) => {
    const trouble = git.configs.get(cell.desired.file);
    return trouble === undefined || isPinRefused(cell) ? [] : [finding(cell, trouble, git.main)];
  });
};

/** Where no branch may stand at all, `config-pinned` says so; that there is no such branch would mislead. */
const isPinRefused = ({ desired, environment }: Cell): boolean =>
  (environment?.promotesFrom.length ?? 0) > 0 && !isCommitId(desired.config);

const finding = (cell: Cell, trouble: ConfigTrouble, main: string): Finding => ({
  code: `config-${trouble}`,
  severity: 'error',
  file: cell.desired.file,
  path: ['config'],
  ...WORDS[trouble](cell, main),
  environment: cell.desired.environment,
  services: [cell.desired.service],
});

type Words = Pick<Finding, 'what' | 'why' | 'fix'>;

const WORDS: Readonly<Record<ConfigTrouble, (cell: Cell, main: string) => Words>> = {
  unknown: ({ desired }, main) => ({
    what: isCommitId(desired.config)
      ? `There is no commit ${desired.config} in this repository.`
      : `There is no branch ${desired.config} in this repository.`,
    why: `Argo CD finds nothing to deploy for ${desired.service} in ${desired.environment}.`,
    fix: isCommitId(desired.config)
      ? `Pin a commit of ${main}. In a repository made from a template the history is new: \`npx bracket init\` pins everything to the commit at hand.`
      : `Write \`config: ${main}\`, or fetch the branch that is meant.`,
  }),
  'off-main': ({ desired }, main) => ({
    what: `The commit ${desired.config} is not on ${main}.`,
    why: 'It was never reviewed and merged, and it is lost when its branch is deleted or squashed.',
    fix: `Merge the configuration first, then pin the commit of ${main} that holds it.`,
  }),
  'other-branch': ({ desired }, main) => ({
    what: `${desired.service} follows the branch ${desired.config} in ${desired.environment}, and everything is merged into ${main}.`,
    why: `A promotion reads ${main}: the configuration that was tried out would stay behind.`,
    fix: `Write \`config: ${main}\`, and merge ${desired.config} into it.`,
  }),
  'without-overlay': ({ desired }) => ({
    what: `${desired.config} holds no services/${desired.service}/overlays/${desired.environment}/kustomization.yaml.`,
    why: `Argo CD has nothing to deploy for ${desired.service} in ${desired.environment} at that revision.`,
    fix: 'Pin a later commit that holds the overlay, or write the overlay, merge it, and pin that commit.',
  }),
};
