import type { DoctorFacts } from '../check/doctor/examine.ts';
import type { ForgeFacts } from '../check/doctor/forge.ts';
import { knownOf } from '../check/doctor/learned.ts';
import { readClone } from '../outside/doctor/clone-facts.ts';
import { readMachine } from '../outside/doctor/machine-facts.ts';
import { openGit } from '../outside/git.ts';
import { readMainline } from '../outside/main-branch.ts';
import { argocdFacts } from './doctor-argocd.ts';
import { forgeFacts, meansGitHub } from './doctor-forge.ts';
import { ledgerFacts } from './doctor-ledger.ts';
import type { Invocation } from './invocation.ts';

/** Everything doctor judges, and what must not be said of it. */
export interface Gathered {
  readonly facts: DoctorFacts;
  readonly forge: 'local' | 'github';
  /** Values that no answer may repeat. */
  readonly secrets: readonly string[];
}

/** Asks everything at once; what one of them does not answer keeps nobody else from being asked. */
export const gatherDoctorFacts = async (call: Invocation): Promise<Gathered> => {
  const git = openGit(call.root);
  const mainline = await readMainline(git);
  const { loadWorktree } = await import('../outside/repository.ts');
  const snapshot = await loadWorktree(git);
  const { repository } = snapshot;
  const isGitHub = meansGitHub(call);
  const [machine, clone, github, ledger, argocd] = await Promise.all([
    readMachine(git, call.now),
    readClone(git, mainline),
    forgeFacts(call, { main: mainline.name, repository }),
    ledgerFacts(call, { git, repository, fetch: isGitHub }),
    argocdFacts(call, { git, snapshot, mainline }),
  ]);
  const { forge, clock } = github;
  return {
    facts: {
      machine: { ...machine, clocks: [clock, ...argocd.clocks].filter((one) => one !== undefined) },
      clone: {
        ...clone,
        forge: isGitHub ? 'github' : 'local',
        ...tipOf(forge, mainline.name),
        ...(forge.kind === 'github' ? { repository: forge.github.repository } : {}),
      },
      unreadable: argocd.unreadable,
      forge,
      ledger,
      argocd: argocd.facts,
    },
    forge: isGitHub ? 'github' : 'local',
    secrets: [call.env['GITHUB_TOKEN'], ...argocd.secrets].filter(
      // As in `failure-words.ts`: a shorter value would be found in any text.
      (one): one is string => one !== undefined && one.length >= 6,
    ),
  };
};

/** Where the main branch stands on GitHub, where that is the branch which is main here. */
const tipOf = (forge: ForgeFacts, main: string): { readonly tip?: string } => {
  const branch = forge.kind === 'github' ? forge.github.rest?.main : undefined;
  const tip = branch?.name === main ? knownOf(branch.tip) : undefined;
  return typeof tip === 'string' ? { tip } : {};
};
