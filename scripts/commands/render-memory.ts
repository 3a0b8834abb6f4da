import type { Reach } from '../check/reach.ts';
import type { ServiceName } from '../model/names.ts';
import type { Git } from '../outside/git.ts';
import type { Present } from '../outside/repository.ts';

/** Which answers about the files at hand still hold, and which will. */
export interface Memory {
  /** The tree of `services` at HEAD; undefined where nothing can be remembered. */
  readonly tree: string | undefined;
  /** Asks which services' answers of an older tree hold for the files at hand. */
  stillTrue(tree: string): Promise<(service: ServiceName) => boolean>;
  /** Does an answer about this service hold for HEAD, so that it can be remembered? */
  isLasting(service: ServiceName): boolean;
}

/** Compares what changed with how far configurations reach. */
export const openMemory = async (git: Git, { stand }: Present, reach: Reach | undefined): Promise<Memory> => {
  const tree = /^services ([0-9a-f]+)$/m.exec(stand?.trees ?? '')?.[1];
  if (tree === undefined || stand === undefined || reach === undefined)
    return { tree: undefined, stillTrue: async () => () => false, isLasting: () => false };
  const differing = touchedBy(reach, Object.keys(stand.differing));
  const isLasting = (service: ServiceName): boolean =>
    !differing.has(service) && reach.beyond(service).every((root) => /^services(?:\/|$)/.test(root));
  const changes = new Map<string, ReadonlySet<ServiceName> | undefined>([[tree, new Set()]]);
  return {
    tree,
    isLasting,
    stillTrue: async (before) => {
      if (!changes.has(before)) changes.set(before, await changedSince(git, reach, { before, tree }));
      const changed = changes.get(before);
      return (service) => changed !== undefined && !changed.has(service) && isLasting(service);
    },
  };
};

const touchedBy = (reach: Reach, paths: Iterable<string>): Set<ServiceName> => {
  const touched = new Set<ServiceName>();
  for (const path of paths) for (const service of reach.readers(path)) touched.add(service);
  return touched;
};

/** Undefined where the older tree is no longer in this repository. */
const changedSince = async (
  git: Git,
  reach: Reach,
  { before, tree }: { readonly before: string; readonly tree: string },
): Promise<Set<ServiceName> | undefined> => {
  const args = ['diff-tree', '-r', '-z', '--no-renames', '--name-only', before, tree];
  const failed = '\u0000\u0000';
  const listed = await git.run(args).catch(() => failed);
  if (listed === failed) return undefined;
  return touchedBy(
    reach,
    listed
      .split('\0')
      .filter(Boolean)
      .map((path) => `services/${path}`),
  );
};
