import type { CommitId } from '../../model/names.ts';
import type { Problem } from '../../model/problem.ts';
import type { Git } from '../git.ts';
import { LEDGER, type LedgerTip } from './tip.ts';
import { type Overwriting, overwritingIn } from './versions.ts';

/** Another process may have seen more than this one when it asked. */
const LOOKS = 3;

export interface Checked {
  /** Absent: nothing was ever written, or it is gone. */
  readonly tip?: CommitId;
  readonly rewritten?: Problem;
}

/**
 * Has the ledger only been appended to since this clone last looked? Then how far it goes now is remembered. What a clone
 * sees for the first time must have been appended to from its beginning.
 */
export const checkHistory = async (git: Git, look: () => Promise<LedgerTip>): Promise<Checked> => {
  const { tip, memory, known, goesOn } = await lookAgain(git, look);
  if (tip === known) return tip === undefined ? {} : { tip };
  if (tip === undefined) return known === undefined ? {} : { rewritten: goneTrouble(known, memory) };
  if (known !== undefined && !goesOn) return { tip, rewritten: replacedTrouble(known, tip, memory) };
  const overwriting = await overwritingIn(git, tip, known);
  if (overwriting !== undefined) return { tip, rewritten: changedTrouble(overwriting, tip, memory) };
  await remember(git, { tip, memory, known });
  return { tip };
};

interface Seen extends Pick<LedgerTip, 'tip' | 'memory'> {
  /** What this clone remembers. */
  readonly known: CommitId | undefined;
}

/** A look that does not contain what is remembered is repeated, and a copy that is only behind counts as what it is. */
const lookAgain = async (
  git: Git,
  look: () => Promise<LedgerTip>,
): Promise<Seen & { readonly goesOn: boolean }> => {
  for (let times = 1; ; times += 1) {
    const { tip, memory, isBranch } = await look();
    const known = await git.resolve(memory);
    const there = { memory, ...(tip === undefined ? {} : { tip }) };
    const goesOn = known === undefined || (tip !== undefined && (await git.isAncestor(known, tip)));
    if (goesOn || times === LOOKS) return { ...there, known, goesOn };
    if (tip !== undefined && !isBranch && (await git.isAncestor(tip, known)))
      return { ...there, known: tip, goesOn: true };
  }
};

/** Another process that remembered something meanwhile looked as well. */
const remember = async (
  git: Git,
  { tip, memory, known }: Seen & { readonly tip: CommitId },
): Promise<void> => {
  const args = ['update-ref', '-m', 'bracket: ledger looked at', memory, tip, known ?? '0'.repeat(40)];
  await git.run(args, { accept: [0, 1, 128] });
};

const WHY = 'What happened is no longer what was written down, so nothing of the ledger is evidence.';

const troubleOf = (told: Pick<Problem, 'what' | 'fix'>, file = LEDGER): Problem => ({
  code: 'ledger-rewritten',
  severity: 'error',
  place: { file, line: 1, column: 1 },
  why: WHY,
  ...told,
});

const goneTrouble = (known: CommitId, memory: string): Problem =>
  troubleOf({
    what: `The branch \`${LEDGER}\` was at ${known} and is gone.`,
    fix: `Put it back with \`git push origin ${known}:refs/heads/${LEDGER}\` (in this clone alone: \`git branch ${LEDGER} ${known}\`), or begin anew with \`git update-ref -d ${memory}\`.`,
  });

const replacedTrouble = (known: CommitId, tip: CommitId, memory: string): Problem =>
  troubleOf({
    what: `The branch \`${LEDGER}\` was at ${known} and is at ${tip}, which does not contain it.`,
    fix: `Look at \`git diff ${known} ${tip}\`. Put back what was there, or accept what is there now with \`git update-ref ${memory} ${tip}\`.`,
  });

const changedTrouble = ({ commit, path }: Overwriting, tip: CommitId, memory: string): Problem =>
  troubleOf(
    {
      what: `Commit ${commit} changed what was written before in ${path}.`,
      fix: `Look at \`git diff ${commit}^ ${commit}\`. Take the branch back to before that commit, or accept what is there now with \`git update-ref ${memory} ${tip}\`.`,
    },
    path,
  );
