import { Failure, ForgeError, type ForgeTrouble } from '../failure.ts';

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

export const noSuchPull = (number: number): ForgeError =>
  missing(`There is no pull request #${number}.`, 'List those that exist with `bracket pulls`.');

/** Makes every failure of a call to the forge a `ForgeError`, as the port promises; our own bugs pass unchanged. */
export const asForgeError = (error: unknown): unknown =>
  error instanceof Failure && !(error instanceof ForgeError)
    ? new ForgeError({ trouble: 'unavailable', what: error.message, fix: error.fix, cause: error })
    : error;
