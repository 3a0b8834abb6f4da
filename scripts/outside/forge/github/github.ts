import type { Forge } from '../../forge.ts';
import { openClient } from './client.ts';
import { closeOnGitHub } from './close.ts';
import { commitOnGitHub } from './commit.ts';
import { approveOnGitHub, checkOnGitHub } from './judge.ts';
import { lookOnGitHub } from './look.ts';
import { mergeOnGitHub } from './merge.ts';
import { openOnGitHub } from './open.ts';
import type { GitHubSettings } from './settings.ts';

/** GitHub, or GitHub Enterprise, through its REST API. `say` hears what went well except for a detail. */
export const openGitHubForge = (settings: GitHubSettings, say: (text: string) => void): Forge => {
  const client = openClient(settings, say);
  return {
    name: 'github',
    look: (question) => lookOnGitHub(client, question),
    commit: (request) => commitOnGitHub(client, request),
    open: (request) => openOnGitHub(client, request),
    approve: (number) => approveOnGitHub(client, number),
    check: (commit, report) => checkOnGitHub(client, commit, report),
    merge: (request) => mergeOnGitHub(client, request),
    close: (request) => closeOnGitHub(client, request),
  };
};
