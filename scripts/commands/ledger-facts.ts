import { evidenceOf } from '../history/ledger/evidence.ts';
import { parseLedgerFiles } from '../history/ledger/parse.ts';
import type { LedgerEvent } from '../model/event.ts';
import type { EnvironmentName } from '../model/names.ts';
import type { Evidence } from '../model/verdict.ts';
import { readTrustedLedger } from '../outside/ledger/read.ts';
import { problemsText } from '../show/problems/text.ts';
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
  const { files } = await readTrustedLedger(git, {
    env: call.env,
    fetch: forge.name === 'github',
    environments,
  });
  const { events, troubles } = parseLedgerFiles(files);
  if (troubles.length > 0) call.say(problemsText(troubles));
  return events;
};

/** What gates judge by. */
export const evidenceAbout = async (
  call: Pick<Invocation, 'env' | 'say'>,
  stage: Stage,
  environments: readonly EnvironmentName[],
): Promise<Evidence[]> => evidenceOf(await eventsOf(call, stage, environments));
