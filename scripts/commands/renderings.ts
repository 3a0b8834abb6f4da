import { isConfigPath } from '../model/configuration.ts';
import type { Desired } from '../model/repository.ts';
import { type FileQuestion, openTreeFiles, type TreeFiles } from '../outside/tree-files.ts';
import { AT_HAND, type Revision, type Sources } from '../outside/tree-stock.ts';
import type { Files, Rendering, Wanted } from '../render/render.ts';

/** What one environment wants of one service, and the revision whose configuration that means. */
export interface RenderQuestion {
  readonly desired: Wanted;
  readonly revision: Revision;
}

/** Renders what is asked for; nothing is fetched twice. */
export interface Renderings {
  readonly trees: TreeFiles;
  /** In the order of the questions. What cannot be rendered is answered with the reason. */
  render(questions: readonly RenderQuestion[]): Promise<Rendering[]>;
}

/** Opens the files of a repository for rendering. `atHand` is needed for questions about the files at hand. */
export const openRenderings = (sources: Sources): Renderings => {
  const trees = openTreeFiles({ ...sources, counts: isConfigPath });
  return { trees, render: (questions) => renderAll(trees, questions) };
};

/** The folders that the manifests of a service are made of; whatever else they read is fetched when it is met. */
export const foldersOf = ({ service }: Pick<Desired, 'service'>): string[] => [
  `services/${service}`,
  'services/components',
];

const renderAll = async (trees: TreeFiles, questions: readonly RenderQuestion[]): Promise<Rendering[]> => {
  const { overlayOf, render } = await import('../render/render.ts');
  return trees.ask(
    questions.map(({ desired, revision }): FileQuestion<Rendering> => {
      const overlay = overlayOf(desired);
      return {
        revision,
        ahead: foldersOf(desired),
        answer: (files, { isThere, strays }) =>
          nothingThere(files, { revision, overlay, isThere }) ?? withStrays(render(files, desired), strays),
      };
    }),
  );
};

interface Spot {
  readonly revision: Revision;
  readonly overlay: string;
  readonly isThere: () => boolean;
}

const nothingThere = (files: Files, { revision, overlay, isThere }: Spot): Rendering | undefined => {
  if (files.isFolder(`/${overlay}`)) return undefined;
  if (!isThere()) return { reason: 'no-commit', why: `this repository has no commit ${revision}` };
  const place = revision === AT_HAND ? 'among the files at hand' : `at ${revision}`;
  return { reason: 'no-overlay', why: `there is no ${overlay}/ ${place}` };
};

/** A link that leads out of the repository explains why a file is missing. */
const withStrays = (rendering: Rendering, strays: ReadonlySet<string>): Rendering => {
  const [stray] = strays;
  if (stray === undefined || !('why' in rendering)) return rendering;
  const why = `${rendering.why} (${stray.slice(1)} is a symbolic link that leads out of the repository)`;
  return { ...rendering, why };
};
