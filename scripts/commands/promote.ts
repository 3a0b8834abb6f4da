import { misuse } from './ask.ts';
import type { Verb } from './invocation.ts';
import { promoteAll } from './promote-all.ts';
import { type PromoteOptions, promoteOn } from './promote-one.ts';
import { openStage } from './stage.ts';

/** Opens, refreshes and closes the pull requests that move what is pending, into one environment or into all. */
export const promote: Verb<PromoteOptions> = async (call, options) => {
  if (options.allowDowngrade && (options.reason ?? '').trim() === '')
    throw misuse(
      'no-reason',
      'A downgrade needs a reason, because everybody who reads it later will ask for one.',
      'Add --reason "…".',
    );
  const stage = await openStage(call);
  if ((options.to ?? '') !== '') return promoteOn(stage, call, options);
  return promoteAll(stage, call, options);
};
