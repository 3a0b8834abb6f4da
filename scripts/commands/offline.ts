import { EXIT, Failure } from '../outside/failure.ts';
import { readMainline } from '../outside/main-branch.ts';
import type { StatusReport } from '../show/status-report.ts';
import type { Invocation } from './invocation.ts';
import { lookAround, type Scene, type Stage } from './stage.ts';

/** What can be seen, and of whose pull requests it speaks. */
export interface Seen {
  readonly scene: Scene;
  readonly forge: StatusReport['forge'];
}

/** Every branch of a promotion starts with this, whatever its environment. */
const PREFIX = 'promote/';

/**
 * Looks at the forge; where it does not answer, at this clone alone, and says so: a question about what is wanted where
 * needs no network. Other failures are thrown as they are.
 */
export const lookOrStayOffline = async (call: Invocation, stage: Stage): Promise<Seen> => {
  try {
    return { scene: await lookAround(stage, { prefix: PREFIX }, call.env), forge: stage.forge.name };
  } catch (error) {
    if (!(error instanceof Failure) || error.exit !== EXIT.outside || stage.forge.name === 'local')
      throw error;
    call.say(`${error.message} Open pull requests are not known; the rest is read from this clone.\n`);
    return { scene: await localScene(stage, error), forge: 'none' };
  }
};

const localScene = async ({ git }: Stage, cause: Failure): Promise<Scene> => {
  const { name, heads } = await readMainline(git);
  const [head] = heads;
  if (head === undefined) throw cause;
  const { loadCommit } = await import('../outside/repository.ts');
  return { view: { branch: name, head, pulls: [] }, snapshot: await loadCommit(git, head) };
};
