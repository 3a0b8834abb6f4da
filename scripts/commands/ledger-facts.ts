import type { LedgerEvent } from '../model/event.ts';
import type { EnvironmentName } from '../model/names.ts';
import type { Evidence } from '../model/verdict.ts';
import type { Invocation } from './invocation.ts';
import type { Stage } from './stage.ts';

/**
 * Everything that the ledger holds about some environments, oldest first; lines that cannot be believed are told and left
 * out. Throws a `Failure` when it cannot be read or was rewritten: then nothing is known, and nothing is a pass.
 */
export const eventsOf = async (
  call: Pick<Invocation, 'env' | 'say'>,
  { git, forge }: Stage,
  environments: readonly EnvironmentName[],
): Promise<readonly LedgerEvent[]> => {
  // Most pull requests ask for no evidence, and pay for none of this.
  const [{ readTrustedLedger }, { parseLedgerFiles }] = await Promise.all([
    import('../outside/ledger/read.ts'),
    import('../history/ledger/parse.ts'),
  ]);
  const { files } = await readTrustedLedger(git, {
    env: call.env,
    fetch: forge.name === 'github',
    environments,
  });
  const { events, troubles } = parseLedgerFiles(files);
  if (troubles.length > 0) call.say((await import('../show/problems/text.ts')).problemsText(troubles));
  return events;
};

/** What gates judge by. */
export const evidenceAbout = async (
  call: Pick<Invocation, 'env' | 'say'>,
  stage: Stage,
  environments: readonly EnvironmentName[],
): Promise<Evidence[]> => {
  const { evidenceOf } = await import('../history/ledger/evidence.ts');
  return evidenceOf(await eventsOf(call, stage, environments));
};
