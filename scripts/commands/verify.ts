import type { Environment } from '../model/repository.ts';
import type { Outcome, Verification } from '../model/verification.ts';
import { EXIT, type ExitCode, Failure } from '../outside/failure.ts';
import { verificationJson, verificationText } from '../show/verification.ts';
import { misuse } from './ask.ts';
import { failureText, failureWords } from './failure-words.ts';
import type { Invocation, Verb } from './invocation.ts';
import { lookAround, openStage, type Stage } from './stage.ts';
import { type Task, verifyOne } from './verify-one.ts';
import { NO_PULLS, tasksFor } from './verify-tasks.ts';

export interface VerifyOptions {
  /** Absent: every environment whose present state nobody has judged yet. */
  readonly environment?: string;
  /** The commit whose state is meant; what the environment is now must be the same. */
  readonly commit?: string;
}

/** Finds out whether what an environment wants is really there and works, and writes it into the ledger. */
export const verify: Verb<VerifyOptions> = async (call, options) =>
  verifyOn(call, await openStage(call), options);

/** The same on a repository and a forge that are open. */
export const verifyOn = async (
  call: Invocation,
  stage: Stage,
  { environment, commit }: VerifyOptions,
): Promise<ExitCode> => {
  if (commit !== undefined && environment === undefined)
    throw misuse(
      'no-environment',
      '--commit names a state of one environment.',
      'Name the environment, too.',
    );
  const scene = await lookAround(stage, { prefix: NO_PULLS }, call.env);
  const tasks = await tasksFor({ call, stage, scene }, { environment, commit });
  let ended: ExitCode = EXIT.done;
  for (const task of tasks) {
    const exit = await verified(call, task).catch((error: unknown) => {
      if (task.signal.aborted) throw stopped(task.environment);
      if (tasks.length === 1 || !(error instanceof Failure)) throw error;
      call.say(failureText(failureWords(error, call.env), call));
      return error.exit;
    });
    ended = worse(ended, exit);
  }
  return ended;
};

const verified = async (call: Invocation, task: Task): Promise<ExitCode> => {
  const verification = await verifyOne(task);
  print(call, verification);
  return EXITS[verification.outcome];
};

const EXITS: Readonly<Record<Outcome, ExitCode>> = {
  pass: EXIT.done,
  warning: EXIT.done,
  fail: EXIT.blocked,
  waiting: EXIT.waiting,
  unavailable: EXIT.outside,
};

/** What a person must act on comes before what nobody knows, and that before what moves by itself. */
const worse = (one: ExitCode, other: ExitCode): ExitCode =>
  GRAVITY.find((exit) => exit === one || exit === other) ?? EXIT.done;

const GRAVITY = [EXIT.usage, EXIT.unsound, EXIT.blocked, EXIT.outside, EXIT.waiting];

const stopped = ({ name }: Environment): Failure =>
  new Failure({
    code: 'stopped',
    exit: EXIT.waiting,
    what: `Verifying ${name} was stopped before it was over; nothing counts as passed or failed.`,
    fix: `Run \`npx bracket verify ${name}\` again.`,
  });

const print = (call: Invocation, verification: Verification): void => {
  const text = call.json
    ? JSON.stringify(verificationJson(verification, { recorded: !call.dryRun }))
    : verificationText(verification, call);
  call.print(`${text}\n`);
};
