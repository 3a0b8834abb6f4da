import {
  checkOf,
  eventOf,
  type Happening,
  type LedgerEvent,
  sequenceOf,
  TYPE_PREFIX,
} from '../model/event.ts';
import type { EnvironmentName } from '../model/names.ts';
import type { Environment } from '../model/repository.ts';
import type { Verification } from '../model/verification.ts';
import { EXIT, Failure } from '../outside/failure.ts';
import { appendEvents } from '../outside/ledger/append.ts';
import { beginning, ending } from '../verify/happenings.ts';
import type { Invocation } from './invocation.ts';
import { eventsOf } from './ledger-facts.ts';
import type { Stage } from './stage.ts';
import type { FoundOnce } from './verify-one.ts';
import type { Stateful } from './verify-subject.ts';

/** Writes down what one verification of one state comes to; with `--dry-run` it only reads. */
export interface Recorder {
  /** What the last verification said, where it saw that this state works, by all checks, or that it does not. */
  judged(): Promise<Pick<Verification, 'outcome' | 'why'> | undefined>;
  begin(startedAt: number): Promise<void>;
  /** Writes all of it, and says as which attempt. */
  end(found: FoundOnce): Promise<Verification>;
}

export interface Recording {
  readonly call: Invocation;
  readonly stage: Stage;
  readonly environment: Environment;
  readonly state: Stateful;
  /** The environments that promote from this one. */
  readonly targets: readonly EnvironmentName[];
}

export const openRecorder = (recording: Recording): Recorder => {
  const { call, environment } = recording;
  return {
    judged: async () => judgedIn(recording, await written(recording)),
    begin: async (startedAt) => {
      const attempt = nextAttempt(recording, await written(recording));
      if (!call.dryRun) await append(recording, attempt, begun(recording, startedAt, attempt));
    },
    end: async (found) => {
      const policy = { pass: 100, warning: 100, ...environment.verify, targets: recording.targets };
      let least = 1;
      for (let tries = 0; tries < TRIES; tries += 1) {
        const attempt = Math.max(least, nextAttempt(recording, await written(recording)));
        const verification = { ...found.verification, sequence: sequence(recording), attempt };
        if (call.dryRun) return verification;
        const events = await append(recording, attempt, [
          ...begun(recording, verification.startedAt, attempt),
          ...ending({ ...found, verification }, policy),
        ]);
        if (isWritten(events.at(-1), await written(recording))) return verification;
        least = attempt + 1;
      }
      throw neverWritten(environment);
    },
  };
};

const ENDED = `${TYPE_PREFIX}configuration-change.finished`;

const judgedIn = (
  recording: Recording,
  events: readonly LedgerEvent[],
): Pick<Verification, 'outcome' | 'why'> | undefined => {
  const own = events.filter(
    ({ sequenceid, data }) =>
      sequenceid === sequence(recording) && data.tree === recording.state.subject.tree,
  );
  const last = own.filter(isEnd).sort(byAttempt).at(-1)?.data;
  if (last?.outcome === 'fail') return last;
  const isGood = last?.outcome === 'pass' || last?.outcome === 'warning';
  const tested = own.filter(({ data }) => data.attempt === last?.attempt).map(({ data }) => checkOf(data));
  const checks = recording.environment.verify?.checks ?? [];
  return isGood && checks.every(({ name }) => tested.includes(name)) ? last : undefined;
};

const isEnd = (event: LedgerEvent): event is LedgerEvent<'configuration-change.finished'> =>
  event.type === ENDED;

/** A clock that was set back writes the later attempt into an earlier month. */
const byAttempt = (one: LedgerEvent, other: LedgerEvent): number => one.data.attempt - other.data.attempt;

/** Each try loses only to another run that ended at the same moment, or to a line that stands in the way. */
const TRIES = 60;

const neverWritten = ({ name }: Environment): Failure =>
  new Failure({
    code: 'ledger-full',
    exit: EXIT.blocked,
    what: `The ledger holds lines about ${name} that keep every new attempt from being written.`,
    fix: `See \`npx bracket log ${name}\` for what is wrong in it, and find out who wrote that in the history of the branch \`ledger\`.`,
  });

const sequence = ({ state: { subject } }: Recording): string =>
  sequenceOf(subject.environment, subject.commit);

const written = ({ call, stage, environment }: Recording): Promise<readonly LedgerEvent[]> =>
  eventsOf(call, stage, [environment.name]);

/** An attempt that began and never ended was left by a run that stopped: this run is that attempt. */
const nextAttempt = (recording: Recording, events: readonly LedgerEvent[]): number => {
  const ended = events.filter(({ type, sequenceid }) => sequenceid === sequence(recording) && type === ENDED);
  return Math.max(0, ...ended.map(({ data }) => data.attempt)) + 1;
};

const begun = ({ environment, state }: Recording, startedAt: number, attempt: number): Happening[] => {
  const project = environment.argocd?.server === undefined ? undefined : environment.argocd.project;
  return beginning(state.change, { startedAt, attempt, ...(project === undefined ? {} : { project }) });
};

const append = async (
  { call, stage, state }: Recording,
  attempt: number,
  happenings: readonly Happening[],
): Promise<LedgerEvent[]> => {
  const events = happenings.map((one) => eventOf({ ...state.subject, attempt }, one));
  await appendEvents({ ...stage, env: call.env }, events);
  return events;
};

/** Two runs may end the same attempt at the same moment; what the other found stands, and ours becomes the next one. */
const isWritten = (mine: LedgerEvent | undefined, events: readonly LedgerEvent[]): boolean => {
  const there = events.find(({ id }) => id === mine?.id);
  return JSON.stringify(there) === JSON.stringify(mine);
};
