import type { EnvironmentName, ServiceName, Version } from '../model/names.ts';
import type { Commit, FileChange } from '../model/repository.ts';
import type { Lookup } from './walk.ts';

/** Which of two versions history saw first, where semver cannot tell. */
export type Order = 'older' | 'newer' | 'unknown';

/** Two versions of one service: what the target holds and what the source holds. */
export interface OrderQuestion {
  readonly service: ServiceName;
  readonly source: EnvironmentName;
  readonly target: EnvironmentName;
  readonly from: Version;
  readonly to: Version;
}

/** How far back each version was first held, by environment; a larger number is longer ago. */
interface FirstHeld {
  readonly source: { readonly from?: number; readonly to: number };
  readonly target: { readonly from: number; readonly to?: number };
}

/** A search under way through the history of both environments. A value, like `Walk`. */
export interface OrderSearch {
  /** By path of a desired file: the questions that its versions answer. */
  readonly files: ReadonlyMap<string, OrderQuestion>;
  readonly first: ReadonlyMap<ServiceName, FirstHeld>;
  readonly place: number;
}

const fileOf = (environment: EnvironmentName, service: ServiceName): string =>
  `environments/${environment}/${service}.yaml`;

/** Begins at the newest commit, where the target holds `from` and the source holds `to`. */
export const startOrder = (questions: readonly OrderQuestion[]): OrderSearch => ({
  files: new Map(
    questions.flatMap((question) => [
      [fileOf(question.source, question.service), question] as const,
      [fileOf(question.target, question.service), question] as const,
    ]),
  ),
  first: new Map(questions.map(({ service }) => [service, { source: { to: 0 }, target: { from: 0 } }])),
  place: 0,
});

/** Goes on through older first-parent commits, newest first. */
export const orderOn = (
  search: OrderSearch,
  commits: readonly Commit[],
  lookup: Pick<Lookup, 'held'>,
): OrderSearch => {
  const first = new Map(search.first);
  let place = search.place;
  for (const commit of commits) {
    place += 1;
    for (const file of commit.files) {
      const question = search.files.get(file.path);
      const version = question === undefined ? undefined : versionBefore(file, lookup);
      if (question !== undefined && version !== undefined) note(first, question, { file, version, place });
    }
  }
  return { files: search.files, first, place };
};

const versionBefore = (file: FileChange, lookup: Pick<Lookup, 'held'>): Version | undefined =>
  file.before === undefined ? undefined : lookup.held(file.path, file.before)?.version;

const note = (
  first: Map<ServiceName, FirstHeld>,
  question: OrderQuestion,
  seen: { file: FileChange; version: Version; place: number },
): void => {
  const key = seen.version === question.from ? 'from' : seen.version === question.to ? 'to' : undefined;
  if (key === undefined) return;
  const side = seen.file.path === fileOf(question.source, question.service) ? 'source' : 'target';
  const known = first.get(question.service) as FirstHeld;
  first.set(question.service, { ...known, [side]: { ...known[side], [key]: seen.place } });
};

/**
 * Is `to` older than `from`? The version that an environment held first is the older one, so that going back, or going
 * back and forth, turns no order around. The source is asked first: versions come from there. Where it never held both,
 * the target's own past is asked.
 */
export const orderOf = (search: OrderSearch, service: ServiceName): Order => {
  const first = search.first.get(service);
  if (first === undefined) return 'unknown';
  const { source, target } = first;
  if (source.from !== undefined) return source.to > source.from ? 'older' : 'newer';
  if (target.to !== undefined) return target.to > target.from ? 'older' : 'newer';
  return 'unknown';
};
