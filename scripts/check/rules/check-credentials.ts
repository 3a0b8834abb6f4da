import type { Check } from '../../model/verification.ts';
import { quoted } from '../position.ts';
import type { Rule } from '../scope.ts';
import { type Flaw, findingOf } from '../verify/flaw.ts';

/** No check carries a credential: the file can be read by everybody, and so can what is written of the check. */
export const checkCredentials: Rule = (scope) =>
  scope.environments.flatMap((environment) =>
    (environment.verify?.checks ?? []).flatMap((check, index) =>
      [...headerFlaws(check), ...addressFlaws(check)].map((flaw) =>
        findingOf(environment, { ...flaw, path: ['verify', 'checks', index, ...flaw.path] }),
      ),
    ),
  );

/** Headers that are there to carry a credential (RFC 9110, RFC 6265, and what gateways made up). */
const HEADERS = /^(?:proxy-)?authorization$|^cookie$|(?:^|[-_])(?:api[-_]?key|auth|token|secret|password)$/i;
/** The same of a query: `access_token`, `api_key`, `sig` of a signed address. */
const PARAMETERS =
  /(?:^|[-_.])(?:api[-_]?key|auth|token|secret|passw(?:or)?d|pwd|signature|sig|credential)$/i;

const headerFlaws = ({ name, question }: Check): Flaw[] =>
  question.kind !== 'http'
    ? []
    : Object.keys(question.http.headers)
        .filter((header) => HEADERS.test(header))
        .map((header) => credential(name, ['http', 'headers', header], `the header ${quoted(header)}`));

const addressFlaws = ({ name, question }: Check): Flaw[] => {
  if (question.kind !== 'http' && question.kind !== 'prometheus') return [];
  const url = question.kind === 'http' ? question.http.url : question.prometheus.url;
  if (!URL.canParse(url)) return [noAddress(name, [question.kind, 'url'])];
  const names = [...new URL(url).searchParams.keys()].map((key) => key.replace(/([a-z])([A-Z])/g, '$1_$2'));
  return names
    .filter((key) => PARAMETERS.test(key))
    .map((key) => credential(name, [question.kind, 'url'], `${quoted(key)} in its address`));
};

const credential = (check: string, path: Flaw['path'], where: string): Flaw => ({
  code: 'check-credential',
  path,
  what: `The check ${check} sends ${where}, which is there for a credential.`,
  why: 'Whoever can read the repository, now or ever, would have it.',
  fix: 'Ask an address that needs none, or write a program for `run` that takes the credential from a variable; revoke it if it was ever written here.',
});

const noAddress = (check: string, path: Flaw['path']): Flaw => ({
  code: 'check-address',
  path,
  what: `The address of the check ${check} cannot be read.`,
  why: 'Nobody can be asked there, so the check would never pass.',
  fix: 'Write it as `https://HOST/PATH`, with a port from 1 to 65535 where it needs one.',
});
