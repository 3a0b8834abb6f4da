import { windows } from '../gates/windows.ts';
import { type CommitId, isCommitId } from '../model/names.ts';
import type { Environment } from '../model/repository.ts';
import type { Argocd } from '../outside/argocd/argocd.ts';
import { type View, waitForRollout } from '../outside/argocd/wait.ts';
import { bringCommits } from '../outside/bring.ts';
import { Failure } from '../outside/failure.ts';
import type { Clock } from '../outside/service/clock.ts';
import { revisionsToLearn, type Shown, standingsOf, unansweredOf } from '../verify/rollout/look.ts';
import { type Rollout, rolloutOf, type Terms, type Troubles } from '../verify/rollout/rollout.ts';
import { configurationKey, type Wanted, wantedOf } from '../verify/rollout/wanted.ts';
import type { Contents } from './configuration-facts.ts';
import type { Invocation } from './invocation.ts';
import type { Stage } from './stage.ts';
import type { Stateful } from './verify-subject.ts';

/** Everything that is asked about the rollout of one state. */
export interface RolloutQuestion {
  readonly environment: Environment;
  readonly state: Stateful;
  readonly argocd: Argocd;
  readonly stage: Stage;
  /** As the environment reads its configurations. */
  readonly contents: Contents;
  readonly env: Invocation['env'];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (rollout: Rollout) => void;
  /** Does main want now what it wanted when the run began? */
  readonly isStillWanted: () => Promise<boolean>;
}

/** Asks Argo CD about one state, until it is there or the time is over; may be asked again later. */
export interface RolloutLook {
  until(deadline: number): Promise<Rollout>;
}

export const openRollout = (question: RolloutQuestion): RolloutLook => {
  const { environment, state, argocd, clock, signal, onProgress } = question;
  // Whoever committed may have had a clock that was ahead: nothing that Argo CD did would be new enough.
  const since = Math.min(state.change.committedAt, clock.now());
  const wanted = [...state.wanted.values()].map((desired) =>
    wantedOf(desired, {
      since,
      inTurn: environment.argocd?.order === 'progressive',
      ...(environment.argocd?.repository === undefined ? {} : { repository: environment.argocd.repository }),
    }),
  );
  const known = new Map<string, boolean>();
  const isSuperseded = watchMain(question);
  return {
    until: async (deadline) => {
      let troubles: Troubles = new Map();
      const judge = async (view: View, over: boolean): Promise<Rollout> => {
        if ('shown' in view) await learn(question, { wanted, shown: view.shown, known });
        const standings =
          'shown' in view ? standingsOf(wanted, view.shown, known) : unansweredOf(wanted, saidBy(view));
        const rollout = rolloutOf(standings, termsOf(environment, clock.now(), over), troubles);
        troubles = rollout.troubles;
        return rollout.outcome === 'waiting' && (await isSuperseded()) ? superseded(rollout) : rollout;
      };
      return waitForRollout({
        argocd,
        environment: environment.name,
        judge,
        deadline,
        clock,
        signal,
        onProgress,
      });
    },
  };
};

/** No more often than so is main looked at while something is waited for, in milliseconds. */
const MAIN_AGAIN = 5_000;

/** Has main moved on, so that Argo CD will never bring about what is waited for? Not known is no. */
const watchMain = ({ clock, isStillWanted }: RolloutQuestion): (() => Promise<boolean>) => {
  let asked = clock.now();
  return async () => {
    if (clock.now() - asked < MAIN_AGAIN) return false;
    asked = clock.now();
    try {
      return !(await isStillWanted());
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return false;
    }
  };
};

const superseded = (rollout: Rollout): Rollout => ({
  ...rollout,
  outcome: 'unavailable',
  why: 'Main wants something else by now, so this is waited for no longer.',
});

/** What somebody declared to be away comes back by itself. */
const saidBy = ({ silent }: Extract<View, { readonly silent: unknown }>) => ({
  why: silent.message,
  fix: silent.fix,
  isAway: silent.silence === 'maintenance',
});

const termsOf = (environment: Environment, now: number, over: boolean): Terms => {
  const window = windows({ environment, now });
  return {
    now,
    over,
    grace: environment.verify?.grace ?? 0,
    ...(window?.state === 'waiting' ? { closed: `${window.why} Argo CD syncs from ${window.until}` } : {}),
  };
};

interface Learning {
  readonly wanted: readonly Wanted[];
  readonly shown: Shown;
  readonly known: Map<string, boolean>;
}

/**
 * Finds out whether the revisions of a branch that Argo CD compared with hold the configuration that is wanted. A
 * revision that nobody can look at stays unknown, and is asked about again.
 */
const learn = async (question: RolloutQuestion, { wanted, shown, known }: Learning): Promise<void> => {
  const { contents, state } = question;
  const open = revisionsToLearn(wanted, shown, known).filter(({ revision }) => isCommitId(revision));
  if (open.length === 0) return;
  const here = await fetched(
    question,
    open.map(({ revision }) => revision as CommitId),
  );
  const { commit } = state.subject;
  const answerable = open.filter(({ revision }) => here.has(revision as CommitId));
  await contents.learn(
    answerable.flatMap(({ service, revision }) => [
      { service, revision: revision as CommitId },
      { service, revision: commit },
    ]),
  );
  for (const { service, revision } of answerable) {
    const there = contents.content(service, revision as CommitId);
    if (there !== undefined)
      known.set(configurationKey(service, revision), there === contents.content(service, commit));
  }
};

const fetched = async (
  { stage, env }: RolloutQuestion,
  revisions: readonly CommitId[],
): Promise<ReadonlySet<CommitId>> => {
  const here = new Set<CommitId>();
  for (const revision of new Set(revisions))
    try {
      await bringCommits(stage.git, [revision], env);
      here.add(revision);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  return here;
};
