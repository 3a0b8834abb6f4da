import { type Diagnosis, unknown, unreachable } from './diagnosis.ts';

/** Why a question has no answer. `refused`: the token is not accepted; `forbidden`: it may not ask this. */
export interface Silence {
  readonly reason: 'refused' | 'forbidden' | 'absent' | 'unavailable';
  /** In a sentence, after "because": `GitHub does not show it to this token`. */
  readonly why: string;
  /** What to do, where whoever failed to ask knows it best. */
  readonly fix?: string;
}

/** What was asked of somebody else: the answer, or why there is none. */
export type Learned<T> = { readonly value: T } | { readonly silence: Silence };

export const knownOf = <T>(learned: Learned<T>): T | undefined =>
  'value' in learned ? learned.value : undefined;

export const isSilent = (learned: Learned<unknown>, reason: Silence['reason']): boolean =>
  'silence' in learned && learned.silence.reason === reason;

interface Question {
  readonly code: string;
  /** In a sentence, before "is not known": `Whether main may be force-pushed`. */
  readonly asked: string;
  /** What a person does who wants to know. */
  readonly fix: string;
}

/** A question without an answer, in words. What nobody answered at all may be asked again; the rest needs a person. */
export const unanswered = (
  { code, asked, fix }: Question,
  { reason, why, fix: mend }: Silence,
): Diagnosis => {
  const what = `${asked} is not known, because ${why}.`;
  if (reason === 'unavailable') return unreachable(code, what, mend ?? 'Run this again when it answers.');
  return unknown(code, what, fix);
};
