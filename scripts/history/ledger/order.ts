import { checkOf, type EventName, type LedgerEvent, nameOf, TASKS, type Task } from '../../model/event.ts';
import { grouped } from './grouped.ts';
import { type Attempt, type Sequence, timeOf } from './sequences.ts';

/** An event that cannot have happened where it stands. */
export interface OrderFault {
  /** The id of the event. */
  readonly event: string;
  /** One sentence. */
  readonly why: string;
}

/**
 * What is out of order in a sequence: in every attempt the phases of a task follow each other, the tasks follow each other,
 * and all of it lies between the trigger and the end of the configuration change. Times are compared, not lines.
 */
export const orderFaults = ({ attempts }: Sequence): OrderFault[] => attempts.flatMap(attemptFaults);

const attemptFaults = ({ events }: Attempt): OrderFault[] => [
  ...phaseFaults(events),
  ...taskFaults(events),
  ...frameFaults(events),
];

const phaseFaults = (events: readonly LedgerEvent[]): OrderFault[] => {
  const runs = grouped(events, (event) => `${taskOf(event)} ${checkOf(event.data) ?? ''}`);
  return [...runs.values()].flatMap((run) => run.flatMap((event) => phaseFault(event, run)));
};

/** The phase before must be there, and not be later. */
const phaseFault = (event: LedgerEvent, run: readonly LedgerEvent[]): OrderFault[] => {
  const task = taskOf(event);
  const phases: readonly string[] = TASKS[task];
  const wanted = phases[phases.indexOf(phaseOf(event)) - 1];
  if (wanted === undefined) return [];
  const before = run.find((one) => phaseOf(one) === wanted);
  if (before === undefined) return [{ event: event.id, why: `There is no ${task}.${wanted} before it.` }];
  return timeOf(before) > timeOf(event) ? [{ event: event.id, why: `${nameOf(before)} is later.` }] : [];
};

/** The tasks that lie inside the configuration change. */
const INNER = (Object.keys(TASKS) as Task[]).filter((task) => task !== 'configuration-change');

const taskFaults = (events: readonly LedgerEvent[]): OrderFault[] => {
  const tasks = grouped(events, taskOf);
  const faults: OrderFault[] = [];
  let last: LedgerEvent | undefined;
  for (const own of INNER.map((task) => tasks.get(task) ?? [])) {
    const over = last;
    for (const event of own) if (over !== undefined) faults.push(...laterFault(over, event));
    last = [...(last === undefined ? [] : [last]), ...own].reduce<LedgerEvent | undefined>(latest, undefined);
  }
  return faults;
};

const laterFault = (before: LedgerEvent, event: LedgerEvent): OrderFault[] =>
  timeOf(before) > timeOf(event) ? [{ event: event.id, why: `${nameOf(before)} is later.` }] : [];

const latest = (one: LedgerEvent | undefined, other: LedgerEvent): LedgerEvent =>
  one === undefined || timeOf(other) >= timeOf(one) ? other : one;

const frameFaults = (events: readonly LedgerEvent[]): OrderFault[] => {
  const named = (name: EventName): LedgerEvent | undefined => events.find((event) => nameOf(event) === name);
  const begin = named('configuration-change.triggered');
  const end = named('configuration-change.finished');
  return events.flatMap((event) => {
    if (begin === undefined) return [{ event: event.id, why: 'Nothing triggered it.' }];
    const early = event === begin ? [] : laterFault(begin, event);
    return end === undefined || event === end ? early : [...early, ...afterEnd(end, event)];
  });
};

const afterEnd = (end: LedgerEvent, event: LedgerEvent): OrderFault[] =>
  timeOf(event) > timeOf(end) ? [{ event: event.id, why: 'The configuration change was over before.' }] : [];

const taskOf = (event: LedgerEvent): Task => nameOf(event).split('.')[0] as Task;
const phaseOf = (event: LedgerEvent): string => nameOf(event).split('.')[1] as string;
