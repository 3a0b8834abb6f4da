import { isLoopback } from '../../model/address.ts';
import { EXIT, Failure } from '../failure.ts';
import type { Clock } from '../service/clock.ts';
import { type Service, Unavailable } from '../service/service.ts';

/** Where Argo CD is, and who asks. */
export interface ArgocdSettings {
  /** `argocd.server` of the environment: where the user interface is, too. */
  readonly server: string;
  /** `argocd.project` of the environment. */
  readonly project: string;
  /** The name of the variable that holds the token, for messages; and what it holds. */
  readonly variable: string;
  readonly token: string | undefined;
  /** What the API is asked through. The event stream, which has no end, goes beside it. */
  readonly service: Service;
  readonly clock: Clock;
}

/** Throws a `Failure` where the token could be read on its way, or the address is none. */
export const baseOf = (server: string): string => {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url === undefined || !safe || url.username !== '' || url.search !== '' || url.hash !== '')
    throw new Failure({
      code: 'argocd-address',
      exit: EXIT.usage,
      what: `argocd.server is ${JSON.stringify(server.slice(0, 200))}, which is no https address of an API.`,
      fix: 'Write it as `https://HOST`, with the path before `/api` where there is one.',
    });
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
};

type Asking = Pick<ArgocdSettings, 'project' | 'variable' | 'token'>;

/** The header that says who asks. Throws a `Failure` where nobody has said it. */
export const authorization = (asking: Asking): Readonly<Record<string, string>> => {
  const token = (asking.token ?? '').trim();
  if (token === '') throw refused(`${asking.variable} is not set, so Argo CD cannot be asked.`, asking);
  if (!/^[\x21-\x7e]+$/.test(token))
    throw refused(`${asking.variable} holds characters that no token has.`, asking);
  return { authorization: `Bearer ${token}` };
};

/** A person must give a token; asking again mends nothing. */
export const refused = (what: string, { project, variable }: Pick<Asking, 'project' | 'variable'>): Failure =>
  new Failure({
    code: 'argocd-refused',
    exit: EXIT.blocked,
    what,
    fix: `Make a token with \`argocd proj role create-token ${project} verify\`, and put it into ${variable}.`,
  });

/** Something answered, and it is not the API. */
export const notTheApi = (server: string, what: string): Unavailable =>
  new Unavailable({
    silence: 'broken',
    what: `${server} is not answering as Argo CD's API: ${what}.`,
    fix: 'Check `argocd.server` in the file of the environment: it is the address of Argo CD itself, reachable from here without a login page or a proxy in front of it.',
  });
