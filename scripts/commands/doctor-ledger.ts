import type { Learned } from '../check/doctor/learned.ts';
import type { LedgerFacts } from '../check/doctor/ledger.ts';
import type { Problem } from '../model/problem.ts';
import type { Repository } from '../model/repository.ts';
import { within } from '../outside/doctor/within.ts';
import type { Git } from '../outside/git.ts';
import { type Ledger, readLedger } from '../outside/ledger/read.ts';
import { LEDGER } from '../outside/ledger/tip.ts';
import type { Invocation } from './invocation.ts';

export interface LedgerScene {
  readonly git: Git;
  readonly repository: Repository;
  /** Is the branch at `origin` meant? */
  readonly fetch: boolean;
}

/** What can be read of the ledger. `origin` may be silent for long, and is then waited for no longer than others. */
export const ledgerFacts = async (
  { env }: Invocation,
  { git, repository, fetch }: LedgerScene,
): Promise<LedgerFacts> => {
  const environments = [...repository.environments.keys()];
  const read: Learned<Ledger> = await within('`origin`', () => readLedger(git, { env, fetch, environments }));
  if ('silence' in read) return { state: 'unread', silence: read.silence };
  const { tip, files, rewritten } = read.value;
  if (rewritten !== undefined) return { state: 'rewritten', ...words(rewritten) };
  if (tip === undefined) return { state: 'absent' };
  const { parseLedgerFiles } = await import('../history/ledger/parse.ts');
  const { events, troubles } = parseLedgerFiles(files);
  const lacking = fetch ? undefined : await lackingHere(git);
  return {
    state: 'read',
    events: events.length,
    troubles: troubles.map(words),
    ...(lacking === undefined ? {} : { lacking }),
  };
};

/** Whoever works without GitHub reads the branch of this clone, and may have fetched a longer one. */
const lackingHere = async (git: Git): Promise<'behind' | 'parted' | undefined> => {
  const here = await git.resolve(`refs/heads/${LEDGER}`);
  const there = await git.resolve(`refs/remotes/origin/${LEDGER}`);
  if (here === undefined || there === undefined || (await git.isAncestor(there, here))) return undefined;
  return (await git.isAncestor(here, there)) ? 'behind' : 'parted';
};

const words = ({ place, what, fix }: Problem): { what: string; fix: string } => ({
  what: `${place.file}:${place.line}: ${what}`,
  fix,
});
