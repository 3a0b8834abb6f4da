import type { BlobId, CommitId, EnvironmentName, ServiceName } from '../model/names.ts';
import type { TreeQuestion } from '../outside/trees.ts';
import { type Closure, type Content, closure, contentOf, isClosure, isKnown } from '../plan/config.ts';
import type { Reads } from '../render/reads.ts';
import { openReading, type ReadQuestion } from './configuration-reads.ts';
import { type Library, openLibrary, type Shelves } from './tree-library.ts';

/** The configuration of one service at one commit. */
export interface ContentQuestion {
  readonly service: ServiceName;
  readonly revision: CommitId;
}

/** What is known of configurations, as far as some environments read them. Nothing is read twice. */
export interface Contents {
  /** Finds out about all of these at once. */
  learn(questions: readonly ContentQuestion[]): Promise<void>;
  /** Undefined: not learnt, or a commit that this repository does not have. Names of one moment can be compared. */
  content(service: ServiceName, revision: CommitId): Content | undefined;
  outside(service: ServiceName, revision: CommitId): readonly string[] | undefined;
  /** Every path that is read there; undefined: not learnt, nothing to compare it with, or not known. */
  reads(service: ServiceName, revision: CommitId): ReadonlySet<string> | undefined;
  /** Was it learnt, whether or not the commit exists? */
  isLearnt(service: ServiceName, revision: CommitId): boolean;
  /** Does this repository have any commit that was asked about, besides the newest? */
  knowsPins(): boolean;
  /** The same knowledge, as far as other environments read it: the one that is compared first (`seenBy`). */
  seenBy(environments: readonly EnvironmentName[]): Contents;
}

type Answer = Closure | 'no such commit';

const keyOf = ({ service, revision }: ContentQuestion): string => `${revision}:${service}`;

/** Opens an account of configurations, empty; without environments only whole folders are compared. */
export const openContents = (shelves: Shelves): Contents => {
  const library = openLibrary(shelves);
  const closures = new Map<string, Answer>();
  const reading = openReading(shelves.git);
  const open = (environments: readonly EnvironmentName[]): Contents =>
    accountFor(environments, { library, closures, reading, open });
  return open([]);
};

/** What accounts for several environments have in common. */
interface Common {
  readonly library: Library;
  readonly closures: Map<string, Answer>;
  readonly reading: ReturnType<typeof openReading>;
  readonly open: Contents['seenBy'];
}

const accountFor = (environments: readonly EnvironmentName[], common: Common): Contents => {
  const { library, closures, reading, open } = common;
  const learnt = new Set<string>();
  const folders = openFolders(environments);
  const found = (service: ServiceName, revision: CommitId): Closure | undefined => {
    const key = keyOf({ service, revision });
    const answer = learnt.has(key) ? closures.get(key) : undefined;
    return answer === 'no such commit' ? undefined : answer;
  };
  const readsOf = (service: ServiceName, whole: Content | undefined): Reads[] | undefined =>
    whole === undefined || folders.isAlone(service)
      ? undefined
      : (folders.questions(service, whole).map(reading.known) as Reads[]);
  return {
    learn: async (questions) => {
      let lacking = questions.filter((question) => !closures.has(keyOf(question)));
      while (lacking.length > 0) lacking = await advance(library, closures, lacking);
      for (const question of questions) {
        learnt.add(keyOf(question));
        const whole = found(question.service, question.revision)?.content;
        if (whole !== undefined) folders.meet(question, whole);
      }
      await reading.read(questions.flatMap(({ service }) => folders.compared(service)));
    },
    content: (service, revision) => {
      const closed = found(service, revision);
      const reads = readsOf(service, closed?.content);
      return closed === undefined || reads === undefined ? closed?.content : contentOf(closed, reads);
    },
    outside: (service, revision) => found(service, revision)?.outside,
    reads: (service, revision) => {
      const reads = readsOf(service, found(service, revision)?.content);
      if (reads === undefined || !isKnown(reads)) return undefined;
      return new Set(reads.flatMap((one) => (typeof one === 'string' ? [] : one.map(([path]) => path))));
    },
    isLearnt: (service, revision) => learnt.has(keyOf({ service, revision })),
    knowsPins: library.knowsPins,
    seenBy: open,
  };
};

/** The whole folders of services that were met, each with a commit that holds it. */
interface Folders {
  meet(question: ContentQuestion, whole: Content): void;
  /** Is there nothing to compare with? Then nothing has to be built. */
  isAlone(service: ServiceName): boolean;
  questions(service: ServiceName, whole: Content): ReadQuestion[];
  /** Everything that has to be built before two configurations of a service can be compared. */
  compared(service: ServiceName): ReadQuestion[];
}

const openFolders = (environments: readonly EnvironmentName[]): Folders => {
  const met = new Map<ServiceName, Map<Content, CommitId>>();
  const isAlone = (service: ServiceName): boolean =>
    environments.length === 0 || (met.get(service)?.size ?? 0) < 2;
  const questions: Folders['questions'] = (service, whole) => {
    const revision = met.get(service)?.get(whole) as CommitId;
    return environments.map((environment) => ({ service, environment, whole, revision }));
  };
  return {
    meet: ({ service, revision }, whole) => {
      const known = met.get(service) ?? new Map<Content, CommitId>();
      met.set(service, known.set(whole, known.get(whole) ?? revision));
    },
    isAlone,
    questions,
    compared: (service) =>
      isAlone(service)
        ? []
        : [...(met.get(service)?.keys() ?? [])].flatMap((whole) => questions(service, whole)),
  };
};

/** Answers what can be answered, fetches what the rest lacks in one go, and returns the rest. */
const advance = async (
  library: Library,
  answers: Map<string, Answer>,
  open: readonly ContentQuestion[],
): Promise<ContentQuestion[]> => {
  const rest: ContentQuestion[] = [];
  const paths: TreeQuestion[] = [];
  const blobs: BlobId[] = [];
  for (const question of open) {
    const { service, revision } = question;
    const answer = library.mayExist(revision) ? closure(service, library.view(revision)) : 'no such commit';
    if (answer === 'no such commit' || isClosure(answer)) {
      answers.set(keyOf(question), answer);
      continue;
    }
    rest.push(question);
    paths.push(...answer.paths.map((path) => ({ revision, path })));
    blobs.push(...answer.blobs);
  }
  if (rest.length > 0) await library.fetch({ paths, blobs });
  return rest;
};
