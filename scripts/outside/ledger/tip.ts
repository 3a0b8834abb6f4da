import type { CommitId } from '../../model/names.ts';
import { bringCommits, credentials, reason } from '../bring.ts';
import { EXIT, Failure } from '../failure.ts';
import type { Git } from '../git.ts';

/** The branch that holds what happened. It shares no history with any other. */
export const LEDGER = 'ledger';

/** Where the ledger is looked for. */
export interface LedgerPlace {
  /** With the token that fetching takes. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Is the branch at `origin` meant, as on GitHub? Else that of this clone. */
  readonly fetch: boolean;
}

/** Where the ledger stands. */
export interface LedgerTip {
  /** Absent: nothing was ever written. */
  readonly tip?: CommitId;
  /** Is it the branch itself? A clone may know only what `origin` held when it was fetched. */
  readonly isBranch: boolean;
  /** The ref that remembers how far this clone has seen it: the branch here and that of `origin` may differ. */
  readonly memory: string;
}

const SEEN = { here: `refs/bracket/${LEDGER}`, origin: `refs/bracket/origin-${LEDGER}` } as const;

/**
 * The newest commit of the ledger, which is in this clone afterwards. Throws a `Failure` of the outside world when `origin`
 * cannot be asked: a ledger that cannot be read is not an empty one.
 */
export const ledgerTip = async (git: Git, { env, fetch }: LedgerPlace): Promise<LedgerTip> => {
  if (fetch) {
    const tip = await tipAtOrigin(git, env);
    if (tip === undefined) return { isBranch: false, memory: SEEN.origin };
    await bringCommits(git, [tip], env);
    return { tip, isBranch: true, memory: SEEN.origin };
  }
  const own = await git.resolve(`refs/heads/${LEDGER}`);
  if (own !== undefined) return { tip: own, isBranch: true, memory: SEEN.here };
  const known = await git.resolve(`refs/remotes/origin/${LEDGER}`);
  return known === undefined
    ? { isBranch: false, memory: SEEN.here }
    : { tip: known, isBranch: false, memory: SEEN.origin };
};

/** Asks without moving any ref, so that many processes in one clone do not get in each other's way. */
const tipAtOrigin = async (git: Git, env: LedgerPlace['env']): Promise<CommitId | undefined> => {
  const ref = `refs/heads/${LEDGER}`;
  try {
    const rows = await git.run(['ls-remote', '--quiet', 'origin', ref], { env: credentials(env) });
    const row = rows.split('\n').find((line) => line.endsWith(`\t${ref}`));
    return row === undefined ? undefined : (row.slice(0, row.indexOf('\t')) as CommitId);
  } catch (error) {
    throw new Failure({
      code: 'ledger-unreachable',
      exit: EXIT.outside,
      what: `The ledger cannot be read from \`origin\`: ${reason(error)}`,
      fix: 'Check `git remote get-url origin`, the network and the token, then run this again.',
      cause: error,
    });
  }
};
