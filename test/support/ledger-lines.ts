import { execFileSync } from 'node:child_process';
import type { LedgerEvent } from '../../scripts/model/event.ts';
import type { Sandbox } from './git-repository.ts';

/** Adds texts to files of the branch `ledger` with Git's plumbing alone, as another writer would, right or wrong. */
export const addToLedger = (
  box: Sandbox,
  added: Readonly<Record<string, string>>,
  parent?: string,
): string => {
  const tip = parent ?? box.git('for-each-ref', '--format=%(objectname)', 'refs/heads/ledger');
  const index = { GIT_INDEX_FILE: `${box.root}/.git/ledger-index` };
  const git = (args: readonly string[], input = ''): string =>
    execFileSync('git', ['-C', box.root, ...args], {
      encoding: 'utf8',
      input,
      env: { ...process.env, ...index, ...WRITER },
    }).trim();
  git(tip === '' ? ['read-tree', '--empty'] : ['read-tree', tip]);
  for (const [path, text] of Object.entries(added)) {
    const before = tip === '' ? '' : textAt(box, tip, path);
    const blob = git(['hash-object', '-w', '--stdin'], before + text);
    git(['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`]);
  }
  const parents = tip === '' ? [] : ['-p', tip];
  const commit = git(['commit-tree', git(['write-tree']), ...parents, '-m', 'What happened']);
  git(['update-ref', 'refs/heads/ledger', commit]);
  return commit;
};

const textAt = (box: Sandbox, tip: string, path: string): string => {
  try {
    return execFileSync('git', ['-C', box.root, 'cat-file', 'blob', `${tip}:${path}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
};

const WRITER = {
  GIT_AUTHOR_NAME: 'Writer',
  GIT_AUTHOR_EMAIL: 'writer@example.com',
  GIT_COMMITTER_NAME: 'Writer',
  GIT_COMMITTER_EMAIL: 'writer@example.com',
};

/** Writes events down where they belong. */
export const writeDown = (box: Sandbox, events: readonly LedgerEvent[]): string => {
  const added: Record<string, string> = {};
  for (const event of events) {
    const file = `${event.data.environment}/${event.time.slice(0, 7)}.jsonl`;
    added[file] = `${added[file] ?? ''}${JSON.stringify(event)}\n`;
  }
  return addToLedger(box, added);
};
