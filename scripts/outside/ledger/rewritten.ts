import { createHash } from 'node:crypto';
import type { BlobId, CommitId } from '../../model/names.ts';
import type { Problem } from '../../model/problem.ts';
import type { FileChange } from '../../model/repository.ts';
import type { Git } from '../git.ts';
import { LEDGER } from './tip.ts';

/** The last commit of the ledger up to which nothing was rewritten, as this clone has seen it. */
export const REMEMBERED = 'refs/bracket/ledger';

/** How much is hashed, in bytes, where nothing is remembered: about a second. The newest come first. */
const PATIENCE = 256 * 1024 * 1024;

/** Another process may have seen more than this one when it asked. */
const LOOKS = 3;

export interface Checked {
  readonly tip?: CommitId;
  readonly rewritten?: Problem;
}

/**
 * Has the ledger only been appended to since this clone last looked? Then how far it goes now is remembered. What a clone
 * sees for the first time must have been appended to from its beginning.
 */
export const checkHistory = async (git: Git, look: () => Promise<CommitId | undefined>): Promise<Checked> => {
  const seen = await lookAgain(git, look);
  const { tip, known } = seen;
  if (tip === known) return tip === undefined ? {} : { tip };
  if (tip === undefined) return known === undefined ? {} : { rewritten: goneTrouble(known) };
  const rewritten = await troubleIn(git, { ...seen, tip });
  if (rewritten !== undefined) return { tip, rewritten };
  await remember(git, tip, known);
  return { tip };
};

interface Seen {
  readonly tip: CommitId | undefined;
  /** What this clone remembers. */
  readonly known: CommitId | undefined;
  /** Does what is there now contain what is remembered? */
  readonly goesOn: boolean;
}

const lookAgain = async (git: Git, look: () => Promise<CommitId | undefined>): Promise<Seen> => {
  for (let times = 1; ; times += 1) {
    const tip = await look();
    const known = await git.resolve(REMEMBERED);
    const goesOn = known === undefined || (tip !== undefined && (await git.isAncestor(known, tip)));
    if (goesOn || times === LOOKS) return { tip, known, goesOn };
  }
};

const troubleIn = (
  git: Git,
  { tip, known, goesOn }: Seen & { readonly tip: CommitId },
): Promise<Problem | undefined> | Problem =>
  goesOn || known === undefined ? changedTrouble(git, tip, known) : replacedTrouble(known, tip);

/** Another process that remembered something meanwhile looked as well. */
const remember = async (git: Git, tip: CommitId, known: CommitId | undefined): Promise<void> => {
  const args = ['update-ref', '-m', 'bracket: ledger looked at', REMEMBERED, tip, known ?? '0'.repeat(40)];
  await git.run(args, { accept: [0, 1, 128] });
};

/** A file as one commit left it. */
interface Version {
  readonly commit: CommitId;
  readonly path: string;
  /** Absent: the commit took the file away. */
  readonly blob?: BlobId;
}

/**
 * Appending leaves what was there at the beginning of what is there now, so every version of a file must be the beginning
 * of its last. Git names a content by its hash: only the last version is read, the others are counted off and hashed.
 */
const changedTrouble = async (
  git: Git,
  tip: CommitId,
  known: CommitId | undefined,
): Promise<Problem | undefined> => {
  const versions = await versionsUntil(git, tip, known);
  const last = new Map((await git.tree(tip)).map(({ path, blob }) => [path, blob]));
  const sizes = await sizesOf(git, versions);
  const bytes = await git.blobs(new Set(versions.flatMap(({ path }) => last.get(path) ?? [])));
  const newer = new Map<string, Newer>();
  let spent = 0;
  for (const { commit, path, blob } of versions) {
    const content = bytes.get(last.get(path) as BlobId);
    const after = newer.get(path) ?? { commit, size: content?.length ?? 0 };
    if (blob === undefined) return changedIn(commit, { path, tip });
    const size = sizes.get(blob) ?? 0;
    if (size > after.size || !isBeginning(content, size, blob)) return changedIn(after.commit, { path, tip });
    newer.set(path, { commit, size });
    spent += size;
    if (known === undefined && spent > PATIENCE) return undefined;
  }
  return undefined;
};

/** The version of a file after the one that is looked at. */
interface Newer {
  readonly commit: CommitId;
  readonly size: number;
}

/** Every version of every file after `known` and that of `known` itself, newest first. */
const versionsUntil = async (git: Git, tip: CommitId, known: CommitId | undefined): Promise<Version[]> => {
  const versions: Version[] = [];
  for await (const { id, files } of git.log(known === undefined ? tip : `${known}..${tip}`, []))
    versions.push(...files.map((file) => versionOf(id, file)));
  if (known === undefined) return versions;
  const changed = new Set(versions.map(({ path }) => path));
  const before = (await git.tree(known)).filter(({ path }) => changed.has(path));
  return [...versions, ...before.map(({ path, blob }) => ({ commit: known, path, blob }))];
};

const versionOf = (commit: CommitId, { path, after }: FileChange): Version => ({
  commit,
  path,
  ...(after === undefined ? {} : { blob: after }),
});

const sizesOf = async (git: Git, versions: readonly Version[]): Promise<Map<BlobId, number>> => {
  const ids = [...new Set(versions.flatMap(({ blob }) => blob ?? []))];
  if (ids.length === 0) return new Map();
  const format = '--batch-check=%(objectname) %(objectsize)';
  const rows = await git.run(['cat-file', format], { input: `${ids.join('\n')}\n` });
  return new Map(
    rows.split('\n').map((row) => [row.slice(0, row.indexOf(' ')) as BlobId, Number(row.split(' ')[1])]),
  );
};

/** As Git names a file's content (gitformat-pack, "object name"). */
const isBeginning = (content: Buffer | undefined, size: number, blob: BlobId): boolean =>
  content !== undefined &&
  createHash('sha1').update(`blob ${size}\0`).update(content.subarray(0, size)).digest('hex') === blob;

const WHY = 'What happened is no longer what was written down, so nothing of the ledger is evidence.';

const troubleOf = (told: Pick<Problem, 'what' | 'fix'>, file = LEDGER): Problem => ({
  code: 'ledger-rewritten',
  severity: 'error',
  place: { file, line: 1, column: 1 },
  why: WHY,
  ...told,
});

const goneTrouble = (known: CommitId): Problem =>
  troubleOf({
    what: `The branch \`${LEDGER}\` was at ${known} and is gone.`,
    fix: `Put it back with \`git push origin ${known}:refs/heads/${LEDGER}\` (in this clone alone: \`git branch ${LEDGER} ${known}\`), or begin anew with \`git update-ref -d ${REMEMBERED}\`.`,
  });

const replacedTrouble = (known: CommitId, tip: CommitId): Problem =>
  troubleOf({
    what: `The branch \`${LEDGER}\` was at ${known} and is at ${tip}, which does not contain it.`,
    fix: `Look at \`git diff ${known} ${tip}\`. Put back what was there, or accept what is there now with \`git update-ref ${REMEMBERED} ${tip}\`.`,
  });

const changedIn = (commit: CommitId, { path, tip }: { path: string; tip: CommitId }): Problem =>
  troubleOf(
    {
      what: `Commit ${commit} changed what was written before in ${path}.`,
      fix: `Look at \`git diff ${commit}^ ${commit}\`. Take the branch back to before that commit, or accept what is there now with \`git update-ref ${REMEMBERED} ${tip}\`.`,
    },
    path,
  );
