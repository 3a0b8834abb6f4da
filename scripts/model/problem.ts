/** Where something stands: a path inside the repository; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters of that line are meant; 1 when unknown. */
  readonly length?: number;
}

export type Severity = 'error' | 'warning';

/** One thing that is wrong: where, what, why it matters, and what to do about it. */
export interface Problem {
  /** A stable word-and-hyphen name of the rule, for searching and for suppressing nothing. */
  readonly code: string;
  readonly severity: Severity;
  readonly place: Place;
  /** What is wrong, with the value that is wrong. One sentence. */
  readonly what: string;
  /** Why it matters. One sentence. */
  readonly why: string;
  /** What to do now. One sentence in the imperative. */
  readonly fix: string;
  /** The offending line as it stands in the file, for the printed excerpt. */
  readonly excerpt?: string;
}
