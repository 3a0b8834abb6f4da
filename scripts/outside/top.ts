import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** Settings that let Git find a repository elsewhere than around the folder at hand (git(1), "The Git Repository"). */
const ELSEWHERE = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
];

/**
 * The top of the repository around a folder, as far as that can be seen without Git; undefined where Git must be asked.
 * Whether Git would work there is not said: whoever starts from here asks it before saying that something is missing.
 */
export const topAround = (
  here: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined => {
  const folder = realpathSync(here);
  if (ELSEWHERE.some((name) => env[name] !== undefined) || folder.split(sep).includes('.git'))
    return undefined;
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
};
