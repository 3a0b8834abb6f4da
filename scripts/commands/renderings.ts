import { isConfigPath } from '../model/configuration.ts';
import type { Desired } from '../model/repository.ts';
import type { FileQuestion } from '../outside/tree-files.ts';
import { openTreeFiles, type TreeFiles } from '../outside/tree-files.ts';
import type { Revision, Sources } from '../outside/tree-stock.ts';
import type { Rendering } from '../render/render.ts';

/** What one environment wants of one service, and the revision whose configuration that means. */
export interface RenderQuestion {
  readonly desired: Desired;
  readonly revision: Revision;
}

/** Renders what is asked for; nothing is fetched twice. */
export interface Renderings {
  /** In the order of the questions. What cannot be rendered is answered with the reason. */
  render(questions: readonly RenderQuestion[]): Promise<Rendering[]>;
}

/** Opens the files of a repository for rendering. `atHand` is needed for questions about the files at hand. */
export const openRenderings = (sources: Sources): Renderings => {
  const trees = openTreeFiles({ ...sources, counts: isConfigPath });
  return { render: (questions) => renderAll(trees, questions) };
};

const renderAll = async (trees: TreeFiles, questions: readonly RenderQuestion[]): Promise<Rendering[]> => {
  const { render } = await import('../render/render.ts');
  return trees.ask(
    questions.map(
      ({ desired, revision }): FileQuestion<Rendering> => ({
        revision,
        ahead: [`services/${desired.service}`, 'services/components'],
        answer: (files, { strays }) => withStrays(render(files, desired), strays),
      }),
    ),
  );
};

/** A link that leads out of the repository explains why a file is missing. */
const withStrays = (rendering: Rendering, strays: ReadonlySet<string>): Rendering => {
  const [stray] = strays;
  if (stray === undefined || !('why' in rendering)) return rendering;
  return {
    ...rendering,
    why: `${rendering.why} (${stray.slice(1)} is a symbolic link that leads out of the repository)`,
  };
};
