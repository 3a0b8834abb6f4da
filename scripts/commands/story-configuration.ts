import { isConfigPath } from '../model/configuration.ts';
import { type CommitId, isCommitId, type ServiceName } from '../model/names.ts';
import type { Pending } from '../model/promotion.ts';
import type { Commit } from '../model/repository.ts';
import type { Git } from '../outside/git.ts';
import type { ConfigurationChange } from '../show/story.ts';
import type { Contents } from './configuration-facts.ts';

/**
 * Per service the commits between the two pins that changed what its kustomize tree reads, newest first. Services that
 * move between the same two commits share one walk. A pin that this repository does not have yields none.
 */
export const configurationChanges = async (
  git: Git,
  members: readonly Pending[],
  contents: Pick<Contents, 'learn' | 'outside' | 'reads'>,
): Promise<Map<ServiceName, ConfigurationChange[]>> => {
  const found = new Map<ServiceName, ConfigurationChange[]>();
  const moved = await ranges(git, members);
  await contents.learn(
    [...moved.values()].flatMap((services) =>
      [...services].flatMap(([service, pins]) => pins.map((revision) => ({ service, revision }))),
    ),
  );
  for (const [range, services] of moved) {
    const reach = new Map<ServiceName, Reached>();
    for (const [service, pins] of services) {
      const outside = [...new Set(pins.flatMap((pin) => contents.outside(service, pin) ?? []))];
      const reads = pins.map((pin) => contents.reads(service, pin));
      const isKnown = reads.every((paths) => paths !== undefined);
      reach.set(service, {
        outside,
        ...(isKnown ? { read: new Set(reads.flatMap((paths) => [...(paths ?? [])])) } : {}),
      });
      found.set(service, []);
    }
    const paths = [...reach].flatMap(([service, { outside }]) => [`services/${service}`, ...outside]);
    for await (const commit of git.log(range, [...new Set(paths)])) {
      for (const [service, reached] of reach) {
        const files = touched(commit, service, reached);
        if (files.length > 0) found.get(service)?.push(change(commit, files));
      }
    }
  }
  return found;
};

type Pins = readonly [CommitId, CommitId];

/** Which services move over which range of commits. Going back, the range is what is taken back. */
const ranges = async (
  git: Git,
  members: readonly Pending[],
): Promise<Map<string, Map<ServiceName, Pins>>> => {
  const grouped = new Map<string, Map<ServiceName, Pins>>();
  for (const { service, from, to, differs } of members) {
    if (from === undefined || to === undefined || !differs.includes('config')) continue;
    const pins = await known(git, [from.config, to.config]);
    if (pins === undefined) continue;
    const [before, after] = (await git.isAncestor(pins[1], pins[0])) ? [pins[1], pins[0]] : pins;
    const range = `${before}..${after}`;
    grouped.set(range, (grouped.get(range) ?? new Map<ServiceName, Pins>()).set(service, pins));
  }
  return grouped;
};

const known = async (git: Git, [before, after]: readonly [string, string]): Promise<Pins | undefined> => {
  if (!isCommitId(before) || !isCommitId(after)) return undefined;
  const [from, to] = await Promise.all([git.resolve(before), git.resolve(after)]);
  return from === undefined || to === undefined ? undefined : [from, to];
};

/** How far a configuration reaches, and, where that is known, exactly what is read of it at either pin. */
interface Reached {
  readonly outside: readonly string[];
  readonly read?: ReadonlySet<string>;
}

const touched = (commit: Commit, service: ServiceName, { outside, read }: Reached): string[] =>
  commit.files
    .map(({ path }) => path)
    .filter(
      (path) =>
        read?.has(path) ??
        ((path.startsWith(`services/${service}/`) && isConfigPath(path)) ||
          outside.some((root) => path === root || path.startsWith(`${root}/`))),
    );

const change = ({ id, time, author, subject }: Commit, files: readonly string[]): ConfigurationChange => ({
  commit: id,
  time,
  author,
  subject,
  files,
});
