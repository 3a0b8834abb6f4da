import { EXIT, Failure, ForgeError, type ForgeTrouble } from '../failure.ts';

const trouble =
  (kind: ForgeTrouble) =>
  (what: string, fix: string): ForgeError =>
    new ForgeError({ trouble: kind, what, fix });

/** Something changed under us. */
export const conflict = trouble('conflict');
/** No permission, or a rule forbids it. */
export const refused = trouble('refused');
/** No such repository, pull request or branch. */
export const missing = trouble('missing');
/** A rate limit that outlasted our patience. */
export const limited = trouble('limited');
/** No answer, or one that makes no sense. */
export const unavailable = trouble('unavailable');

export const PLAN_AGAIN = 'Run the same command again: it plans from what is there now.';

/** Asked for by a number that is nobody's: called wrongly, and no trouble of the forge. */
export const noSuchPull = (number: number): ForgeError =>
  new ForgeError({
    trouble: 'missing',
    exit: EXIT.usage,
    what: `There is no pull request #${number}.`,
    fix: 'See `npx bracket pulls` for those that are open.',
  });

/** Merged or closed meanwhile: whoever planned it plans again, and whoever asked for it by number is told. */
export const isOver = (number: number, state: string): ForgeError =>
  new ForgeError({
    trouble: 'conflict',
    exit: EXIT.blocked,
    what: `#${number} is ${state}, not open.`,
    fix: 'See `npx bracket pulls` for those that are open, `npx bracket status` for what is pending.',
  });

/** Makes every failure of a call to the forge a `ForgeError`, as the port promises; our own bugs pass unchanged. */
export const asForgeError = (error: unknown): unknown =>
  error instanceof Failure && !(error instanceof ForgeError)
    ? new ForgeError({ trouble: 'unavailable', what: error.message, fix: error.fix, cause: error })
    : error;
