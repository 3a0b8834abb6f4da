import type { EnvironmentName } from '../model/names.ts';
import type { Environment } from '../model/repository.ts';
import type { Outcome, Verification } from '../model/verification.ts';
import { EXIT, type ExitCode, Failure } from '../outside/failure.ts';
import { worldClock } from '../outside/service/clock.ts';
import { untilStopped } from '../outside/stop.ts';
import { verificationJson, verificationText } from '../show/verification.ts';
import { environmentNamed, misuse } from './ask.ts';
import type { Invocation, Verb } from './invocation.ts';
import { openSight } from './promote-facts.ts';
import { lookAround, openStage, type Scene, type Stage } from './stage.ts';
import { sayAgain, type Task, verifyOne } from './verify-one.ts';
import { openRecorder } from './verify-record.ts';
import { type Stateful, stateAt } from './verify-subject.ts';

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
    const verification = await verifyOne(task).catch((error: unknown) => {
      throw task.signal.aborted ? stopped(task.environment) : error;
    });
    print(call, verification);
    ended = worse(ended, EXITS[verification.outcome]);
  }
  return ended;
};

/** Pull requests are of no interest here. */
const NO_PULLS = 'no-pulls/';

const EXITS: Readonly<Record<Outcome, ExitCode>> = {
  pass: EXIT.done,
  warning: EXIT.done,
  fail: EXIT.blocked,
  waiting: EXIT.waiting,
  unavailable: EXIT.outside,
};

/** What a person must act on comes before what nobody knows, and that before what moves by itself. */
const worse = (one: ExitCode, other: ExitCode): ExitCode =>
  [EXIT.blocked, EXIT.outside, EXIT.waiting].find((exit) => exit === one || exit === other) ?? EXIT.done;

interface Around {
  readonly call: Invocation;
  readonly stage: Stage;
  readonly scene: Scene;
}

const tasksFor = async (
  around: Around,
  {
    environment: name,
    commit,
  }: { readonly environment: string | undefined; readonly commit: string | undefined },
): Promise<Task[]> => {
  const { call, scene, stage } = around;
  const { repository } = scene.snapshot;
  const clock = worldClock();
  const signal = untilStopped();
  const { contents } = await openSight(stage.git, scene);
  const make = (environment: Environment, state: Stateful): Task => {
    const targets = [...repository.environments.values()].filter(({ promotesFrom }) =>
      promotesFrom.includes(environment.name),
    );
    const recorder = openRecorder({
      call,
      stage,
      environment,
      state,
      targets: targets.map((one) => one.name),
    });
    return {
      call,
      stage,
      environment,
      state,
      contents: contents.seenBy([environment.name]),
      recorder,
      clock,
      signal,
    };
  };
  if (name !== undefined) {
    const environment = environmentNamed(repository, name);
    if (!isVerified(environment)) throw nothingToAsk(environment);
    return [make(environment, await stateNamed(around, environment, commit))];
  }
  const tasks: Task[] = [];
  for (const environment of repository.environments.values()) {
    if (!isVerified(environment)) continue;
    const state = await stateAt(stage.git, scene.view.head, environment.name);
    if (state === undefined) continue;
    const task = make(environment, state);
    const judged = await task.recorder.judged();
    if (judged === undefined) tasks.push(task);
    else await sayAgain(task, judged);
  }
  if (tasks.length === 0)
    call.say('Nothing to do: every environment that says how to verify it has been judged as it is now.\n');
  return tasks;
};

const isVerified = ({ verify: wanted, argocd }: Environment): boolean =>
  (wanted?.checks.length ?? 0) > 0 || argocd?.server !== undefined;

const nothingToAsk = ({ name, file }: Environment): Error =>
  misuse(
    'nothing-to-verify',
    `${name} says neither where Argo CD answers nor how to check it, so nothing can be found out about it.`,
    `Write \`argocd.server\` or \`verify.checks\` into ${file}.`,
  );

/** The present state; a commit that somebody names must have made it or come after what made it. */
const stateNamed = async (
  { stage: { git }, scene }: Around,
  environment: Environment,
  commit: string | undefined,
): Promise<Stateful> => {
  const present = await stateAt(git, scene.view.head, environment.name);
  if (present === undefined) throw nothingWanted(environment.name);
  if (commit === undefined) return present;
  const id = await git.resolve(commit);
  if (id === undefined || !(await git.isAncestor(id, scene.view.head)))
    throw misuse(
      'unknown-revision',
      `${JSON.stringify(commit)} is no commit of ${scene.view.branch}.`,
      'Name one that is merged; run `git fetch origin` first if it is new.',
    );
  const named = await stateAt(git, id, environment.name);
  if (named?.subject.commit === present.subject.commit) return present;
  throw misuse(
    'superseded',
    `${environment.name} is no longer what it was at ${id.slice(0, 7)}: ${present.subject.commit.slice(0, 7)} changed it, so Argo CD brings that about.`,
    `Verify what is wanted now: \`npx bracket verify ${environment.name}\`.`,
  );
};

const nothingWanted = (name: EnvironmentName): Error =>
  misuse(
    'nothing-wanted',
    `Nothing has ever been wanted in ${name}: environments/${name}/ holds no file.`,
    `Want something there first, with \`npx bracket release\` or \`npx bracket promote --to ${name}\`.`,
  );

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
