import type { Review } from '../../../model/forge.ts';
import { type CommitId, isCommitId } from '../../../model/names.ts';
import { unavailable } from '../trouble.ts';

/** A pull request of the local forge, kept as a JSON blob below `refs/bracket/pulls/`. The head is Git's to know. */
export interface PullRecord {
  readonly format: 1;
  readonly number: number;
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  readonly author: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  /** A history: the newest last. */
  readonly reviews: readonly (Review & { readonly at: string })[];
  readonly comments: readonly { readonly by: string; readonly text: string; readonly at: string }[];
  /** The commit on the base branch, once merged. */
  readonly merged?: CommitId;
}

export const encodeRecord = (record: PullRecord): string => `${JSON.stringify(record, null, 2)}\n`;

/** Reads a record back; throws `unavailable` when the blob is none. */
export const decodeRecord = (text: string, ref: string): PullRecord => {
  const value = parse(text);
  if (isRecord(value) && ref.endsWith(`/${value.number}`)) return value;
  throw unavailable(
    `${ref} holds no pull request record of this version.`,
    `Look at it with \`git show ${ref}\`; if it is worthless, remove it with \`git update-ref -d ${ref}\`.`,
  );
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isText = (value: unknown): value is string => typeof value === 'string';
const listOf =
  <T>(test: (value: unknown) => value is T) =>
  (value: unknown): value is T[] =>
    Array.isArray(value) && value.every(test);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isReview = (value: unknown): value is PullRecord['reviews'][number] =>
  isObject(value) &&
  isText(value['by']) &&
  isText(value['at']) &&
  ['approved', 'changes-requested', 'dismissed'].includes(String(value['verdict'])) &&
  isCommitId(String(value['head']));

const isComment = (value: unknown): value is PullRecord['comments'][number] =>
  isObject(value) && isText(value['by']) && isText(value['text']) && isText(value['at']);

const isRecord = (value: unknown): value is PullRecord =>
  isObject(value) &&
  value['format'] === 1 &&
  Number.isSafeInteger(value['number']) &&
  [value['branch'], value['title'], value['body'], value['author']].every(isText) &&
  ['open', 'closed', 'merged'].includes(String(value['state'])) &&
  listOf(isText)(value['labels']) &&
  listOf(isText)(value['reviewers']) &&
  listOf(isReview)(value['reviews']) &&
  listOf(isComment)(value['comments']) &&
  (value['merged'] === undefined || isCommitId(String(value['merged'])));
