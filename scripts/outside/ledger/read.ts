import type { LedgerFile } from '../../history/ledger/parse.ts';
import type { CommitId, EnvironmentName } from '../../model/names.ts';
import type { Problem } from '../../model/problem.ts';
import { EXIT, Failure } from '../failure.ts';
import type { Git } from '../git.ts';
import { checkHistory } from './rewritten.ts';
import { type LedgerPlace, ledgerTip } from './tip.ts';

export interface LedgerQuestion extends LedgerPlace {
  readonly environments: readonly EnvironmentName[];
  /** Only months that hold this instant or later ones, in milliseconds since 1970. Absent: all. */
  readonly since?: number;
}

/** What is written down of some environments, as it is stored. */
export interface Ledger {
  /** Absent: nothing was ever written. */
  readonly tip?: CommitId;
  readonly files: readonly LedgerFile[];
  /** What was written before is no longer as it was: nothing of this is evidence until a person has looked. */
  readonly rewritten?: Problem;
}

/**
 * Reads the files of these environments. Throws a `Failure` of the outside world when the ledger cannot be fetched. For
 * showing: what decides something asks `readTrustedLedger`.
 */
export const readLedger = async (git: Git, question: LedgerQuestion): Promise<Ledger> => {
  const { tip, rewritten } = await checkHistory(git, () => ledgerTip(git, question));
  const told = rewritten === undefined ? {} : { rewritten };
  return tip === undefined
    ? { files: [], ...told }
    : { tip, files: await filesAt(git, tip, question), ...told };
};

/** The same for whoever rests a decision on it: throws a `Failure` (blocked) while the ledger is rewritten. */
export const readTrustedLedger = async (git: Git, question: LedgerQuestion): Promise<Ledger> => {
  const ledger = await readLedger(git, question);
  if (ledger.rewritten === undefined) return ledger;
  const { code, what, why, fix } = ledger.rewritten;
  throw new Failure({ code, exit: EXIT.blocked, what: `${what} ${why}`, fix });
};

const filesAt = async (git: Git, tip: CommitId, question: LedgerQuestion): Promise<LedgerFile[]> => {
  const { environments, since } = question;
  if (environments.length === 0) return [];
  const entries = await git.tree(
    tip,
    environments.map((environment) => `${environment}/`),
  );
  const wanted = entries.filter(({ path }) => since === undefined || monthIn(path) >= monthOf(since));
  const blobs = await git.blobs(wanted.map(({ blob }) => blob));
  return wanted.flatMap(({ path, blob }) => {
    const bytes = blobs.get(blob);
    return bytes === undefined ? [] : [{ path, bytes }];
  });
};

const monthIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1).slice(0, 'yyyy-mm'.length);

const monthOf = (time: number): string => new Date(time).toISOString().slice(0, 'yyyy-mm'.length);
