import { type Diagnosis, missing, ok, unknown, warning } from './diagnosis.ts';

/** How a repository is set up on GitHub; a setting is absent where GitHub does not show it to this token. */
export interface MergeSettings {
  readonly defaultBranch: string;
  /** The branch that everything merges into, as this clone knows it. */
  readonly main: string;
  readonly archived: boolean;
  readonly squash?: boolean;
  readonly deleteBranch?: boolean;
}

export const examineMerging = (settings: MergeSettings): Diagnosis[] => [
  ...(settings.archived
    ? [
        missing(
          'archived',
          'The repository is archived: nothing can be written.',
          'Unarchive it in its settings.',
        ),
      ]
    : []),
  judgeDefault(settings),
  judgeSquash(settings),
  judgeDeletion(settings),
];

const judgeDefault = ({ defaultBranch, main }: MergeSettings): Diagnosis =>
  defaultBranch === main
    ? ok('default-branch', `The default branch is ${main}.`)
    : missing(
        'default-branch',
        `The default branch on GitHub is ${defaultBranch}, and in this clone everything merges into ${main}.`,
        `Make them one: change it in the settings on GitHub, or \`git config init.defaultBranch ${defaultBranch}\` here.`,
      );

const SETTINGS = 'Settings → General → Pull Requests';

const judgeSquash = ({ squash }: MergeSettings): Diagnosis => {
  if (squash === undefined)
    return unknown(
      'squash',
      'Whether squash merging is allowed is not known: GitHub shows it only to who may write.',
      `Look at ${SETTINGS}: a promotion is merged as one commit.`,
    );
  if (squash) return ok('squash', 'Squash merging is allowed, by which a promotion is one commit.');
  return missing(
    'squash',
    'Squash merging is not allowed: no promotion can be merged, because it is one commit.',
    `Allow it: ${SETTINGS}.`,
  );
};

const judgeDeletion = ({ deleteBranch }: MergeSettings): Diagnosis => {
  if (deleteBranch === true) return ok('delete-branch', 'Branches are deleted when they are merged.');
  if (deleteBranch === undefined)
    return unknown(
      'delete-branch',
      'Whether merged branches are deleted is not known: GitHub shows it only to who may write.',
      `Look at ${SETTINGS}.`,
    );
  return warning(
    'delete-branch',
    'Branches stay when a person merges a promotion on GitHub.',
    `Switch on "Automatically delete head branches": ${SETTINGS}.`,
  );
};
