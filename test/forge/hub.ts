import { openGitHubForge } from '../../scripts/outside/forge/github/github.ts';
import { GITHUB_PACE, type Pace, readSettings } from '../../scripts/outside/forge/github/settings.ts';
import type { Forge } from '../../scripts/outside/forge.ts';
import { type GitHub, type GitHubOptions, startGitHub } from '../support/github/server.ts';
import { BEGINNING, type Ground, pushTo } from './ground.ts';

const PEOPLE = { ann: 'ghp_ann', rob: 'ghp_rob' };

/** A second lasts a millisecond, and nothing else differs from use. */
const QUICK: Pace = { ...GITHUB_PACE, second: 1 };

export interface Hub extends Ground {
  readonly server: GitHub;
  /** What the forge had to say beside its answers. */
  readonly said: string[];
  /** The forge as somebody else sees it. */
  forgeOf(env: Readonly<Record<string, string>>, pace?: Partial<Pace>): Forge;
}

/** GitHub with a repository, an author and a reviewer. */
export const startHub = async (options: GitHubOptions = {}, pace: Partial<Pace> = {}): Promise<Hub> => {
  const server = await startGitHub({ files: BEGINNING, people: PEOPLE, ...options });
  const said: string[] = [];
  const forgeOf: Hub['forgeOf'] = (env, own = {}) =>
    openGitHubForge(readSettings({ ...server.env, ...env }, { ...QUICK, ...pace, ...own }), (text) =>
      said.push(text),
    );
  const forge = forgeOf({ GITHUB_TOKEN: PEOPLE.ann });
  const { bare } = server.hub;
  return {
    server,
    said,
    forgeOf,
    forge,
    author: { name: 'ann', forge },
    reviewer: { name: 'rob', forge: forgeOf({ GITHUB_TOKEN: PEOPLE.rob }) },
    bare,
    push: (branch, files, message = 'Somebody’s commit') => pushTo(bare, branch, { files, message }),
    dismiss: async ({ number }) => {
      const url = `${server.url}/repos/${server.repository}/pulls/${number}`;
      const headers = { authorization: `Bearer ${PEOPLE.rob}` };
      await fetch(url, { method: 'PATCH', headers, body: JSON.stringify({ state: 'closed' }) });
    },
    close: server.close,
  };
};

/** Runs `work` while a GitHub is up. */
export const withHub = async (
  work: (hub: Hub) => Promise<void>,
  options: GitHubOptions = {},
  pace: Partial<Pace> = {},
): Promise<void> => {
  const hub = await startHub(options, pace);
  try {
    await work(hub);
  } finally {
    await hub.close();
  }
};

/** Everything a person sees on GitHub, without ids and times: for comparing how two runs ended. */
export const ending = ({ server }: Hub): string => {
  const { hub } = server;
  const refs = [...hub.bare.refs('refs/heads/')].map(([name, sha]) => {
    const commit = hub.bare.commit(sha);
    return [name, commit?.tree, commit?.message];
  });
  const pulls = hub.pulls.map((pull) => [
    pull.branch,
    pull.state,
    pull.mergedAt !== null,
    pull.title,
    pull.body,
    [...pull.labels],
    [...pull.users],
    hub.comments.filter((one) => one.pull === pull.number).map((one) => one.body),
    pull.reviews.map((one) => [one.login, one.state]),
  ]);
  const statuses = new Set(hub.statuses.map((one) => `${one.context} ${one.state} ${one.description}`));
  return JSON.stringify({ refs, pulls, statuses: [...statuses] }, null, 1);
};
