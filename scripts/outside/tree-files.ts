import type { TreeEntry } from '../model/repository.ts';
import type { Git } from './git.ts';
import type { ReadObjects } from './objects.ts';
import { openStock, type Revision, type Stock } from './tree-stock.ts';
import { type Files, FOLDER, SUBMODULE, type TreeView } from './tree-view.ts';

/** Something that is answered from the files of one commit, or from those at hand. */
export interface FileQuestion<T> {
  readonly revision: Revision;
  /** Folders that will surely be looked at: they are fetched whole, before anything is asked. Paths without a slash in front. */
  readonly ahead: readonly string[];
  /**
   * Answers from files (paths begin with `/`, the top of the repository). Asked again when it looked at what was not
   * fetched yet, so it must be pure.
   */
  readonly answer: (files: Files, view: Omit<TreeView, 'files' | 'lacking'>) => T;
}

/** Reads the files of any commit without a checkout. Every object is fetched once, however many commits hold it. */
export interface TreeFiles {
  /** Answers all of them, in their order; Git is asked once a round for whatever any of them lacks. */
  ask<T>(questions: readonly FileQuestion<T>[]): Promise<T[]>;
}

export interface Ground {
  readonly git: Git;
  /** Is a file fetched ahead with its folder? Whatever is not is fetched when it is looked at. */
  readonly counts: (path: string) => boolean;
  /** Every file at hand, by path; needed for questions about them. */
  readonly atHand?: ReadonlyMap<string, TreeEntry>;
}

/** Opens the files of a repository; keeps what it fetched for as long as it lives. */
export const openTreeFiles = (ground: Ground): TreeFiles => {
  const stock = openStock(ground);
  return {
    ask: <T>(questions: readonly FileQuestion<T>[]) =>
      ground.git.objects(async (read) => {
        const answers = new Map<number, T>();
        await fetchAhead(stock, read, { questions, counts: ground.counts });
        while (answers.size < questions.length) {
          const lacking = new Set<string>();
          for (const [index, question] of questions.entries())
            if (!answers.has(index)) tryOne(stock, question, { index, answers, lacking });
          await stock.fetch(read, lacking);
        }
        return questions.map((_, index) => answers.get(index) as T);
      }),
  };
};

interface Attempt<T> {
  readonly index: number;
  readonly answers: Map<number, T>;
  readonly lacking: Set<string>;
}

/** An answer, or an error, from files that were not all there means nothing. */
const tryOne = <T>(
  stock: Stock,
  question: FileQuestion<T>,
  { index, answers, lacking }: Attempt<T>,
): void => {
  const view = stock.view(question.revision);
  try {
    const answer = question.answer(view.files, view);
    if (view.lacking.size === 0) answers.set(index, answer);
  } catch (error) {
    if (view.lacking.size === 0) throw error;
  }
  for (const name of view.lacking) lacking.add(name);
};

interface Ahead {
  readonly questions: readonly Pick<FileQuestion<unknown>, 'revision' | 'ahead'>[];
  readonly counts: Ground['counts'];
}

/** Fetches whole folders, one round a level, and the files of a level together with the folders of the next. */
const fetchAhead = async (stock: Stock, read: ReadObjects, { questions, counts }: Ahead): Promise<void> => {
  const roots = questions.flatMap(({ revision, ahead }) => ahead.map((path) => ({ revision, path })));
  const seen = new Set<string>();
  let level = (await stock.enter(read, roots)).filter(({ id }) => fresh(seen, id));
  while (level.length > 0) {
    const items = level.flatMap(({ path, id }) =>
      [...(stock.folder(id)?.values() ?? [])].map((item) => ({ ...item, path: `${path}/${item.name}` })),
    );
    const folders = items.filter(
      ({ mode, path, id }) => mode === FOLDER && counts(`${path}/`) && fresh(seen, id),
    );
    const files = items.filter(
      ({ mode, path }) => mode.startsWith('1') && mode !== SUBMODULE && counts(path),
    );
    await stock.fetch(
      read,
      [...folders, ...files].map(({ id }) => id),
    );
    level = folders;
  }
};

const fresh = (seen: Set<string>, id: string): boolean => {
  const isNew = !seen.has(id);
  seen.add(id);
  return isNew;
};
