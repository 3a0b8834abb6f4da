import type { ParsedLedger } from '../history/ledger/parse.ts';
import type { CommitId, EnvironmentName } from '../model/names.ts';
import type { Git } from '../outside/git.ts';

/** The ledger as it stands at one commit, read month by month as far as it is needed. */
export interface LedgerLook {
  /** Absent: nothing has been written down yet. */
  readonly tip?: CommitId;
  /** What may have to do with deployments since then (milliseconds since 1970); without it, everything. */
  read(since?: number): Promise<ParsedLedger>;
}

export const LEDGER_REFS = ['refs/heads/ledger', 'refs/remotes/origin/ledger'] as const;

export const openLedger = async (
  git: Git,
  { environments }: { readonly environments: readonly EnvironmentName[] },
): Promise<LedgerLook> => {
  const tip = (await git.resolve('refs/heads/ledger')) ?? (await git.resolve('refs/remotes/origin/ledger'));
  if (tip === undefined) return { read: async () => ({ events: [], troubles: [] }) };
  const files = await git.tree(tip, [...environments]);
  return {
    tip,
    read: async (since) => {
      const from = since === undefined ? '' : new Date(since - 86_400_000).toISOString().slice(0, 7);
      const wanted = files.filter(({ path }) => path.slice(-13) >= from);
      const blobs = await git.blobs(wanted.map(({ blob }) => blob));
      const found = wanted.map(({ path, blob }) => ({ path, bytes: blobs.get(blob) ?? Buffer.alloc(0) }));
      const { parseLedgerFiles } = await import('../history/ledger/parse.ts');
      return parseLedgerFiles(found);
    },
  };
};
