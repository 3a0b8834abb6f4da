import type { LedgerEvent } from '../../model/event.ts';
import type { BlobId, CommitId } from '../../model/names.ts';
import { againOnConflict } from '../again.ts';
import type { Forge } from '../forge.ts';
import type { Git } from '../git.ts';
import { appended, messageOf, monthsOf } from './lines.ts';
import { LEDGER, type LedgerPlace, ledgerTip } from './tip.ts';

/** Where events are written, and through whom: on GitHub to the branch at `origin`, else to that of this clone. */
export interface LedgerWriting extends Pick<LedgerPlace, 'env'> {
  readonly git: Git;
  readonly forge: Forge;
}

/** Ten that write at the same moment all get through, each after at most nine others; so do many more. */
const ATTEMPTS = 60;

/**
 * Writes events down behind what is there, in one commit. One that is there already is not written again, so that a run
 * after a crash ends as without it. Answers the commit that holds all of them; undefined when there was nothing to write.
 * Throws a `ForgeError` when it could not be done, and then nothing is written.
 */
export const appendEvents = (
  ledger: LedgerWriting,
  events: readonly LedgerEvent[],
): Promise<CommitId | undefined> =>
  events.length === 0
    ? Promise.resolve(undefined)
    : againOnConflict(ATTEMPTS, () => appendOnce(ledger, events));

const appendOnce = async (
  ledger: LedgerWriting,
  events: readonly LedgerEvent[],
): Promise<CommitId | undefined> => {
  const { git, forge, env } = ledger;
  const { tip, isBranch } = await ledgerTip(git, { env, fetch: forge.name === 'github' });
  const there = await contents(git, tip, monthsOf(events));
  const { files, written } = appended(there, events);
  if (written.length === 0) return tip;
  return forge.commit({
    branch: LEDGER,
    message: messageOf(written),
    files,
    ...(tip === undefined ? {} : { parent: tip }),
    ...(tip === undefined || !isBranch ? {} : { expected: tip }),
  });
};

const contents = async (
  git: Git,
  tip: CommitId | undefined,
  paths: readonly string[],
): Promise<Map<string, Buffer>> => {
  if (tip === undefined) return new Map();
  const entries = await git.tree(tip, paths);
  const blobs = await git.blobs(entries.map(({ blob }) => blob));
  const bytesOf = (blob: BlobId): Buffer => blobs.get(blob) ?? Buffer.alloc(0);
  return new Map(entries.map(({ path, blob }) => [path, bytesOf(blob)]));
};
