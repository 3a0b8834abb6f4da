import type { DoctorFacts } from '../check/doctor/examine.ts';
import type { ForgeFacts } from '../check/doctor/forge.ts';
import { knownOf } from '../check/doctor/learned.ts';
import type { Clock } from '../check/doctor/machine.ts';
import type { Repository } from '../model/repository.ts';
import { readClone } from '../outside/doctor/clone-facts.ts';
import { readMachine } from '../outside/doctor/machine-facts.ts';
import { DOCTOR_PATIENCE } from '../outside/doctor/patience.ts';
import { Failure } from '../outside/failure.ts';
import { readSettings } from '../outside/forge/github/settings.ts';
import { openGit } from '../outside/git.ts';
import { readMainline } from '../outside/main-branch.ts';
import { openService } from '../outside/service/open-service.ts';
import { argocdFacts } from './doctor-argocd.ts';
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
  const [machine, clone, github, argocd] = await Promise.all([
    readMachine(git, call.now),
    readClone(git, mainline),
    forgeFacts(call, { main: mainline.name, direct: directOf(repository) }),
    argocdFacts(call, { git, snapshot, mainline }),
  ]);
  const { forge, clock } = github;
  const tip = forge.kind === 'github' ? knownOf(forge.github.rest?.main.tip ?? NOT_ASKED) : undefined;
  const isGitHub = forge.kind !== 'local';
  return {
    facts: {
      machine: { ...machine, clocks: [clock, ...argocd.clocks].filter((one) => one !== undefined) },
      clone: {
        ...clone,
        forge: isGitHub ? 'github' : 'local',
        ...(typeof tip === 'string' ? { tip } : {}),
        ...(forge.kind === 'github' ? { repository: forge.github.repository } : {}),
      },
      unreadable: argocd.unreadable,
      forge,
      ledger: { state: 'absent' },
      argocd: argocd.facts,
    },
    forge: isGitHub ? 'github' : 'local',
    secrets: [call.env['GITHUB_TOKEN'], ...argocd.secrets].filter((one): one is string => Boolean(one)),
  };
};

const NOT_ASKED = { silence: { reason: 'unavailable', why: 'it was not asked' } } as const;

const directOf = ({ environments }: Repository): string[] =>
  [...environments.values()].filter(({ promotion }) => promotion.open === 'direct').map(({ name }) => name);

interface Asked {
  readonly main: string;
  readonly direct: readonly string[];
}

/** GitHub, when it is meant by the same signs by which every other verb chooses it. */
const forgeFacts = async (
  { env, forge }: Invocation,
  asked: Asked,
): Promise<{ readonly forge: ForgeFacts; readonly clock?: Clock }> => {
  const set = (['GITHUB_TOKEN', 'GITHUB_REPOSITORY'] as const).filter((name) => env[name]);
  if (forge === 'local' || (forge === undefined && set.length < 2)) {
    const [only] = forge === undefined ? set : [];
    return { forge: { kind: 'local', ...(only === undefined ? {} : { halfSet: only }) } };
  }
  try {
    const settings = readSettings(env);
    const { askGitHub } = await import('../outside/doctor/github-facts.ts');
    const service = openService('GitHub', DOCTOR_PATIENCE);
    const { facts, clock } = await askGitHub({ settings, service, ledger: 'ledger', ...asked });
    return { forge: { kind: 'github', github: facts }, ...(clock === undefined ? {} : { clock }) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { forge: { kind: 'unset', what: error.message, fix: error.fix } };
  }
};
