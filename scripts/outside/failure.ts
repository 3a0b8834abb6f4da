/** Exit codes of the command line (design, "Command line"). */
export const EXIT = { done: 0, bug: 1, usage: 2, unsound: 3, waiting: 4, blocked: 5, outside: 6 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A failure that a person can do something about: what happened, and what to do. Anything else thrown is our bug. */
export class Failure extends Error {
  override readonly name: string = 'Failure';
  readonly code: string;
  readonly exit: ExitCode;
  readonly fix: string;

  constructor(failure: { code: string; exit: ExitCode; what: string; fix: string; cause?: unknown }) {
    super(failure.what, { cause: failure.cause });
    this.code = failure.code;
    this.exit = failure.exit;
    this.fix = failure.fix;
  }
}

/**
 * Why the forge did not do it. `conflict`: something changed under us, plan again. `refused`: no permission or a rule
 * forbids it. `missing`: no such repository, pull or branch. `limited`: a rate limit that outlasted our patience.
 * `unavailable`: no answer, or one that makes no sense.
 */
export type ForgeTrouble = 'conflict' | 'refused' | 'missing' | 'limited' | 'unavailable';

export class ForgeError extends Failure {
  override readonly name = 'ForgeError';
  readonly trouble: ForgeTrouble;

  constructor(error: { trouble: ForgeTrouble; what: string; fix: string; exit?: ExitCode; cause?: unknown }) {
    super({
      ...error,
      code: `forge-${error.trouble}`,
      exit: error.exit ?? (error.trouble === 'refused' ? EXIT.blocked : EXIT.outside),
    });
    this.trouble = error.trouble;
  }
}
