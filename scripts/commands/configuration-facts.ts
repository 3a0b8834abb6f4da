import type { BlobId, CommitId, ServiceName } from '../model/names.ts';
import type { TreeQuestion } from '../outside/trees.ts';
import { type Closure, type Content, closure, isClosure } from '../plan/config.ts';
import { type Library, openLibrary, type Shelves } from './tree-library.ts';

/** The configuration of one service at one commit. */
export interface ContentQuestion {
  readonly service: ServiceName;
  readonly revision: CommitId;
}

/** What is known of configurations. Nothing is read twice. */
export interface Contents {
  /** Finds out about all of these at once. */
  learn(questions: readonly ContentQuestion[]): Promise<void>;
  /** Undefined: not learnt, or a commit that this repository does not have. */
  content(service: ServiceName, revision: CommitId): Content | undefined;
  outside(service: ServiceName, revision: CommitId): readonly string[] | undefined;
  /** Was it learnt, whether or not the commit exists? */
  isLearnt(service: ServiceName, revision: CommitId): boolean;
  /** Does this repository have any commit that was asked about, besides the newest? */
  knowsPins(): boolean;
}

type Answer = Closure | 'no such commit';

const keyOf = ({ service, revision }: ContentQuestion): string => `${revision}:${service}`;

/** Opens an account of configurations, empty. */
export const openContents = (shelves: Shelves): Contents => {
  const answers = new Map<string, Answer>();
  const library = openLibrary(shelves);
  const found = (service: ServiceName, revision: CommitId): Closure | undefined => {
    const answer = answers.get(keyOf({ service, revision }));
    return answer === 'no such commit' ? undefined : answer;
  };
  return {
    learn: async (questions) => {
      let open = questions.filter((question) => !answers.has(keyOf(question)));
      while (open.length > 0) open = await advance(library, answers, open);
    },
    content: (service, revision) => found(service, revision)?.content,
    outside: (service, revision) => found(service, revision)?.outside,
    isLearnt: (service, revision) => answers.has(keyOf({ service, revision })),
    knowsPins: library.knowsPins,
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
