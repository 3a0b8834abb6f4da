import { isLoopback } from '../../model/address.ts';
import { quoted } from '../position.ts';
import type { Rule } from '../scope.ts';
import { findingOf } from '../verify/flaw.ts';

/** The token goes to `argocd.server`, so nobody on the way may read it. */
export const argocdServer: Rule = (scope) =>
  scope.environments.flatMap((environment) => {
    const server = environment.argocd?.server;
    const fault = server === undefined ? undefined : faultOf(server);
    if (server === undefined || fault === undefined) return [];
    return [
      findingOf(environment, {
        code: 'argocd-server',
        path: ['argocd', 'server'],
        what: `\`argocd.server\` is ${quoted(server)}: ${fault}.`,
        why: 'The token of the project is sent to exactly this address, and its API is expected below it.',
        fix: 'Write it as `https://HOST`, with the path before `/api` where there is one.',
      }),
    ];
  });

const faultOf = (server: string): string | undefined => {
  if (!URL.canParse(server)) return 'it is no address';
  const { protocol, hostname, search, hash } = new URL(server);
  if (search !== '' || hash !== '') return 'it says more than where the API is';
  return protocol === 'https:' || isLoopback(hostname)
    ? undefined
    : 'whoever is on the way can read the token';
};

/** A port that was forwarded to this machine: nobody is on the way. */
