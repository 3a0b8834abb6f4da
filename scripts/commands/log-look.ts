import type { Choice } from '../history/deployments.ts';
import type { CommitId, EnvironmentName } from '../model/names.ts';
import type { Problem } from '../model/problem.ts';
import type { Repository } from '../model/repository.ts';
import { bringBranch } from '../outside/bring.ts';
import { type LedgerPlace, ledgerTip } from '../outside/ledger/tip.ts';
import { newest, readMainline } from '../outside/main-branch.ts';
import { environmentNamed, unreadEnvironment } from './ask.ts';
import type { Invocation } from './invocation.ts';
import { type FoundLog, findLog } from './log-facts.ts';
import type { Stage } from './stage.ts';
import { viewFrom } from './viewpoint.ts';

/** What was seen at one look. */
export interface LogScene {
  readonly branch: string;
  readonly commit: CommitId;
  /** Every environment of the repository. */
  readonly environments: readonly EnvironmentName[];
  /** The one that was asked for. */
  readonly environment?: EnvironmentName;
  readonly found: FoundLog;
  /** What keeps an environment out of it, because its file cannot be read. */
  readonly unread?: Problem;
}

export interface LogLook {
  /** As it was typed; absent: every environment. */
  readonly environment?: string | undefined;
  readonly choice: Choice;
  /** Absent: what main is in this clone. */
  readonly main?: CommitId | undefined;
}

/** Where main and the ledger stand; as long as both stay, so does the log. */
export interface LogTips {
  readonly main?: CommitId;
  readonly ledger?: CommitId;
}

/** On GitHub that of GitHub, brought here; else that of this clone. Throws a `Failure` where nobody answers. */
export const tipsOf = async (call: Pick<Invocation, 'env'>, stage: Stage): Promise<LogTips> => {
  const { git } = stage;
  const mainline = await readMainline(git);
  const main = isElsewhere(stage)
    ? await bringBranch(git, mainline.name, call.env)
    : await newest(git, mainline);
  const { tip } = await ledgerTip(git, placeOf(call, stage));
  return { ...(main === undefined ? {} : { main }), ...(tip === undefined ? {} : { ledger: tip }) };
};

const isElsewhere = ({ forge }: Stage): boolean => forge.name === 'github';

const placeOf = ({ env }: Pick<Invocation, 'env'>, stage: Stage): LedgerPlace => ({
  env,
  fetch: isElsewhere(stage),
});

/** Looks from a commit of main. Throws a `Failure` of usage for an environment that is not there. */
export const lookAtLog = async (
  call: Pick<Invocation, 'env' | 'now'>,
  stage: Stage,
  look: LogLook,
): Promise<LogScene> => {
  const { git } = stage;
  const view = await viewFrom(git, look.main);
  const { repository, main: branch, revision } = view;
  const commit = revision as CommitId;
  const environments = [...repository.environments.keys()];
  const named = look.environment === undefined ? undefined : environmentNamed(view, look.environment).name;
  const found = await findLog(git, {
    head: commit,
    environments: named === undefined ? environments : [named],
    place: placeOf(call, stage),
    choice: look.choice,
    now: call.now.getTime(),
    longest: (name) => longestOf(repository, name),
  });
  const unread = unreadEnvironment(view, named);
  return {
    ...(unread === undefined ? {} : { unread }),
    branch,
    commit,
    environments,
    ...(named === undefined ? {} : { environment: named }),
    found,
  };
};

const HOUR = 3_600_000;

/** Its deadline, and an hour for clocks that differ; what it was before its file changed, nobody knows. */
const longestOf = ({ environments }: Repository, name: EnvironmentName): number =>
  (environments.get(name)?.verify?.timeout ?? 24 * HOUR) + HOUR;
