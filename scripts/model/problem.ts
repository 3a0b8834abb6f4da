import type { EnvironmentName, ServiceName } from './names.ts';

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

/** A problem whose line is not known yet: a rule names the file and the key, the text is searched when it is shown. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly file: string;
  /** Keys and indexes from the document's root to the value meant; empty means the file as a whole. */
  readonly path: readonly (string | number)[];
  /** Which document of the file, counted from 0; the first one when absent. */
  readonly document?: number;
  /** Is the key meant, and not what stands under it? */
  readonly onKey?: boolean;
  /** The rendered object that is wrong: its line is looked for in the files it was built from, before `file` is taken. */
  readonly manifest?: ManifestPlace;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  /** The environment in which it is wrong, where the rule looked at one. */
  readonly environment?: EnvironmentName;
  /** Services that the finding is about or whose move could mend it, for "take service-a with it". */
  readonly services?: readonly ServiceName[];
}

/** A value in an object that was rendered from several files. */
export interface ManifestPlace {
  readonly files: readonly string[];
  readonly kind: string;
  readonly name: string;
  readonly path: readonly (string | number)[];
}
