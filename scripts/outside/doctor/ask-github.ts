import type { Learned, Silence } from '../../check/doctor/learned.ts';
import { Failure } from '../failure.ts';
import type { GitHubSettings } from '../forge/github/settings.ts';
import type { Answer, Service } from '../service/service.ts';

/** GitHub, to be asked read-only questions whose answers may be refused without anything going wrong. */
export interface GitHubAsker {
  /** Asks for a path below the repository. `read` answers undefined for what makes no sense. */
  about<T>(path: string, read: (answer: unknown) => T | undefined): Promise<Learned<T>>;
  /** Like `about`, with what stands for the answer where GitHub says in these words that there is none. */
  maybe<T>(path: string, read: (answer: unknown) => T | undefined, none: None<T>): Promise<Learned<T>>;
  /** The login that the token acts as, of an App too, which only GraphQL tells. */
  login(): Promise<Learned<string>>;
  /** The first question of all, with everything that came along. */
  repository(): Promise<{ readonly answer: Answer } | { readonly silence: Silence }>;
}

interface None<T> {
  readonly words: RegExp;
  readonly value: T;
}

export const openGitHubAsker = (settings: GitHubSettings, service: Service): GitHubAsker => {
  const { url, owner, name, token } = settings;
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
  };
  const repository = `${url}/repos/${owner}/${name}`;
  const ask = (address: string) => heard(() => service.ask(address, { headers }));
  const about: GitHubAsker['about'] = async (path, read) => learned(await ask(`${repository}${path}`), read);
  return {
    about,
    maybe: async (path, read, { words, value }) => {
      const got = await ask(`${repository}${path}`);
      const isNone = 'answer' in got && got.answer.status === 404 && words.test(got.answer.text);
      return isNone ? { value } : learned(got, read);
    },
    login: async () => {
      const body = JSON.stringify({ query: '{ viewer { login } }' });
      const got = await heard(() =>
        service.ask(graphqlOf(url), { method: 'POST', headers, body, repeatable: true }),
      );
      return learned(got, readLogin);
    },
    repository: () => ask(repository),
  };
};

/** On github.com it stands beside the paths, on an Enterprise beside `v3`. */
const graphqlOf = (api: string): string => `${api.replace(/\/v3$/, '')}/graphql`;

const readLogin = (answer: unknown): string | undefined => {
  const { data } = answer as { data?: { viewer?: { login?: unknown } } | null };
  const login = data?.viewer?.login;
  return typeof login === 'string' ? login : undefined;
};

type Heard = { readonly answer: Answer } | { readonly silence: Silence };

const heard = async (work: () => Promise<Answer>): Promise<Heard> => {
  try {
    return { answer: await work() };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { silence: { reason: 'unavailable', why: error.message.replace(/\.$/, ''), fix: error.fix } };
  }
};

const learned = <T>(got: Heard, read: (answer: unknown) => T | undefined): Learned<T> => {
  if ('silence' in got) return got;
  const silence = silenceOf(got.answer);
  if (silence !== undefined) return { silence };
  const value = parsed(got.answer.text, read);
  return value === undefined
    ? { silence: { reason: 'unavailable', why: "GitHub's answer makes no sense" } }
    : { value };
};

const parsed = <T>(text: string, read: (answer: unknown) => T | undefined): T | undefined => {
  try {
    return read(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** Why an answer is none; undefined for one that is. */
export const silenceOf = ({ status, headers, text }: Answer): Silence | undefined => {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401) return { reason: 'refused', why: 'GitHub does not accept the token' };
  if (status === 429 || (status === 403 && isLimit(headers, text)))
    return { reason: 'unavailable', why: 'the token was used up to the limit that GitHub sets for it' };
  if (status === 403) return { reason: 'forbidden', why: 'GitHub does not show it to this token' };
  if (status === 404 || status === 410)
    return { reason: 'absent', why: 'GitHub has no such thing, or does not show it to this token' };
  return { reason: 'unavailable', why: `GitHub answered with an error (${status})` };
};

const isLimit = (headers: Headers, text: string): boolean =>
  headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after') || /rate limit/i.test(text);
