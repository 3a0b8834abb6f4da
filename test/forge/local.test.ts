import { test } from 'uvu';
import { openLocalForge } from '../../scripts/outside/forge/local/local.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { sandbox } from '../support/git-repository.ts';
import { contract } from './contract.ts';
import { committing } from './contract-committing.ts';
import { merging } from './contract-merging.ts';
import { BEGINNING, bareAt, type Ground, pushTo } from './ground.ts';

const NOW = new Date('2026-03-01T10:00:00Z');

/** A clone somebody works in, with main checked out. */
const clone = async (): Promise<Ground> => {
  const box = sandbox();
  box.git('config', 'user.name', 'Ann Author');
  box.git('config', 'user.email', 'ann@example.com');
  box.commit('The beginning', BEGINNING);
  const bare = bareAt(`${box.root}/.git`);
  return onRepository(box.root, {
    bare,
    push: (branch, files, message = 'Somebody’s commit') =>
      branch === 'main'
        ? (box.commit(message, files) as ReturnType<Ground['push']>)
        : pushTo(bare, branch, { files, message }),
  });
};

/** A repository without a working tree. */
const bareRepository = async (): Promise<Ground> => {
  const box = sandbox();
  box.commit('The beginning', BEGINNING);
  box.git('clone', '--quiet', '--bare', '.', 'bare.git');
  const root = `${box.root}/bare.git`;
  const bare = bareAt(root);
  bare.run(['config', 'user.name', 'Ann Author']);
  bare.run(['config', 'user.email', 'ann@example.com']);
  const push: Ground['push'] = (branch, files, message = 'Somebody’s commit') =>
    pushTo(bare, branch, { files, message });
  return onRepository(root, { bare, push });
};

const onRepository = (root: string, { bare, push }: Pick<Ground, 'bare' | 'push'>): Ground => {
  const forge = openLocalForge(openGit(root), NOW);
  return {
    forge,
    author: { name: 'Ann Author', forge },
    reviewer: { name: 'Rob Reviewer', forge },
    bare,
    push,
    dismiss: async (pull) => {
      await forge.close({ number: pull.number, comment: 'no' });
      bare.setRef(`refs/heads/${pull.branch}`, pull.head);
    },
    close: async () => undefined,
  };
};

contract('local, in a clone', clone);
// What has nothing to do with files at hand holds there as in the clone.
contract('local, in a bare repository', bareRepository, [...committing, ...merging]);
test.run();
