import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import { type CommitId, isCommitId } from '../../scripts/model/names.ts';
import type { PromoteFacts } from '../../scripts/plan/facts.ts';
import type { World } from './world.ts';

type State = string | undefined;

/**
 * The components that history ties, computed the slow way: every state of every commit is looked at in full, nothing
 * stops early, and nothing is taken from the walk that is judged by it.
 */
export const componentsByHand = (it: World, facts: PromoteFacts): string[][] => {
  const line = it.git.lineOf(it.head());
  const pending = facts.into.pending.filter((one) => one.to !== undefined);
  const stretches = new Map(
    pending.map((one) => {
      const wanted = stateOf(it, one.service, one.from && { at: it.head(), held: { ...one.from } });
      const end = line.findIndex((commit) => sourceState(it, commit, one) === wanted);
      return [one.service, { length: end < 0 ? line.length : end, one }];
    }),
  );
  const groups: string[][] = pending.map((one) => [one.service]);
  for (const [place, commit] of line.entries()) {
    const parent = line[place + 1];
    if (parent === undefined) continue;
    const changed = [...stretches].filter(
      ([, { length, one }]) =>
        place < length && sourceState(it, commit, one) !== sourceState(it, parent, one),
    );
    const source = changed[0]?.[1].one.source;
    if (changed.length < 2 || source === undefined || isEmpty(it, parent, source)) continue;
    merge(
      groups,
      changed.map(([name]) => name),
    );
  }
  return groups;
};

const merge = (groups: string[][], names: readonly string[]): void => {
  const touched = groups.filter((group) => group.some((name) => names.includes(name)));
  for (const group of touched) groups.splice(groups.indexOf(group), 1);
  groups.push([...new Set(touched.flat())].sort());
};

const isEmpty = (it: World, commit: CommitId, source: string): boolean =>
  ![...it.git.filesOf(commit).keys()].some((path) => path.startsWith(`environments/${source}/`));

const sourceState = (
  it: World,
  commit: CommitId,
  { source, service }: { readonly source: string; readonly service: string },
): State => {
  const text = it.git.filesOf(commit).get(`environments/${source}/${service}.yaml`);
  return stateOf(
    it,
    service,
    text === undefined ? undefined : { at: commit, held: parse(text.replace(/\r/g, '')) },
  );
};

interface Held {
  readonly image: string;
  readonly version: string;
  readonly digest?: string;
  readonly config: string;
}

const stateOf = (
  it: World,
  name: string,
  seen: { readonly at: CommitId; readonly held: Held } | undefined,
): State => {
  if (seen === undefined) return undefined;
  const { image, version, digest, config } = seen.held;
  const revision = isCommitId(config) ? config : seen.at;
  const files = [...it.git.filesOf(revision)].filter(
    ([path]) =>
      (path.startsWith(`services/${name}/`) && !/README|service\.yaml$|releases/.test(path)) ||
      (name < 'c' && path.startsWith('services/components/')),
  );
  const content = createHash('sha256').update(JSON.stringify(files.sort())).digest('hex');
  return JSON.stringify([image, version, digest, content]);
};
