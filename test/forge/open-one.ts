/** A process of its own that opens one promotion and prints its number: `open-one.ts ROOT BRANCH PARENT`. */
import type { CommitId } from '../../scripts/model/names.ts';
import { openLocalForge } from '../../scripts/outside/forge/local/local.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { requestOn, STORY } from './ground.ts';

const [root = '', branch = '', parent = ''] = process.argv.slice(2);
const forge = openLocalForge(openGit(root), new Date('2026-03-01T10:00:00Z'));
await forge.commit(requestOn(parent as CommitId, { branch }));
process.stdout.write(String((await forge.open({ ...STORY, branch })).number));
