import type { CommitRequest, HeadCommit } from '../../model/forge.ts';
import type { CommitId } from '../../model/names.ts';
import { refused } from './trouble.ts';

/** What Git accepts as a branch name (git-check-ref-format); checked before anything is written. */
const badBranch = /^[-/]|\/$|\.$|\/\/|\.\.|@\{|^@$|(?:^|\/)\.|\.lock(?:\/|$)|[\x00-\x20\x7f~^:?*[\\]/;
const badPart = /^(?:\.{0,2}|\.git)$/i;

/** Throws `refused` for a branch name that Git would not take or that could be read as an option. */
export const checkBranch = (branch: string): void => {
  if (branch === '' || branch.length > 200 || badBranch.test(branch))
    throw refused(
      `${JSON.stringify(branch)} is no branch name.`,
      'Use letters, digits, hyphens and single slashes, at most 200 characters.',
    );
};

/** Throws `refused` for a path that leaves the repository, reaches into Git's own folder, or is named twice. */
export const checkFiles = (files: CommitRequest['files']): void => {
  const seen = new Set<string>();
  for (const { path } of files) {
    const bad = path.includes('\0') || path.split('/').some((part) => badPart.test(part));
    if (bad || seen.has(path))
      throw refused(
        `${JSON.stringify(path)} cannot be written${bad ? '' : ' twice'} by one commit.`,
        'Name each file once, by a path inside the repository.',
      );
    seen.add(path);
  }
};

/** The parents of the commit to be made. Throws `refused` for a first commit that replaces a branch or holds no file. */
export const parentsOf = ({ parent, files, expected }: CommitRequest): CommitId[] => {
  if (parent !== undefined) return [parent];
  if (expected !== undefined)
    throw refused(
      `A commit without a parent would throw away what the branch holds at ${expected}.`,
      'Name the commit to build on, or take a branch that does not exist yet.',
    );
  if (files.some(({ text, bytes }) => text !== undefined || bytes !== undefined)) return [];
  throw refused('The first commit of a branch would hold no file.', 'Name a file with what it is to hold.');
};

/** A commit message that Git and every forge take: no NUL, no lone surrogate, one newline at the end at most. */
export const cleanMessage = (message: string): string => cleanText(message).trimEnd();

/** Text of any length without the two things that no forge can store. */
export const cleanText = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');

/** A title: one line, not empty, at most 256 characters (GitHub's limit). */
export const cleanTitle = (title: string): string =>
  cutTo(cleanText(title).replace(/\s+/g, ' ').trim(), 256) || 'Promotion';

/** Cuts a text to a number of UTF-16 units without cutting a character in two, and shows that it did. */
export const cutTo = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;

/** Does a commit hold exactly what a request would make? Then an earlier run made it, and it is adopted. */
export const isSameCommit = (there: HeadCommit, wanted: HeadCommit): boolean =>
  there.tree === wanted.tree &&
  there.parents.join() === wanted.parents.join() &&
  cleanMessage(there.message) === cleanMessage(wanted.message);

/**
 * Is a commit on a branch without any pull request the leftover of a promotion or release that stopped half-way? Its trailers,
 * which are Git data, say that this product made it.
 */
export const isLeftover = (there: HeadCommit): boolean =>
  there.parents.length === 1 && /^(?:Promotion|Release)-To: \S/m.test(there.message);
