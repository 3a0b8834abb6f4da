import type { ArgocdEnvironment, ArgocdServer } from '../../check/doctor/argocd.ts';
import type { Learned, Silence } from '../../check/doctor/learned.ts';
import type { Clock } from '../../check/doctor/machine.ts';
import { objectOf, trouble } from '../argocd/answer.ts';
import { openArgocd } from '../argocd/argocd.ts';
import { type ArgocdSettings, baseOf, notTheApi } from '../argocd/settings.ts';
import { Failure } from '../failure.ts';
import { worldClock } from '../service/clock.ts';
import type { Answer, Service } from '../service/service.ts';
import { clockOf } from './clock-of.ts';

/** One environment, before anybody is asked. */
export type AskedEnvironment = Omit<ArgocdEnvironment, 'applications'> & { readonly token?: string };

export interface ArgocdQuestion {
  readonly address: string;
  readonly service: Service;
  readonly environments: readonly AskedEnvironment[];
}

/** What one Argo CD says, and what came along with it. */
export interface ArgocdAnswer {
  readonly server: ArgocdServer;
  readonly clock?: Clock;
}

/** Asks one Argo CD everything at once; throws nothing: what has no answer is told with the reason. */
export const askArgocd = async (question: ArgocdQuestion): Promise<ArgocdAnswer> => {
  const { address, environments } = question;
  const [{ version, clock }, ...found] = await Promise.all([
    askVersion(question),
    ...environments.map((environment) => askEnvironment(question, environment)),
  ]);
  return { server: { address, version, environments: found }, ...(clock === undefined ? {} : { clock }) };
};

/** Argo CD tells its version to everybody, so the token may be missing. */
const askVersion = async ({
  address,
  service,
}: ArgocdQuestion): Promise<{ readonly version: Learned<string>; readonly clock?: Clock }> => {
  let clock: Clock | undefined;
  const version = await learned(async () => {
    const headers = { accept: 'application/json' };
    const answer = await service.ask(`${baseOf(address)}/api/version`, { headers, redirects: 'answer' });
    clock = clockOf('Argo CD', answer);
    return versionOf(answer, settingsOf({ address, service }, NOBODY));
  });
  return { version, ...(clock === undefined ? {} : { clock }) };
};

const NOBODY = { project: '', variable: '' };

const versionOf = (answer: Answer, settings: ArgocdSettings): string => {
  const wrong = trouble(answer, 'json', settings);
  if (wrong !== undefined) throw wrong;
  const { Version: version } = objectOf(answer.text, settings.server);
  if (typeof version === 'string') return version;
  throw notTheApi(settings.server, 'it names no version');
};

const askEnvironment = async (
  question: ArgocdQuestion,
  { token, ...environment }: AskedEnvironment,
): Promise<ArgocdEnvironment> => {
  if (token === undefined) return environment;
  const applications = await learned(async () => {
    const argocd = openArgocd(settingsOf(question, { ...environment, token }));
    return [...(await argocd.applications(environment.name)).keys()];
  });
  return { ...environment, applications };
};

const settingsOf = (
  { address, service }: Pick<ArgocdQuestion, 'address' | 'service'>,
  { project, variable, token }: { project: string; variable: string; token?: string },
): ArgocdSettings => ({ server: address, project, variable, token, service, clock: worldClock() });

const learned = async <T>(work: () => Promise<T>): Promise<Learned<T>> => {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { silence: silenceFrom(error) };
  }
};

const silenceFrom = ({ code, message, fix }: Failure): Silence => ({
  reason: code === 'argocd-refused' ? 'refused' : 'unavailable',
  why: message.replace(/\.$/, ''),
  fix,
});
