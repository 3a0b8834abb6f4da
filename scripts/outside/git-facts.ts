import type { Facts } from '../check/facts.ts';
import type { Scope } from '../check/scope.ts';
import type { ServiceName } from '../model/names.ts';
import { judgeConfigs } from './config-revisions.ts';
import type { Git } from './git.ts';
import { type Mainline, readMainline } from './main-branch.ts';
import { type Past, type Reading, readPast, remember, withHeld } from './past.ts';

/** What the past of main says, before anything is asked about single files. */
export interface History {
  readonly mainline: Mainline;
  /** Absent before the first commit, and in a shallow clone, where nothing can be said of the past. */
  readonly reading?: Reading;
}

/** Reads what main went through. Needs nothing but Git, so it can run while the files are read. */
export const openHistory = async (git: Git): Promise<History> => {
  const mainline = await readMainline(git);
  const reading = mainline.shallow ? undefined : await readPast(git, mainline);
  return { mainline, ...(reading === undefined ? {} : { reading }) };
};

export interface Asking {
  /** Services whose releases speak of a database. */
  readonly databases: ReadonlySet<ServiceName>;
  /** What is to be judged, by these facts; asked once, before it is known what is wrong with revisions. */
  readonly scope: (facts: Pick<Facts, 'held' | 'git'>) => Scope;
  /** Is the scope the whole repository? Only then are pins remembered: those of a part would drop the rest. */
  readonly isWhole: boolean;
}

/** The scope with every fact that Git has for it. In a shallow clone there is none, and no rule judges by history. */
export const scopeByHistory = async (git: Git, history: History, asking: Asking): Promise<Scope> => {
  const { mainline, reading } = history;
  if (mainline.shallow) return asking.scope({});
  const past = reading === undefined ? undefined : await withHeld(git, reading, asking.databases);
  const landed = new Map(Object.entries(past?.landed ?? {}));
  const scope = asking.scope({
    held: new Map(Object.entries(past?.held ?? {})),
    git: { main: mainline.name, configs: new Map(), landed },
  });
  const desired = scope.cells.map((cell) => cell.desired);
  const { configs, sound, asked } = await judgeConfigs(git, mainline, { desired, known: past?.pins ?? {} });
  const pins = asking.isWhole && asked ? sound : past?.pins;
  if (past !== undefined && isMore(reading, { ...past, pins: pins ?? {} }))
    remember(mainline.memory, { ...past, pins: pins ?? {} });
  return { ...scope, facts: { ...scope.facts, git: { main: mainline.name, configs, landed } } };
};

const isMore = (reading: Reading | undefined, past: Past): boolean =>
  reading?.isNew === true || past.heldOf !== reading?.past.heldOf || past.pins !== reading.past.pins;
