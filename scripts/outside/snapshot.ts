import type { Problem } from '../model/problem.ts';
import type { Repository, TreeEntry } from '../model/repository.ts';

/** Everything the files say at one commit or in one working tree, and the files themselves. */
export interface Snapshot {
  readonly repository: Repository;
  /** What is wrong with single files: YAML, schema, name, place. What is wrong between files is for the rules. */
  readonly problems: readonly Problem[];
  /** Every file by path, listed when first asked for. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** A file's text, or undefined when there is none. Bytes that are no UTF-8 become U+FFFD. */
  text(path: string): Promise<string | undefined>;
}

/** Which files exactly a working tree held, told in few words: enough to see later what has changed since. */
export interface Stand {
  /** The trees of the two checked folders at HEAD. */
  readonly trees: string;
  /** By path that is not as in HEAD: mode and blob of what is on disk; empty where the file is gone. */
  readonly differing: Readonly<Record<string, string>>;
}
