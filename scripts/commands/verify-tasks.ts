import type { EnvironmentName } from '../model/names.ts';
import type { Environment, Repository } from '../model/repository.ts';
import { worldClock } from '../outside/service/clock.ts';
import { untilStopped } from '../outside/stop.ts';
import { environmentNamed, misuse, refuseUnread } from './ask.ts';
import type { Contents } from './configuration-facts.ts';
import type { Invocation } from './invocation.ts';
import { openSight } from './promote-facts.ts';
import { lookAround, type Scene, type Stage } from './stage.ts';
import { sayAgain, type Task } from './verify-one.ts';
import { openRecorder } from './verify-record.ts';
import { ARGOCD_TOKEN } from './verify-services.ts';
import { type Stateful, stateAt } from './verify-subject.ts';

interface Around {
  readonly call: Invocation;
  readonly stage: Stage;
  readonly scene: Scene;
}

/** What is to be verified. Throws a `Failure` of usage for what cannot be, and says where there is nothing to do. */
export const tasksFor = async (
  here: Around,
  {
    environment: name,
    commit,
  }: { readonly environment: string | undefined; readonly commit: string | undefined },
): Promise<Task[]> => {
  const { scene } = here;
  const { contents } = await openSight(here.stage.git, scene);
  const around = { ...here, contents };
  const make = maker(around);
  if (name === undefined) return unjudged(around, make);
  const environment = environmentNamed(scene.snapshot, name);
  if (!isVerified(environment)) throw nothingToAsk(environment);
  return [make(environment, await stateNamed(around, environment, commit))];
};

interface Seen extends Around {
  readonly contents: Contents;
}

type Make = (environment: Environment, state: Stateful) => Task;

const maker = (around: Seen): Make => {
  const { call, scene, stage, contents } = around;
  const { repository } = scene.snapshot;
  const beside = { clock: worldClock(), signal: untilStopped(), secrets: tokenNames(repository) };
  return (environment, state) => {
    const { name } = environment;
    const after = [...repository.environments.values()].filter(({ promotesFrom }) =>
      promotesFrom.includes(name),
    );
    const targets = after.map((one) => one.name);
    const recorder = openRecorder({ call, stage, environment, state, targets });
    return {
      call,
      stage,
      environment,
      state,
      recorder,
      contents: contents.seenBy([name]),
      isStillWanted: () => isStillWanted(around, state),
      ...beside,
    };
  };
};

/** Does main want now what it wanted when the run began? */
const isStillWanted = async ({ call, stage }: Around, { subject }: Stateful): Promise<boolean> => {
  const scene = await lookAround(stage, { prefix: NO_PULLS }, call.env);
  const { contents } = await openSight(stage.git, scene);
  const present = await stateAt({ git: stage.git, contents }, scene.view.head, subject.environment);
  return present?.subject.commit === subject.commit;
};

/** Pull requests are of no interest here. */
export const NO_PULLS = 'no-pulls/';

/** Where a state is judged already, that is said at its commit again: the run before may have died before it could. */
const unjudged = async ({ call, scene, stage, contents }: Seen, make: Make): Promise<Task[]> => {
  refuseUnread(scene.snapshot);
  const tasks: Task[] = [];
  const idle: EnvironmentName[] = [];
  for (const environment of scene.snapshot.repository.environments.values()) {
    if (!isVerified(environment)) continue;
    const state = await stateAt({ git: stage.git, contents }, scene.view.head, environment.name);
    if (state === undefined) continue;
    const task = make(environment, state);
    const judged = await task.recorder.judged();
    if (judged === undefined) tasks.push(task);
    else {
      idle.push(environment.name);
      await sayAgain(task, judged);
    }
  }
  if (tasks.length === 0) call.say(`Nothing to do: ${idleWords(idle)}\n`);
  return tasks;
};

const idleWords = (judged: readonly EnvironmentName[]): string => {
  const [first] = judged;
  if (first === undefined)
    return 'no environment with services says where Argo CD answers or how to check it. Write `argocd.server` or `verify.checks` into the file of one.';
  const are = judged.length === 1 ? 'has been judged as it is now' : 'have been judged as they are now';
  return `${judged.join(', ')} ${are}. To look again, name one: \`npx bracket verify ${first}\`.`;
};

/** Variables that hold tokens for Argo CD: a job that verifies one environment may hold those of the others, too. */
const tokenNames = ({ environments }: Repository): string[] =>
  [...environments.values()].map(({ argocd }) => argocd?.token ?? ARGOCD_TOKEN);

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
  { stage: { git }, scene, contents }: Seen,
  environment: Environment,
  commit: string | undefined,
): Promise<Stateful> => {
  const present = await stateAt({ git, contents }, scene.view.head, environment.name);
  if (present === undefined) throw nothingWanted(environment.name);
  if (commit === undefined) return present;
  const id = await git.resolve(commit);
  if (id === undefined || !(await git.isAncestor(id, scene.view.head)))
    throw misuse(
      'unknown-revision',
      `${JSON.stringify(commit)} is no commit of ${scene.view.branch}.`,
      'Name one that is merged; run `git fetch origin` first if it is new.',
    );
  const named = await stateAt({ git, contents }, id, environment.name);
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
