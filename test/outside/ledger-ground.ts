import { parseLedgerFiles } from '../../scripts/history/ledger/parse.ts';
import type { LedgerEvent } from '../../scripts/model/event.ts';
import type { EnvironmentName } from '../../scripts/model/names.ts';
import { openLocalForge } from '../../scripts/outside/forge/local/local.ts';
import { type Git, openGit } from '../../scripts/outside/git.ts';
import type { LedgerWriting } from '../../scripts/outside/ledger/append.ts';
import { type LedgerQuestion, readLedger } from '../../scripts/outside/ledger/read.ts';
import type { Hub } from '../forge/hub.ts';
import { type Sandbox, sandbox } from '../support/git-repository.ts';

const NOW = new Date('2026-11-21T10:00:00Z');

/** A clone whose ledger is written and read, locally. */
export interface LocalGround extends LedgerWriting {
  readonly box: Sandbox;
  readonly git: Git;
}

export const localGround = (): LocalGround => {
  const box = sandbox();
  box.commit('The beginning', { 'README.md': 'A shop.\n' });
  return { box, ...writerIn(box.root) };
};

/** As another process in the same clone. */
export const writerIn = (root: string, git: Git = openGit(root)): LedgerWriting => ({
  git,
  forge: openLocalForge(git, NOW),
  env: {},
});

const ENVIRONMENTS = ['production', 'dev'] as EnvironmentName[];

/** The ledger of this clone, and that of `origin`. */
export const HERE: LedgerQuestion = { env: {}, environments: ENVIRONMENTS, fetch: false };
export const THERE: LedgerQuestion = { ...HERE, fetch: true };

/** Somebody's clone of what that GitHub holds. */
export const cloneOf = (hub: Hub): Sandbox => {
  const box = sandbox();
  box.git('remote', 'add', 'origin', hub.server.root);
  box.git('fetch', '--quiet', 'origin');
  return box;
};

/** What can be read back, without any trouble. Throws where there is one. */
export const writtenIn = async (
  git: Git,
  question: LedgerQuestion = HERE,
): Promise<readonly LedgerEvent[]> => {
  const { files, rewritten } = await readLedger(git, question);
  const { events, troubles } = parseLedgerFiles(files);
  if (rewritten !== undefined || troubles.length > 0)
    throw new Error(JSON.stringify([rewritten, ...troubles], undefined, 1));
  return events;
};

export const idsOf = (events: readonly LedgerEvent[]): string[] => events.map(({ id }) => id).sort();

/** Makes a commit on the ledger by hand, as somebody with a Git of their own: text by path, null removes. */
export const tamper = (
  box: Pick<Sandbox, 'git'>,
  files: Readonly<Record<string, Buffer | string | null>>,
  onto: 'tip' | 'nothing' = 'tip',
): string => {
  const rows = Object.entries(files).map(([path, content]) => {
    if (content === null) return `0 ${'0'.repeat(40)}\t${path}`;
    return `100644 ${blobOf(box, content)}\t${path}`;
  });
  return commitRows(box, rows, onto);
};

const blobOf = (box: Pick<Sandbox, 'git'>, content: Buffer | string): string =>
  box.git(
    '-c',
    'alias.put=!f() { printf %s "$1" | base64 -d | git hash-object -w --stdin; }; f',
    'put',
    Buffer.from(content).toString('base64'),
  );

const commitRows = (box: Pick<Sandbox, 'git'>, rows: readonly string[], onto: 'tip' | 'nothing'): string => {
  const script = [
    'export GIT_INDEX_FILE="$(git rev-parse --absolute-git-dir)/tamper"',
    onto === 'tip' ? 'git read-tree refs/heads/ledger' : 'git read-tree --empty',
    'printf "%s\\n" "$1" | git update-index --index-info',
    'tree=$(git write-tree)',
    `git commit-tree "$tree" ${onto === 'tip' ? '-p refs/heads/ledger' : ''} -m "By hand"`,
  ].join(' && ');
  const commit = box.git('-c', `alias.tamper=!f() { ${script}; }; f`, 'tamper', rows.join('\n'));
  box.git('update-ref', 'refs/heads/ledger', commit);
  return commit;
};
