import type { CommitId } from '../model/names.ts';
import { EXIT, Failure } from './failure.ts';
import type { Git } from './git.ts';

/**
 * Makes sure that commits which the forge named are in this clone, by fetching them from `origin`. Plans are decided
 * from Git's own objects, and a commit just merged on the forge is not here yet. On GitHub the token comes along in the
 * environment, so that a checkout that keeps no credentials can fetch too.
 */
export const bringCommits = async (
  git: Git,
  commits: readonly CommitId[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> => {
  const missing: CommitId[] = [];
  for (const commit of new Set(commits)) if ((await git.resolve(commit)) === undefined) missing.push(commit);
  if (missing.length === 0) return;
  try {
    await git.run(['fetch', '--quiet', '--no-tags', 'origin', '--', ...missing], { env: credentials(env) });
  } catch (error) {
    throw new Failure({
      code: 'behind',
      exit: EXIT.outside,
      what: `Commit ${missing[0]} of the forge is not in this clone, and it cannot be fetched from \`origin\`: ${reason(error)}`,
      fix: 'Check `git remote get-url origin` and the network, run `git fetch origin`, then run this again.',
      cause: error,
    });
  }
};

/**
 * Where a branch of `origin` is, which is in this clone afterwards; undefined where there is none. Moves no ref, so that
 * many processes in one clone do not get in each other's way. Throws a `Failure` where nobody answers.
 */
export const bringBranch = async (
  git: Git,
  branch: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<CommitId | undefined> => {
  const ref = `refs/heads/${branch}`;
  const rows = await git
    .run(['ls-remote', '--quiet', 'origin', ref], { env: credentials(env) })
    .catch((error) => {
      throw new Failure({
        code: 'no-origin',
        exit: EXIT.outside,
        what: `${branch} cannot be read from \`origin\`: ${reason(error)}`,
        fix: 'Check `git remote get-url origin`, the network and the token, then run this again; `--forge local` asks this clone alone.',
        cause: error,
      });
    });
  const row = rows.split('\n').find((line) => line.endsWith(`\t${ref}`));
  if (row === undefined) return undefined;
  const commit = row.slice(0, row.indexOf('\t')) as CommitId;
  await bringCommits(git, [commit], env);
  return commit;
};

export const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Git's own way to take settings from the environment, where no list of processes shows them. */
export const credentials = (env: Readonly<Record<string, string | undefined>>): Record<string, string> => {
  const token = env['GITHUB_TOKEN'];
  if (token === undefined || token === '') return {};
  const server = (env['GITHUB_SERVER_URL'] ?? 'https://github.com').replace(/\/+$/, '');
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${server}/.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${basic}`,
  };
};
