import { isConfigPath } from '../model/configuration.ts';
import type { CommitId, EnvironmentName, ServiceName } from '../model/names.ts';
import type { Git } from '../outside/git.ts';
import type { ReadsMemory } from '../outside/reads-memory.ts';
import type { TreeFiles } from '../outside/tree-files.ts';
import type { Content } from '../plan/config.ts';
import type { Reads } from '../render/reads.ts';

/** What an overlay reads where the whole of a service's folder is this, as for example at this commit. */
export interface ReadQuestion {
  readonly service: ServiceName;
  readonly environment: EnvironmentName;
  readonly whole: Content;
  readonly revision: CommitId;
}

/** Builds overlays to see what they read, each once for all commits at which the whole of the folder is the same. */
export interface Reading {
  /** Finds out about all of these at once. */
  read(questions: readonly ReadQuestion[]): Promise<void>;
  /** What was found out; undefined before that. */
  known(question: ReadQuestion): Reads | undefined;
}

const keyOf = ({ service, environment, whole }: ReadQuestion): string => `${whole} ${service}/${environment}`;

export const openReading = (git: Git): Reading => {
  const answers = new Map<string, Reads>();
  let trees: TreeFiles | undefined;
  let memory: ReadsMemory | undefined;
  const recall = async (): Promise<ReadsMemory> => {
    const { openReadsMemory } = await import('../outside/reads-memory.ts');
    return openReadsMemory(git);
  };
  return {
    known: (question) => answers.get(keyOf(question)),
    read: async (questions) => {
      const wanted = new Map(questions.map((question) => [keyOf(question), question]));
      for (const key of answers.keys()) wanted.delete(key);
      if (wanted.size === 0) return;
      memory ??= await recall();
      for (const key of wanted.keys()) {
        const known = memory.recall(key);
        if (known === undefined) continue;
        answers.set(key, known);
        wanted.delete(key);
      }
      if (wanted.size === 0) return;
      const [{ openTreeFiles }, { readsOf }] = await Promise.all([
        import('../outside/tree-files.ts'),
        import('../render/reads.ts'),
      ]);
      trees ??= openTreeFiles({ git, counts: isConfigPath });
      const found = await trees.ask(
        [...wanted.values()].map(({ revision, service, environment }) => ({
          revision,
          ahead: [`services/${service}`, 'services/components'],
          answer: (files: Parameters<typeof readsOf>[0]) => readsOf(files, { service, environment }),
        })),
      );
      for (const [index, key] of [...wanted.keys()].entries()) answers.set(key, found[index] as Reads);
      memory.keep(answers);
    },
  };
};
