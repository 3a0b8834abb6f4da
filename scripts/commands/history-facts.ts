import { walkOn } from '../history/brackets.ts';
import {
  type Order,
  type OrderQuestion,
  type OrderSearch,
  orderOf,
  orderOn,
  startOrder,
} from '../history/order.ts';
import {
  type Holding,
  isOver,
  type Lookup,
  type Question,
  startWalk,
  type Walk,
  type Walked,
} from '../history/walk.ts';
import { type BlobId, type CommitId, isCommitId, type ServiceName } from '../model/names.ts';
import type { Commit } from '../model/repository.ts';
import type { ContentQuestion } from './configuration-facts.ts';
import type { Sight } from './promote-facts.ts';

/** What has to be known of the past of one service. */
export interface Past {
  readonly question: Question;
  /** Where semver cannot tell which of two versions is older. */
  readonly order?: OrderQuestion;
}

export interface History {
  readonly walked: Walked;
  readonly order: (service: ServiceName) => Order;
}

/** Commits looked at before the first blobs are read; each further batch is four times as long. */
const FIRST = 64;
const LONGEST = 4096;

/** Walks main back from a commit until every question is answered; Git stops there, too. */
export const gatherHistory = async (
  sight: Sight,
  pasts: readonly Past[],
  from: CommitId = sight.view.head,
): Promise<History> => {
  const questions = pasts.map(({ question }) => question);
  const orders = pasts.flatMap(({ order }) => order ?? []);
  let state: State = { walk: startWalk(questions, sizesOf(sight, questions)), search: startOrder(orders) };
  if (questions.length > 0) {
    const reader = openReader(sight);
    const isDone = ({ walk }: State): boolean => isOver(walk) && orders.length === 0;
    for await (const commits of batches(sight.git.log(from, pathsOf(questions, orders)))) {
      state = await reader.read(state, commits);
      if (isDone(state)) break;
    }
  }
  const { walk, search } = state;
  return { walked: walk.found, order: (service) => orderOf(search, service) };
};

interface State {
  readonly walk: Walk;
  readonly search: OrderSearch;
}

const sizesOf = ({ snapshot }: Sight, questions: readonly Question[]): Map<Question['source'], number> => {
  const sizes = new Map<Question['source'], number>();
  for (const { source } of questions) sizes.set(source, 0);
  for (const path of snapshot.entries.keys()) {
    const source = /^environments\/([^/]+)\/[^/]+\.yaml$/.exec(path)?.[1] as Question['source'] | undefined;
    const size = source === undefined ? undefined : sizes.get(source);
    if (source !== undefined && size !== undefined) sizes.set(source, size + 1);
  }
  return sizes;
};

/** Folders whose history answers the questions. Configuration matters where the source follows a branch. */
const pathsOf = (questions: readonly Question[], orders: readonly OrderQuestion[]): string[] => {
  const follows = questions.filter(({ held }) => held !== undefined && !isCommitId(held.config));
  const environments = [...questions.map(({ source }) => source), ...orders.map(({ target }) => target)];
  return [
    ...new Set([
      ...environments.map((environment) => `environments/${environment}`),
      ...(follows.length > 0 ? ['services'] : []),
      ...follows.flatMap(({ outside }) => outside.filter((path) => !path.startsWith('services/'))),
    ]),
  ].map((path) => `:(literal)${path}`);
};

async function* batches(commits: AsyncIterable<Commit>): AsyncIterable<Commit[]> {
  let size = FIRST;
  let batch: Commit[] = [];
  for await (const commit of commits) {
    batch.push(commit);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
    size = Math.min(size * 4, LONGEST);
  }
  if (batch.length > 0) yield batch;
}

interface Reader {
  read(state: State, commits: readonly Commit[]): Promise<State>;
}

/**
 * The walk is pure and says what it lacks by asking for it: a batch is walked, what was asked for in vain is read, and
 * the batch is walked again from the same state until nothing is lacking.
 */
const openReader = (sight: Sight): Reader => {
  const held = new Map<string, Holding | undefined>();
  return {
    read: async (state, commits) => {
      for (;;) {
        const lacking = {
          files: new Map<BlobId, Set<string>>(),
          contents: new Map<string, ContentQuestion>(),
        };
        const lookup = lookupOf(sight, held, lacking);
        const next = {
          walk: walkOn(state.walk, commits, lookup),
          search: orderOn(state.search, commits, lookup),
        };
        if (lacking.files.size + lacking.contents.size === 0) return next;
        await readHeld(sight, held, lacking.files);
        await sight.contents.learn([...lacking.contents.values()]);
      }
    },
  };
};

interface Lacking {
  /** Paths by blob. */
  readonly files: Map<BlobId, Set<string>>;
  readonly contents: Map<string, ContentQuestion>;
}

const lookupOf = (
  { contents }: Sight,
  held: ReadonlyMap<string, Holding | undefined>,
  lacking: Lacking,
): Lookup => {
  const ask = (service: ServiceName, revision: CommitId): boolean => {
    if (contents.isLearnt(service, revision)) return true;
    lacking.contents.set(`${revision}:${service}`, { service, revision });
    return false;
  };
  return {
    held: (path, blob) => {
      const key = `${blob}:${path}`;
      if (!held.has(key)) lacking.files.set(blob, (lacking.files.get(blob) ?? new Set()).add(path));
      return held.get(key);
    },
    content: (service, revision) =>
      ask(service, revision) ? contents.content(service, revision) : undefined,
    outside: (service, revision) =>
      ask(service, revision) ? (contents.outside(service, revision) ?? []) : [],
  };
};

const readHeld = async (
  { git }: Sight,
  held: Map<string, Holding | undefined>,
  files: Lacking['files'],
): Promise<void> => {
  if (files.size === 0) return;
  const { readFile } = await import('../check/read.ts');
  const blobs = await git.blobs(files.keys());
  for (const [blob, paths] of files) {
    const bytes = blobs.get(blob) ?? Buffer.alloc(0);
    for (const path of paths) {
      const facts = readFile({ path, mode: '100644', bytes });
      held.set(`${blob}:${path}`, facts.kind === 'desired' ? facts.value : undefined);
    }
  }
};
