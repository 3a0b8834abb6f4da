import type { CloneFacts } from '../../check/doctor/clone.ts';
import type { Git } from '../git.ts';
import { uncommitted } from '../ground.ts';
import type { Mainline } from '../main-branch.ts';

/** What of a clone Git alone can say. */
export type CloneByGit = Omit<CloneFacts, 'forge' | 'tip' | 'repository'>;

export const readClone = async (git: Git, { name, heads, shallow }: Mainline): Promise<CloneByGit> => {
  const [here, there, remote, dirty] = await Promise.all([
    git.resolve(`refs/heads/${name}`),
    git.resolve(`refs/remotes/origin/${name}`),
    git.run(['config', '--get', 'remote.origin.url'], { accept: [0, 1] }),
    uncommitted(git),
  ]);
  const [ahead = 0, behind = 0] = here && there ? await apart(git, here, there) : [];
  return {
    begun: heads.length > 0 || (await git.run(['rev-list', '--all', '--max-count=1'])) !== '',
    shallow,
    main: name,
    ...(here === undefined ? {} : { here }),
    ...(there === undefined ? {} : { there }),
    ahead,
    behind,
    uncommitted: dirty.length,
    ...(remote === '' ? {} : { origin: repositoryIn(remote) }),
  };
};

const apart = async (git: Git, here: string, there: string): Promise<number[]> => {
  const counts = await git.run(['rev-list', '--left-right', '--count', `${here}...${there}`]);
  return counts.split('\t').map(Number);
};

/** `owner/name` at the end of a web or SSH address; null for a folder. Credentials in it go no further. */
const repositoryIn = (address: string): string | null => {
  const path = /^(?:[a-z+]+:\/\/[^/]+\/|[^/:]+@[^/:]+:)(.+)$/.exec(address)?.[1];
  return /([^/]+\/[^/]+?)(?:\.git)?\/*$/.exec(path ?? '')?.[1] ?? null;
};
