import type { CommitRequest, PullRequest } from './forge.ts';

/** One thing done to a forge, as data: a dry run prints what a real run performs. */
export type Effect =
  | { readonly kind: 'commit'; readonly request: CommitRequest }
  | { readonly kind: 'open'; readonly request: PullRequest }
  | {
      readonly kind: 'close';
      readonly number: number;
      readonly why: string;
      /** The branch of the pull request that takes its place. */
      readonly instead?: string;
    };

/** One effect in one line, for a plan that is only printed. */
export const effectLine = (effect: Effect): string => {
  switch (effect.kind) {
    case 'commit': {
      const { branch, parent, files, expected } = effect.request;
      const from = expected === undefined ? 'a new branch' : `expected at ${expected.slice(0, 7)}`;
      const count = files.length === 1 ? '1 file' : `${files.length} files`;
      return `commit ${count} on ${branch} (${from}, ${parent === undefined ? 'without a parent' : `parent ${parent.slice(0, 7)}`})`;
    }
    case 'open': {
      const { number, branch, title } = effect.request;
      return number === undefined ? `open ${branch}: ${title}` : `update #${number}: ${title}`;
    }
    case 'close':
      return `close #${effect.number}${effect.instead === undefined ? '' : ` in favour of ${effect.instead}`}`;
  }
};
