import { type Diagnosis, missing, ok, unknown, warning } from './diagnosis.ts';

/** What is known of this clone. */
export interface CloneFacts {
  readonly forge: 'local' | 'github';
  /** Is there any commit? */
  readonly begun: boolean;
  readonly shallow: boolean;
  /** The branch that everything merges into. */
  readonly main: string;
  /** Where it stands in this clone, and where this clone last saw it at `origin`. */
  readonly here?: string;
  readonly there?: string;
  /** Commits that only the one of the two has. */
  readonly ahead: number;
  readonly behind: number;
  /** Where it stands on the forge itself, as far as that was asked. */
  readonly tip?: string;
  /** How many files that people edit are not committed. */
  readonly uncommitted: number;
  /** `owner/name` that the address of `origin` ends in; null where the address is a folder. */
  readonly origin?: string | null;
  /** `owner/name` of the repository that is worked on at the forge. */
  readonly repository?: string;
}

export const examineClone = (facts: CloneFacts): Diagnosis[] => {
  if (!facts.begun)
    return [
      missing(
        'commits',
        'This repository has no commit yet.',
        'Commit what you have: `git add --all && git commit`.',
      ),
    ];
  return [judgeHistory(facts), judgeMain(facts), judgeFiles(facts), ...judgeOrigin(facts)];
};

const judgeHistory = ({ shallow }: CloneFacts): Diagnosis =>
  shallow
    ? missing(
        'history',
        'This is a shallow clone: brackets are read from history, and here it is cut off.',
        'Run `git fetch --unshallow`; in a workflow set `fetch-depth: 0` on the checkout.',
      )
    : ok('history', 'The whole history is here.');

const judgeMain = ({ main, here, there }: CloneFacts): Diagnosis =>
  here === undefined && there === undefined
    ? missing(
        'main',
        `There is no branch ${main}, neither here nor at \`origin\` as far as this clone knows.`,
        `Fetch it with \`git fetch origin ${main}\`, or name the branch that everything merges into: \`git config init.defaultBranch NAME\`.`,
      )
    : ok('main', `Everything merges into ${main}.`);

const judgeFiles = ({ uncommitted }: CloneFacts): Diagnosis =>
  uncommitted === 0
    ? ok('committed', 'Everything below environments and services is committed.')
    : warning(
        'committed',
        `${uncommitted} ${uncommitted === 1 ? 'file' : 'files'} below environments and services ${uncommitted === 1 ? 'is' : 'are'} not committed: promotions do not see that.`,
        'Look at `git status`, then commit or remove it.',
      );

const judgeOrigin = (facts: CloneFacts): Diagnosis[] => {
  if (facts.origin !== undefined) return [...judgeAddress(facts), judgeStep(facts)];
  if (facts.forge === 'local') return [ok('origin', 'There is no `origin`: this clone stands alone.')];
  return [
    missing(
      'origin',
      'There is no `origin`: commits that GitHub names cannot be fetched.',
      `Name it: \`git remote add origin https://github.com/${facts.repository ?? 'OWNER/NAME'}.git\`.`,
    ),
  ];
};

const judgeAddress = ({ origin, repository }: CloneFacts): Diagnosis[] => {
  if (typeof origin !== 'string' || repository === undefined) return [];
  if (origin.toLowerCase() === repository.toLowerCase())
    return [ok('origin', `\`origin\` is ${repository}.`)];
  return [
    warning(
      'origin',
      `\`origin\` is ${origin}, and GITHUB_REPOSITORY is ${repository}.`,
      'Set GITHUB_REPOSITORY to the repository that this is a clone of, or `git remote set-url origin` to that one.',
    ),
  ];
};

const judgeStep = (facts: CloneFacts): Diagnosis => {
  const { main, here, there, tip, ahead, behind } = facts;
  const seen = there?.slice(0, 12);
  if (there === undefined)
    return unknown(
      'in-step',
      `Whether ${main} is in step with \`origin\` is not known, because this clone never fetched it.`,
      'Run `git fetch origin`, then run this again.',
    );
  if (tip !== undefined && tip !== there)
    return warning(
      'in-step',
      `${main} is at ${tip.slice(0, 12)} on GitHub, and this clone last saw it at ${seen}.`,
      'Run `git fetch origin`; what promotions need is fetched by itself.',
    );
  if (here === undefined || ahead + behind === 0)
    return ok(
      'in-step',
      `${main} is in step with \`origin\`${tip === undefined ? ', as last fetched' : ''}.`,
    );
  return warning('in-step', apart(facts), ahead > 0 ? push(facts) : `Run \`git pull\` on ${main}.`);
};

const apart = ({ main, ahead, behind }: CloneFacts): string => {
  const more = ahead > 0 ? `${counted(ahead)} more than` : '';
  const fewer = behind > 0 ? `lacks ${counted(behind)} of` : '';
  if (more === '') return `${main} here ${fewer} \`origin\`.`;
  return `${main} here has ${more} \`origin\`${fewer === '' ? '' : `, and ${fewer} it`}: what is not at the forge is not promoted.`;
};

const counted = (commits: number): string => `${commits} ${commits === 1 ? 'commit' : 'commits'}`;

const push = ({ main, behind }: CloneFacts): string =>
  behind > 0
    ? `Run \`git pull --rebase\` on ${main}, then propose what is left in a pull request.`
    : 'Propose them in a pull request, or push them where that is allowed.';
