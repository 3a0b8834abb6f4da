import { EXIT, Failure } from '../../scripts/outside/failure.ts';
import { oneLine } from '../../scripts/show/escape.ts';
import type { Cluster } from './kubectl.ts';
import { ARGOCD_PORT, ownPassword, ownServer, serverAddress } from './places.ts';
import { throughTunnel } from './port-forward.ts';

const DAY = 24 * 60 * 60;

/** Does something while Argo CD can be asked at the address that stands in the shop's files. */
export const withArgocd = <T>(cluster: Cluster, act: () => Promise<T>): Promise<T> =>
  ownServer() === undefined
    ? throughTunnel(
        {
          context: cluster.context,
          namespace: 'argocd',
          service: 'argocd-server',
          here: ARGOCD_PORT,
          there: 80,
        },
        act,
      )
    : act();

/** Signs in as the admin that the installation made, and answers the token of that session. */
export const signIn = async (cluster: Cluster): Promise<string> => {
  const password =
    ownPassword() ?? (await cluster.secret('argocd', 'argocd-initial-admin-secret'))?.['password'];
  if (password === undefined)
    throw refused(
      'Nobody knows the password of the admin of Argo CD.',
      'Let ARGOCD_PASSWORD hold it: the Secret argocd-initial-admin-secret, where it was, is not there any more.',
    );
  return post('session', { username: 'admin', password });
};

/** A token of the role that only reads, of one project; good for a day. */
export const roleToken = (session: string, project: string): Promise<string> =>
  post(`projects/${project}/roles/verify/token`, { project, role: 'verify', expiresIn: DAY }, session);

const post = async (path: string, body: object, session?: string): Promise<string> => {
  const answer = await fetch(`${serverAddress()}/api/v1/${path}`, {
    method: 'POST',
    redirect: 'error',
    headers: {
      'Content-Type': 'application/json',
      ...(session === undefined ? {} : { Authorization: `Bearer ${session}` }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await answer.text();
  if (!answer.ok)
    throw refused(
      `Argo CD answers ${answer.status} to /api/v1/${path.replace(/\?.*/, '')}: ${oneLine(text, 300)}`,
      'Mend what it says, then run this step again.',
    );
  return tokenIn(text, path);
};

const tokenIn = (text: string, path: string): string => {
  try {
    const { token } = JSON.parse(text) as { token?: unknown };
    if (typeof token === 'string' && token !== '') return token;
  } catch {
    // Told below: what is no JSON holds no token either.
  }
  throw refused(
    `What answers /api/v1/${path} is not the API of Argo CD.`,
    'Let ARGOCD_SERVER name the address of its API, without a path.',
  );
};

const refused = (what: string, fix: string): Failure =>
  new Failure({ code: 'argocd-refused', exit: EXIT.outside, what, fix });
