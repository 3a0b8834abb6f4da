import type { CheckReport } from '../model/forge.ts';
import type { Environment } from '../model/repository.ts';
import type { Outcome, Verification, Verify } from '../model/verification.ts';
import type { Clock } from '../outside/service/clock.ts';
import { withGrace } from '../outside/service/expected.ts';
import { progressLine, verificationSummary } from '../show/verification.ts';
import { conclude, type Gathered } from '../verify/conclude.ts';
import type { Found } from '../verify/happenings.ts';
import type { Rollout } from '../verify/rollout/rollout.ts';
import type { Contents } from './configuration-facts.ts';
import type { Invocation } from './invocation.ts';
import { publish } from './publish.ts';
import type { Stage } from './stage.ts';
import { checkState, checkWords } from './verify-checks.ts';
import type { Recorder } from './verify-record.ts';
import { openRollout, type RolloutLook } from './verify-rollout.ts';
import { openServices, type Services } from './verify-services.ts';
import type { Stateful } from './verify-subject.ts';

/** One state of one environment, and everything that verifying it takes. */
export interface Task {
  readonly call: Invocation;
  readonly stage: Stage;
  readonly environment: Environment;
  readonly state: Stateful;
  readonly contents: Contents;
  readonly recorder: Recorder;
  /** Does main want now what it wanted when the run began? */
  readonly isStillWanted: () => Promise<boolean>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Names of variables that hold tokens, which no check gets to see. */
  readonly secrets: readonly string[];
}

/** What is asked of an environment that names no checks: that the rollout is there. */
const ROLLOUT_ALONE: Verify = {
  timeout: 15 * 60_000,
  grace: 0,
  pass: 100,
  warning: 100,
  checks: [],
  maintenance: [],
};

/** After the checks the rollout must still be there; a pod that just starts anew gets so many milliseconds. */
const AFTERWARDS = 60_000;

/** Waits for the rollout, runs the checks, and writes down and says everywhere what was found. */
export const verifyOne = async (task: Task): Promise<Verification> => {
  const { call, environment, recorder, clock } = task;
  const verify = environment.verify ?? ROLLOUT_ALONE;
  const services = openServices(environment, call.env, clock);
  const startedAt = clock.now();
  await recorder.begin(startedAt);
  await say(task, 'pending', `${environment.name} is being verified.`);
  const tell = (text: string): void => call.say(progressLine(clock.now() - startedAt, text));
  const look =
    services.argocd === undefined
      ? undefined
      : openRollout({ ...task, env: call.env, argocd: services.argocd, onProgress: tellRollout(tell) });
  const deadline = startedAt + verify.timeout;
  const found = await lookAndCheck({ ...task, verify, services, startedAt, deadline, look, tell });
  const verification = await recorder.end(found);
  await sayAgain(task, verification);
  return verification;
};

/** Says at the commit what was found; where that is said already, nothing happens. */
export const sayAgain = (task: Task, found: Pick<Verification, 'outcome' | 'why'>): Promise<void> =>
  say(task, STATES[found.outcome], verificationSummary(found));

interface Looking extends Task {
  readonly verify: Verify;
  readonly services: Services;
  readonly startedAt: number;
  readonly deadline: number;
  readonly look: RolloutLook | undefined;
  readonly tell: (text: string) => void;
}

/** Everything but what only the ledger knows: how often this state has been verified. */
export type FoundOnce = Omit<Found, 'verification'> & {
  readonly verification: Omit<Verification, 'attempt' | 'sequence'>;
};

const lookAndCheck = async (looking: Looking): Promise<FoundOnce> => {
  const { verify, state, clock, look, startedAt, deadline, signal } = looking;
  const rollout = await look?.until(deadline);
  const deployedAt = clock.now();
  const isThere = rollout === undefined || rollout.outcome === 'pass';
  const checks = isThere ? await runAll(looking, deployedAt) : [];
  const afterwards = checks.length === 0 ? undefined : await lookAfterwards(looking);
  signal.throwIfAborted();
  const gathered = {
    checks,
    ...(rollout === undefined ? {} : { rollout: shortOf(rollout) }),
  };
  return {
    deployedAt,
    verification: {
      ...state.subject,
      ...gathered,
      ...conclude({ ...gathered, ...(afterwards === undefined ? {} : { afterwards }) }, verify),
      startedAt,
      endedAt: clock.now(),
    },
  };
};

/** Where nobody can say what runs, that main still wants it is all that can be known. */
const lookAfterwards = async ({ look, clock, isStillWanted }: Looking): Promise<Gathered['afterwards']> => {
  if (look !== undefined) return look.until(clock.now() + AFTERWARDS);
  return (await isStillWanted())
    ? undefined
    : { outcome: 'unavailable', why: 'Main wants something else now.' };
};

const shortOf = ({ outcome, why, services }: Rollout): NonNullable<Verification['rollout']> => ({
  outcome,
  why,
  services,
});

/** So soon after the rollout, what is asked may still come up. */
const runAll = (looking: Looking, deployedAt: number) => {
  const { verify, deadline, signal, services, tell } = looking;
  const graceUntil = deployedAt + verify.grace;
  const at: Services['at'] = (kind, url) => withGrace(services.at(kind, url), graceUntil);
  return checkState(
    { ...looking, services: { ...services, at } },
    { deadline, graceUntil, signal, onProgress: (progress) => tell(checkWords(progress)) },
  );
};

/** Each service is named again only when its story changes. How it ended when it is not there, the result says. */
const tellRollout = (tell: (text: string) => void): ((rollout: Rollout) => void) => {
  const last = new Map<string, string>();
  return ({ services, outcome }) => {
    if (outcome !== 'waiting' && outcome !== 'pass') return;
    const fresh = services.filter(({ service, why }) => last.get(service) !== why);
    for (const { service, why } of fresh) last.set(service, why);
    for (const why of new Set(fresh.map((one) => one.why)))
      tell(`${namesOf(fresh.filter((one) => one.why === why))}: ${why}`);
  };
};

const namesOf = (services: Rollout['services']): string => services.map(({ service }) => service).join(', ');

const STATES: Readonly<Record<Outcome, CheckReport['state']>> = {
  pass: 'success',
  warning: 'success',
  fail: 'failure',
  waiting: 'pending',
  unavailable: 'error',
};

const say = async (
  { call, stage, environment, state }: Task,
  how: CheckReport['state'],
  summary: string,
): Promise<void> => {
  if (call.dryRun) return;
  const report = {
    name: `bracket/verify/${environment.name}`,
    state: how,
    summary,
    environment: environment.name,
  };
  await publish(call, stage.forge, { commit: state.subject.commit, report });
};
