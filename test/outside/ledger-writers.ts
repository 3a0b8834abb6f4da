import fc from 'fast-check';
import type { LedgerEvent } from '../../scripts/model/event.ts';
import type { Forge } from '../../scripts/outside/forge.ts';
import { appendEvents, type LedgerWriting } from '../../scripts/outside/ledger/append.ts';
import { novemberEvents } from '../history/random-events.ts';

/** What one of several wants to write down: batches of events. */
export type Plan = readonly (readonly LedgerEvent[])[];

/** Ends of attempts keep other events out on purpose; here everything is to arrive. */
const isNoEnd = ({ type }: LedgerEvent): boolean => !type.endsWith('configuration-change.finished');

/** Plans of two or three, who want to write some of the same events. */
export const plans: fc.Arbitrary<Plan[]> = fc
  .tuple(novemberEvents('production', 8), novemberEvents('dev', 4))
  .map(([one, other]) => [...one, ...other].filter(isNoEnd))
  .chain((events) =>
    fc.array(fc.array(fc.subarray(events), { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 3 }),
  );

/** The ids of everything that must be there at the end, once. */
export const wantedBy = (writers: readonly Plan[]): string[] =>
  [...new Set(writers.flat(2).map(({ id }) => id))].sort();

/** Lets all of them write; each has read and is about to write when the schedule says who goes on. */
export const interleave = async (
  schedule: fc.Scheduler,
  writers: readonly Plan[],
  open: () => LedgerWriting,
): Promise<void> => {
  const work = writers.map(async (batches) => {
    const writer = open();
    const commit: Forge['commit'] = async (request) => {
      await schedule.schedule(Promise.resolve(), 'has read, and is about to write');
      return writer.forge.commit(request);
    };
    for (const batch of batches) await appendEvents({ ...writer, forge: { ...writer.forge, commit } }, batch);
  });
  await schedule.waitFor(Promise.all(work));
};
