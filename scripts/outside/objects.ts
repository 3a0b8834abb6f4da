import type { ProcessOutput, ProcessPromise } from 'zx/core';

/** One object as Git holds it: a file's content, a folder's items (gitformat-pack(5)), or a commit. */
export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/**
 * Reads objects by name: an id, or `revision:path`. Answers in the order of the names; undefined where there is no such
 * object. May be asked again and again, which costs no new process.
 */
export type ReadObjects = (names: readonly string[]) => Promise<readonly (GitObject | undefined)[]>;

type Answer = (found: GitObject | undefined) => void;

/**
 * Lets `use` ask a running `git cat-file --batch` as often as it wants to, and ends that process afterwards. Throws what
 * `failure` makes of its end when it dies with questions open.
 */
export const askObjects = async <T>(
  child: ProcessPromise,
  failure: (done: ProcessOutput) => Error,
  use: (read: ReadObjects) => Promise<T>,
): Promise<T> => {
  const waiting: Answer[] = [];
  const lost = dying(child, failure, waiting);
  child.stdout.on('data', listener(waiting));
  try {
    return await use((names) => {
      const all = names.map((name) => answerTo(child, name, waiting));
      return Promise.race([Promise.all(all), lost]);
    });
  } finally {
    child.stdin.end();
    await child;
  }
};

/** Rejects when the process ends while somebody waits; nobody need listen to it. */
const dying = (
  child: ProcessPromise,
  failure: (done: ProcessOutput) => Error,
  waiting: readonly Answer[],
): Promise<never> => {
  child.stdin.on('error', () => undefined);
  const lost = (async (): Promise<never> => {
    const done = await child;
    if (waiting.length > 0 || done.exitCode !== 0) throw failure(done);
    return new Promise<never>(() => undefined);
  })();
  lost.catch(() => undefined);
  return lost;
};

/** A name with a line break cannot be asked for in this protocol; nothing has it, then. */
const answerTo = (
  child: ProcessPromise,
  name: string,
  waiting: Answer[],
): Promise<GitObject | undefined> | undefined => {
  if (name.includes('\n')) return undefined;
  const answer = new Promise<GitObject | undefined>((resolve) => {
    waiting.push(resolve);
  });
  child.stdin.write(`${name}\n`);
  return answer;
};

/** Takes the stream apart: a header line, the bytes, a newline, and again. Joins chunks only when one object is whole. */
const listener = (waiting: Answer[]): ((chunk: Buffer) => void) => {
  let chunks: Buffer[] = [];
  let held = 0;
  let wanted = 1;
  return (chunk) => {
    chunks.push(chunk);
    held += chunk.length;
    if (held < wanted) return;
    const bytes = Buffer.concat(chunks);
    const { used, lacking } = takeObjects(bytes, waiting);
    const rest = bytes.subarray(used);
    chunks = [rest];
    held = rest.length;
    wanted = held + lacking;
  };
};

/** How many bytes were used up, and how many more the next object needs at least. */
const takeObjects = (bytes: Buffer, waiting: Answer[]): { used: number; lacking: number } => {
  let used = 0;
  for (;;) {
    const end = bytes.indexOf(10, used);
    if (end < 0) return { used, lacking: 1 };
    const header = HEADER.exec(bytes.toString('latin1', used, end));
    const after = end + 1 + (header === null ? 0 : Number(header[3]) + 1);
    if (after > bytes.length) return { used, lacking: after - bytes.length };
    waiting.shift()?.(
      header === null
        ? undefined
        : { id: header[1] as string, type: header[2] as string, bytes: bytes.subarray(end + 1, after - 1) },
    );
    used = after;
  }
};

/** Whatever else Git says instead (`… missing`, `… ambiguous`) means that there is no such object. */
const HEADER = /^([0-9a-f]{40}|[0-9a-f]{64}) (blob|tree|commit|tag) (\d+)$/;
