import { join, resolve } from 'node:path';
import type { RenderFacts } from '../check/rendered/render-facts.ts';
import type { EnvironmentName } from '../model/names.ts';
import { readerVersion, readSealed, writeSealed } from './cache.ts';
import type { Git } from './git.ts';

/** What is known of the renders of one environment. */
export interface RenderShard {
  /** The tree of `services` for which the answers about files at hand hold. */
  readonly tree: string;
  /** By question; what stands under a pin holds for ever. */
  readonly atHand: ReadonlyMap<string, RenderFacts>;
  readonly pinned: ReadonlyMap<string, RenderFacts>;
}

/** Renders remembered between runs, one file an environment, in a folder of Git's that may vanish at any time. */
export interface RenderCache {
  read(environment: EnvironmentName): RenderShard | undefined;
  /** Never throws. */
  write(environment: EnvironmentName, shard: RenderShard): void;
}

/** What two questions have in common is written once: a pin mostly holds what is at hand, too. */
interface Written {
  readonly facts: readonly RenderFacts[];
  readonly atHand: readonly (readonly [string, number])[];
  readonly pinned: readonly (readonly [string, number])[];
}

export const openRenderCache = async (git: Git): Promise<RenderCache> => {
  const folder = resolve(git.root, await git.run(['rev-parse', '--git-path', 'bracket-cache']));
  const fileOf = (environment: EnvironmentName): string => join(folder, `renders-${environment}.json`);
  const version = readerVersion();
  return {
    read: (environment) => {
      const found = readSealed<Written>(fileOf(environment), version);
      if (found === undefined) return undefined;
      const { facts, atHand, pinned } = found.body;
      const filled = (rows: Written['atHand']): Map<string, RenderFacts> =>
        new Map(rows.map(([key, index]) => [key, facts[index] as RenderFacts]));
      return { tree: found.tree, atHand: filled(atHand), pinned: filled(pinned) };
    },
    write: (environment, { tree, atHand, pinned }) => {
      const numbers = new Map<RenderFacts, number>();
      const numbered = (answers: ReadonlyMap<string, RenderFacts>): [string, number][] =>
        [...answers].map(([key, facts]) => {
          const number = numbers.get(facts) ?? numbers.size;
          numbers.set(facts, number);
          return [key, number];
        });
      const body: Written = { atHand: numbered(atHand), pinned: numbered(pinned), facts: [] };
      writeSealed(fileOf(environment), version, { tree, body: { ...body, facts: [...numbers.keys()] } });
    },
  };
};
