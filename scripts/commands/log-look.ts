import type { Choice } from '../history/deployments.ts';
import type { CommitId, EnvironmentName } from '../model/names.ts';
import type { Repository } from '../model/repository.ts';
import { bringBranches } from '../outside/bring.ts';
import type { Git } from '../outside/git.ts';
import { readMainline } from '../outside/main-branch.ts';
import { environmentNamed } from './ask.ts';
import type { Invocation } from './invocation.ts';
import { type FoundLog, findLog } from './log-facts.ts';
import { LEDGER_REFS, openLedger } from './log-ledger.ts';
import type { Stage } from './stage.ts';
import { viewFrom } from './viewpoint.ts';

/** What was seen at one look. */
export interface LogScene {
  readonly branch: string;
  readonly commit: CommitId;
  readonly ledger?: CommitId;
  /** Every environment of the repository. */
  readonly environments: readonly EnvironmentName[];
  /** The one that was asked for. */
  readonly environment?: EnvironmentName;
  readonly found: FoundLog;
}

export interface LogLook {
  /** As it was typed; absent: every environment. */
  readonly environment?: string | undefined;
  readonly choice: Choice;
}

/** Looks at this clone as it is now. Throws a `Failure` of usage for an environment that is not there. */
export const lookAtLog = async (
  { now }: Pick<Invocation, 'now'>,
  git: Git,
  look: LogLook,
): Promise<LogScene> => {
  const view = await viewFrom(git);
  const { repository, main: branch } = view;
  const commit = view.revision as CommitId;
  const environments = [...repository.environments.keys()];
  const one =
    look.environment === undefined ? undefined : environmentNamed(repository, look.environment).name;
  const asked = one === undefined ? environments : [one];
  const ledger = await openLedger(git, { environments: asked });
  const found = await findLog(git, ledger, {
    head: commit,
    environments: asked,
    choice: look.choice,
    now: now.getTime(),
    longest: (name) => longestOf(repository, name),
  });
  return {
    branch,
    commit,
    ...(ledger.tip === undefined ? {} : { ledger: ledger.tip }),
    environments,
    ...(one === undefined ? {} : { environment: one }),
    found,
  };
};

const HOUR = 3_600_000;

/** Its deadline, and an hour for clocks that differ; what it was before its file changed, nobody knows. */
const longestOf = ({ environments }: Repository, name: EnvironmentName): number =>
  (environments.get(name)?.verify?.timeout ?? 24 * HOUR) + HOUR;

/** Where everything stands that a log is made of; as long as this stays, so does the log. */
export const tipsOf = async (git: Git): Promise<string> => {
  const { heads } = await readMainline(git);
  const ledger = await git.run(['for-each-ref', '--format=%(objectname)', ...LEDGER_REFS]);
  return [...heads, ledger].join('\n');
};

/** On GitHub, brings main and the ledger to where they are there; offline nothing of it is guessed. */
export const bringLog = async ({ env }: Pick<Invocation, 'env'>, { git, forge }: Stage): Promise<void> => {
  if (forge.name !== 'github') return;
  const { name } = await readMainline(git);
  await bringBranches(git, [name, 'ledger'], env);
};
