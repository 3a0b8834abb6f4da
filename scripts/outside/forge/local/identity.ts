import type { Git } from '../../git.ts';

/** Who writes commits and records here, and the environment that makes Git say so. */
export interface Person {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
}

const FALLBACK = { name: 'Release Brackets', email: 'bracket@localhost' };

/** The person Git knows; on a fresh machine, where Git knows none, a name of our own. Commits carry the given time. */
export const localPerson = async (git: Git, now: Date): Promise<Person> => {
  const known = await git.run(['var', 'GIT_AUTHOR_IDENT'], { accept: [0, 128] });
  const committer = await git.run(['var', 'GIT_COMMITTER_IDENT'], { accept: [0, 128] });
  const date = `@${Math.floor(now.getTime() / 1000)} +0000`;
  const dates = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const name = /^(.+) <.*> \d+ [-+]\d{4}$/.exec(known)?.[1];
  if (name !== undefined && committer !== '') return { name, env: dates };
  return {
    name: name ?? FALLBACK.name,
    env: {
      ...dates,
      ...(name === undefined ? { GIT_AUTHOR_NAME: FALLBACK.name, GIT_AUTHOR_EMAIL: FALLBACK.email } : {}),
      GIT_COMMITTER_NAME: FALLBACK.name,
      GIT_COMMITTER_EMAIL: FALLBACK.email,
    },
  };
};
