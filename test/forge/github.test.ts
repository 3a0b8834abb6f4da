import { test } from 'uvu';
import { openGitHubForge } from '../../scripts/outside/forge/github/github.ts';
import { GITHUB_PACE, readSettings } from '../../scripts/outside/forge/github/settings.ts';
import { startGitHub } from '../support/github/server.ts';
import { contract } from './contract.ts';
import { merging } from './contract-merging.ts';
import { BEGINNING, type Ground, pushTo } from './ground.ts';

const PEOPLE = { ann: 'ghp_ann', rob: 'ghp_rob' };
const QUICK = { ...GITHUB_PACE, second: 1, timeout: 5000 };

const start = (rules: { autoDelete: boolean }) => async (): Promise<Ground> => {
  const hub = await startGitHub({ files: BEGINNING, people: PEOPLE, rules });
  const forgeOf = (token: string) =>
    openGitHubForge(readSettings({ ...hub.env, GITHUB_TOKEN: token }, QUICK), () => undefined);
  const ann = forgeOf(PEOPLE.ann);
  return {
    forge: ann,
    author: { name: 'ann', forge: ann },
    reviewer: { name: 'rob', forge: forgeOf(PEOPLE.rob) },
    bare: hub.hub.bare,
    push: (branch, files, message = 'Somebody’s commit') => pushTo(hub.hub.bare, branch, { files, message }),
    dismiss: async (pull) => {
      const url = `${hub.url}/repos/${hub.repository}/pulls/${pull.number}`;
      const headers = { authorization: `Bearer ${PEOPLE.rob}` };
      await fetch(url, { method: 'PATCH', headers, body: JSON.stringify({ state: 'closed' }) });
    },
    close: hub.close,
  };
};

contract('GitHub', start({ autoDelete: false }));
contract('GitHub that deletes head branches', start({ autoDelete: true }), merging);
test.run();
