/**
 * Puts the same folder before our build and before a real Kustomize, and holds one answer against the other.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as assert from 'uvu/assert';
import { type BuildOptions, build } from '../../scripts/kustomize-ts/build.ts';
import { BuildFailure } from '../../scripts/kustomize-ts/failure.ts';
import { memoryFiles } from '../../scripts/kustomize-ts/files/memory.ts';
import { measure, missing } from '../support/kustomize.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface Case extends Pick<BuildOptions, 'loadRestrictor'> {
  /** Paths below the folder that stands for a repository. */
  readonly files: Files;
  /** Which folder is built. Default: the top. */
  readonly folder?: string;
  /** Must a failure say the same, word for word? Default: failing is enough. */
  readonly sameMessage?: boolean;
}

export type Answer = { readonly output: string } | { readonly failure: string };

/** Is there a real Kustomize to compare with? */
export const hasMeasure = (): boolean => measure() !== undefined;

/** Says, in the form the runner knows, that comparisons are left out. */
export const sayLeftOut = (): void => void process.stdout.write(`# skip ${missing()} to compare builds\n`);

/** Builds with ours and with the real one; undefined where they agree, else what differs, ready to be read. */
export const difference = async (one: Case): Promise<string | undefined> => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'kustomize-ts-')));
  try {
    const theirs = await theirAnswer(one, root);
    return disagreement(one, { ours: ourAnswer(one, root), theirs });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

/** Holds that both print the same bytes, or that both fail. */
export const same = async (
  files: Files,
  folder = '.',
  more: Omit<Case, 'files' | 'folder'> = {},
): Promise<void> => {
  const found = await difference({ files, folder, ...more });
  if (found !== undefined) assert.unreachable(found);
};

/** Holds that both agree on every one of many cases; tells each disagreement by its name. */
export const allSame = async (cases: Readonly<Record<string, Case>>): Promise<void> => {
  const found = await differences(Object.entries(cases));
  assert.is(found.length, 0, found.join('\n\n'));
};

const AT_ONCE = 2;

const differences = async (cases: readonly (readonly [string, Case])[]): Promise<string[]> => {
  const queue = [...cases];
  const found: string[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const told = await difference(next[1]);
      if (told !== undefined) found.push(`${next[0]}: ${told}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
};

/** Ours, from the same files in memory: paths in messages are the same too. */
export const ourAnswer = ({ files, folder = '.', loadRestrictor }: Case, root = '/'): Answer => {
  const inMemory = Object.fromEntries(Object.entries(files).map(([path, text]) => [join(root, path), text]));
  try {
    return {
      output: build(memoryFiles(inMemory), join(root, folder), loadRestrictor ? { loadRestrictor } : {}).yaml,
    };
  } catch (error) {
    if (error instanceof BuildFailure) return { failure: error.message };
    throw error;
  }
};

const theirAnswer = async ({ files, folder = '.', loadRestrictor }: Case, root: string): Promise<Answer> => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const program = measure();
  if (program === undefined) throw new Error(missing());
  const free = loadRestrictor === 'none' ? ['--load-restrictor', 'LoadRestrictionsNone'] : [];
  return run(program.path, [...program.args, join(root, folder), ...free]);
};

/** A build that does not end in time counts as a failure: some patterns send the real one round in a circle. */
const LIMIT = { timeout: 20_000, killSignal: 'SIGKILL', maxBuffer: 64 << 20 } as const;

const run = (path: string, args: readonly string[]): Promise<Answer> =>
  new Promise((resolve) => {
    execFile(path, args, LIMIT, (error, output, told) => {
      resolve(error === null ? { output } : { failure: error.killed ? 'ran out of time' : messageIn(told) });
    });
  });

/** kubectl says `error: …`, or logs `err="…"`, or `err=<` and indented lines. */
const messageIn = (told: string): string => {
  const plain = /^error: (.*)$/ims.exec(told)?.[1];
  if (plain !== undefined) return plain.trimEnd();
  const quoted = /err=("(?:[^"\\]|\\.)*")$/m.exec(told)?.[1];
  if (quoted !== undefined) return unquoted(quoted);
  const block = /err=<\n(.*)\n >/s.exec(told)?.[1];
  return (block ?? told).replaceAll(/^\t/gm, '').trimEnd();
};

/** A text of Go: JSON, but for a few escapes of its own. */
const unquoted = (text: string): string => {
  const json = text
    .replaceAll(/\\x([0-9a-f]{2})/g, '\\u00$1')
    .replaceAll(/\\U[0-9a-f]{8}/g, '?')
    .replaceAll(/\\a/g, '\\u0007')
    .replaceAll(/\\v/g, '\\u000b');
  return String(JSON.parse(json));
};

const disagreement = (
  { sameMessage = false }: Case,
  { ours, theirs }: { readonly ours: Answer; readonly theirs: Answer },
): string | undefined => {
  if ('failure' in ours && 'failure' in theirs)
    return sameMessage && ours.failure.trimEnd() !== theirs.failure
      ? beside(ours.failure, theirs.failure)
      : undefined;
  if ('output' in ours && 'output' in theirs)
    return ours.output === theirs.output ? undefined : beside(ours.output, theirs.output);
  return beside(textOf(ours), textOf(theirs));
};

const textOf = (answer: Answer): string => ('output' in answer ? answer.output : `failed: ${answer.failure}`);

const beside = (ours: string, theirs: string): string => `\n--- ours\n${ours}\n--- theirs\n${theirs}\n---`;
