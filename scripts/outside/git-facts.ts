import type { Facts, GitFacts } from '../check/facts.ts';
import type { Scope } from '../check/scope.ts';
import { judgeConfigs } from './config-revisions.ts';
import type { Git } from './git.ts';
import type { Mainline } from './main-branch.ts';
import { type Past, readPast, remember } from './past.ts';

/** What the past of main says, before anything is asked about revisions. */
export interface History {
  readonly mainline: Mainline;
  /** Absent before the first commit, and in a shallow clone, where nothing can be said of the past. */
  readonly past?: Past;
  /** Was something learnt that is not remembered yet? */
  readonly isNew: boolean;
}

/** Reads what main went through; `wantsHeld` when some release speaks of a database. */
export const openHistory = async (git: Git, mainline: Mainline, wantsHeld: boolean): Promise<History> => {
  const found = mainline.shallow ? undefined : await readPast(git, mainline, wantsHeld);
  return { mainline, ...(found ?? { isNew: false }) };
};

/** The facts of the past for the rules; what is wrong with revisions is still to be asked (`withConfigs`). */
export const factsOfHistory = ({ mainline, past }: History): Pick<Facts, 'held' | 'git'> =>
  mainline.shallow
    ? {}
    : {
        git: {
          main: mainline.name,
          configs: new Map(),
          landed: new Map(Object.entries(past?.landed ?? {})),
        } satisfies GitFacts,
        held: new Map(Object.entries(past?.held ?? {})),
      };

/**
 * The same scope with what Git says of every revision in it. Remembers what was learnt; the pins only of a whole
 * repository, since those of a part would make the rest be asked again.
 */
export const withConfigs = async (
  git: Git,
  history: History,
  { scope, isWhole }: { readonly scope: Scope; readonly isWhole: boolean },
): Promise<Scope> => {
  const { mainline, past } = history;
  const { git: facts } = scope.facts;
  if (facts === undefined) return scope;
  const desired = scope.cells.map((cell) => cell.desired);
  const answer = await judgeConfigs(git, mainline, { desired, known: past?.pins ?? {} });
  if (past !== undefined && (history.isNew || (isWhole && answer.asked)))
    remember(mainline.memory, isWhole ? { ...past, pins: answer.sound } : past);
  return { ...scope, facts: { ...scope.facts, git: { ...facts, configs: answer.configs } } };
};
