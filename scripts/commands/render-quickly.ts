import { quickDesired } from '../check/quick-desired.ts';
import { type CommitId, isCommitId } from '../model/names.ts';
import type { Desired } from '../model/repository.ts';
import type { Git } from '../outside/git.ts';
import type { ReadObjects } from '../outside/objects.ts';
import { isRendered } from '../render/render.ts';
import type { ServiceRendered } from '../show/rendered.ts';
import { openRenderings } from './renderings.ts';

/** One service, seen from main or from a revision. */
export interface QuickQuestion {
  readonly environment: string;
  readonly service: string;
  readonly at: string | undefined;
}

interface Found {
  readonly revision: CommitId;
  readonly rendered: ServiceRendered;
}

/**
 * Renders one service out of Git's objects in a single process. Undefined where anything is out of the ordinary: then
 * whoever asks takes the long way, which has words for it.
 */
export const renderQuickly = (git: Git, question: QuickQuestion): Promise<Found | undefined> =>
  git.objects(async (read) => {
    const held = await desiredQuickly(read, question);
    if (held === undefined) return undefined;
    const renderings = openRenderings({ git: { ...git, objects: (use) => use(read) } });
    const [rendering] = await renderings.render([{ desired: held.desired, revision: held.config }]);
    if (rendering === undefined || !isRendered(rendering)) return undefined;
    const { desired, config: revision } = held;
    return {
      revision: held.from,
      rendered: { desired, revision, yaml: rendering.yaml, own: rendering },
    };
  });

interface Held {
  /** The commit whose desired file was read. */
  readonly from: CommitId;
  readonly desired: Desired;
  /** The commit whose configuration is meant. */
  readonly config: CommitId;
}

/** Revisions that mean the same before `^{commit}` and before `:`. */
const PLAIN = /^[\w.][\w./~-]*$/;
const MAIN = 'refs/heads/main';

/** Where this clone and `origin` do not agree on main, more has to be known. */
const desiredQuickly = async (
  read: ReadObjects,
  { environment, service, at = MAIN }: QuickQuestion,
): Promise<Held | undefined> => {
  if (!PLAIN.test(at)) return undefined;
  const file = `environments/${environment}/${service}.yaml`;
  const [head, main, origin, text] = await read([
    `${at}^{commit}`,
    MAIN,
    'refs/remotes/origin/main',
    `${at}:${file}`,
  ]);
  if (head === undefined || main === undefined || text?.type !== 'blob') return undefined;
  if (at === MAIN && origin !== undefined && origin.id !== main.id) return undefined;
  const desired = quickDesired(environment, service, text.bytes.toString('utf8'));
  if (desired === undefined) return undefined;
  const from = head.id as CommitId;
  if (isCommitId(desired.config)) return { from, desired, config: desired.config };
  return desired.config === 'main' ? { from, desired, config: from } : undefined;
};
