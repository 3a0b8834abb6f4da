import type { Environment } from '../../model/repository.ts';
import type { Check, Verify } from '../../model/verification.ts';
import type { Flaw } from './flaw.ts';

/** What a check asks for with one key and gives away with another. */
export const contradictions = (check: Check, verify: Verify, environment: Environment): Flaw[] => [
  ...(check.key && check.level === 'warning' ? [harmlessKey(check)] : []),
  ...(check.timeout > verify.timeout ? [longer(check, verify)] : []),
  ...(asksBodyOfHead(check) ? [bodyOfHead(check)] : []),
  ...(check.question.kind === 'argocd' && environment.argocd?.server === undefined
    ? [nobodyToAsk(check)]
    : []),
  ...(check.question.kind === 'run' && !isProgram(check.question.run[0]) ? [noProgram(check)] : []),
];

const harmlessKey = ({ name }: Check): Flaw => ({
  code: 'check-key',
  path: ['key'],
  what: `The check ${name} is a key check of level warning.`,
  why: 'A key check fails the whole, and one of level warning never fails anything.',
  fix: 'Take `key` out, or write `level: fail`.',
});

const longer = ({ name, timeout }: Check, verify: Verify): Flaw => ({
  code: 'check-timeout',
  severity: 'warning',
  path: ['timeout'],
  what: `One attempt of the check ${name} may take ${timeout / 1000} s, and all of \`verify\` ${verify.timeout / 1000} s.`,
  why: 'When all the time is over, a check that has not answered is unknown, and nothing moves on.',
  fix: 'Give the check a shorter `timeout`, or `verify` a longer one.',
});

const asksBodyOfHead = ({ question }: Check): boolean =>
  question.kind === 'http' && question.http.method === 'HEAD' && question.http.body !== undefined;

const bodyOfHead = ({ name }: Check): Flaw => ({
  code: 'check-body',
  path: ['http', 'expect', 'body'],
  what: `The check ${name} asks with HEAD and expects a body.`,
  why: 'An answer to HEAD has no body (RFC 9110, 9.3.2), so the check would never pass.',
  fix: 'Ask with GET, or take `body` out.',
});

const nobodyToAsk = ({ name }: Check): Flaw => ({
  code: 'check-argocd',
  path: ['argocd'],
  what: `The check ${name} asks Argo CD, and nothing says where its API is.`,
  why: 'Without an answer the check is never passed.',
  fix: 'Write the address of Argo CD into `argocd.server`, or take the check out.',
});

/** What begins with a hyphen would be taken for an option of what starts it. */
const isProgram = (word: string | undefined): boolean => /^[^-]/.test(word ?? '');

const noProgram = ({ name }: Check): Flaw => ({
  code: 'check-program',
  path: ['run', 0],
  what: `The check ${name} names no program: its first word is empty or begins with a hyphen.`,
  why: 'It cannot be started, so the check would never pass.',
  fix: 'Write the program first, then each of its arguments.',
});
