import type { CheckReport } from '../model/forge.ts';
import type { CommitId } from '../model/names.ts';
import { ForgeError } from '../outside/failure.ts';
import type { Forge } from '../outside/forge.ts';
import type { Invocation } from './invocation.ts';

/** Puts a verdict where the commit is. Whoever may only read gets the verdict all the same. */
export const publish = async (
  call: Pick<Invocation, 'say'>,
  forge: Forge,
  { commit, report }: { readonly commit: CommitId; readonly report: CheckReport },
): Promise<void> => {
  try {
    await forge.check(commit, report);
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    call.say(`The verdict does not stand at the commit. ${error.message}\n  → ${error.fix}\n`);
  }
};
