import type { ForgeFacts } from '../check/doctor/forge.ts';
import type { Clock } from '../check/doctor/machine.ts';
import type { Repository } from '../model/repository.ts';
import { DOCTOR_PATIENCE } from '../outside/doctor/patience.ts';
import { Failure } from '../outside/failure.ts';
import { readSettings } from '../outside/forge/github/settings.ts';
import { LEDGER } from '../outside/ledger/tip.ts';
import { openService } from '../outside/service/open-service.ts';
import type { Invocation } from './invocation.ts';
import { ARGOCD_TOKEN } from './verify-services.ts';

const directOf = ({ environments }: Repository): string[] =>
  [...environments.values()].filter(({ promotion }) => promotion.open === 'direct').map(({ name }) => name);

/** An environment that names no server asks nobody, and needs no token. */
const tokensOf = ({ environments }: Repository): string[] => [
  ...new Set(
    [...environments.values()].flatMap(({ argocd }) =>
      argocd?.server === undefined ? [] : [argocd.token ?? ARGOCD_TOKEN],
    ),
  ),
];

interface Asked {
  /** The branch that everything merges into, as this clone knows it. */
  readonly main: string;
  readonly repository: Repository;
}

const setOf = (env: Invocation['env']) =>
  (['GITHUB_TOKEN', 'GITHUB_REPOSITORY'] as const).filter((name) => env[name]);

/** By the same signs every other verb chooses it (`scripts/outside/forge/choose.ts`). */
export const meansGitHub = ({ env, forge }: Pick<Invocation, 'env' | 'forge'>): boolean =>
  forge === 'github' || (forge === undefined && setOf(env).length === 2);

/** Where pull requests live, and GitHub's answers where that is GitHub. */
export const forgeFacts = async (
  { env, forge }: Invocation,
  { main, repository }: Asked,
): Promise<{ readonly forge: ForgeFacts; readonly clock?: Clock }> => {
  if (!meansGitHub({ env, forge })) {
    const [only] = forge === undefined ? setOf(env) : [];
    return { forge: { kind: 'local', ...(only === undefined ? {} : { halfSet: only }) } };
  }
  try {
    const settings = readSettings(env);
    const { askGitHub } = await import('../outside/doctor/github-facts.ts');
    const service = openService('GitHub', DOCTOR_PATIENCE);
    const asked = { main, ledger: LEDGER, direct: directOf(repository), argocd: tokensOf(repository) };
    const { facts, clock } = await askGitHub({ settings, service, ...asked });
    return { forge: { kind: 'github', github: facts }, ...(clock === undefined ? {} : { clock }) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { forge: { kind: 'unset', what: error.message, fix: error.fix } };
  }
};
