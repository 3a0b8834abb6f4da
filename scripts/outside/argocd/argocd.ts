import type { Answer, Patience } from '../service/service.ts';
import { applicationsOf, objectOf, trouble } from './answer.ts';
import { type ArgocdSettings, authorization, baseOf, notTheApi } from './settings.ts';
import { type Change, listen } from './stream.ts';

/** One Argo CD, asked about the Applications of one project. Everything that it tells is left as its API writes it. */
export interface Argocd {
  /** As it names itself: `v3.5.1+…`. */
  version(signal?: AbortSignal): Promise<string>;
  /** The Applications of an environment by name. Those that the token may not see are left out, and nothing says so. */
  applications(environment: string, signal?: AbortSignal): Promise<Map<string, unknown>>;
  /**
   * Has one Application compared anew and answers with it. It costs the repository server and the cluster work, and
   * lasts until the comparison is over: ask sparingly.
   */
  refresh(application: string, signal?: AbortSignal): Promise<unknown>;
  /** All Applications of an environment, then every change of them. */
  watch(environment: string, watching: { signal: AbortSignal; silence: number }): AsyncIterable<Change>;
}

/** Waiting for a rollout asks again by itself, so one call gives up soon. Times are in milliseconds. */
export const ARGOCD_PATIENCE: Patience = {
  timeout: 15_000,
  retries: 1,
  pause: 500,
  longest: 30_000,
  failures: 5,
  rest: 30_000,
};

/** How long Argo CD may take to compare one Application. */
const COMPARISON = 60_000;

/**
 * The API of Argo CD (assets/swagger.json of its repository, at v3.5). Throws a `Failure` where address or token cannot
 * be used. Every call throws `Unavailable` where nobody can know now, and a `Failure` `argocd-refused` where the token
 * is not accepted. Neither ever holds the token.
 */
export const openArgocd = (settings: ArgocdSettings): Argocd => {
  const base = baseOf(settings.server);
  const headers = authorization(settings);
  const { service, project, server } = settings;
  const ask = async (path: string, more: { signal?: AbortSignal | undefined; timeout?: number }) => {
    const { signal, timeout } = more;
    const answer = await service.ask(`${base}${path}`, {
      headers: { ...headers, accept: 'application/json' },
      redirects: 'answer',
      ...(signal === undefined ? {} : { signal }),
      ...(timeout === undefined ? {} : { timeout }),
    });
    return bodyOf(answer, settings);
  };
  const about = (environment: string): string =>
    new URLSearchParams({ projects: project, selector: `environment=${environment}` }).toString();
  return {
    version: async (signal) => {
      const { Version } = await ask('/api/version', { signal });
      if (typeof Version !== 'string' || !/^v?\d+\.\d+/.test(Version))
        throw notTheApi(server, 'it names no version');
      return Version;
    },
    // `fields` would make the answer smaller, and leave `status.sync.revision` out (Argo CD: forwarder_overwrite.go).
    applications: async (environment, signal) =>
      applicationsOf(await ask(`/api/v1/applications?${about(environment)}`, { signal }), server),
    refresh: async (application, signal) => {
      const path = `/api/v1/applications/${encodeURIComponent(application)}`;
      const query = new URLSearchParams({ refresh: 'normal', project });
      return await ask(`${path}?${query}`, { signal, timeout: COMPARISON });
    },
    watch: (environment, { signal, silence }) =>
      listen({
        url: `${base}/api/v1/stream/applications?${about(environment)}`,
        headers,
        settings,
        silence,
        signal,
      }),
  };
};

const bodyOf = (answer: Answer, settings: ArgocdSettings): Readonly<Record<string, unknown>> => {
  const wrong = trouble(answer, 'json', settings);
  if (wrong !== undefined) throw wrong;
  return objectOf(answer.text, settings.server);
};
