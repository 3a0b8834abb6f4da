import type { CheckReport } from '../../../model/forge.ts';
import type { BlobId, CommitId } from '../../../model/names.ts';
import type { Git } from '../../git.ts';
import { cleanTitle } from '../request.ts';
import { missing } from '../trouble.ts';
import { transact } from './state.ts';

/** Where the checks of a commit are kept, one line of JSON each: `git show refs/bracket/checks/<commit>`. */
const checksRef = (commit: CommitId): string => `refs/bracket/checks/${commit}`;

/** Records the result of a check of a commit; the latest of each name stands. */
export const checkLocally = async (git: Git, commit: CommitId, report: CheckReport): Promise<void> => {
  if ((await git.resolve(commit)) === undefined)
    throw missing(`There is no commit ${commit} to report on.`, 'Run `git fetch`, then again.');
  const { name, state, summary, environment } = report;
  const said = { name: cleanTitle(name), state, summary: cleanTitle(summary) };
  const line = JSON.stringify(environment === undefined ? said : { ...said, environment });
  await transact(git, async ({ refs }) => {
    const from = refs.get(checksRef(commit));
    const before = from === undefined ? '' : await git.run(['cat-file', 'blob', from]);
    const mine = `{"name":${JSON.stringify(cleanTitle(name))},`;
    const others = before.split('\n').filter((other) => other !== '' && !other.startsWith(mine));
    const lines = [...others, line].sort();
    const to = await git.run(['hash-object', '-w', '--stdin'], { input: `${lines.join('\n')}\n` });
    const changes = [{ name: checksRef(commit), from, to: to as BlobId }];
    return { changes, why: `bracket: check ${commit}`, answer: undefined };
  });
};
