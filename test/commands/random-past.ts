import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sandbox } from '../support/git-repository.ts';

/** What a commit changes; null takes the file away. */
export type Changes = Readonly<Record<string, string | null>>;

/** Every file by path. */
export type Files = ReadonlyMap<string, string>;

/** A commit to be made: its parents are counted from 0 in the order of the list, the first is built upon. */
export interface Planned {
  readonly branch: string;
  readonly parents: readonly number[];
  readonly changes: Changes;
  readonly message?: string;
}

/** A repository made of a plan. */
export interface Past {
  readonly root: string;
  /** The id of every planned commit. */
  readonly ids: readonly string[];
  /** All that every planned commit holds, told without Git. */
  readonly files: readonly Files[];
  git(...args: readonly string[]): string;
}

/** Makes a whole history with one `git fast-import`, because a test makes many of them. */
export const pastOf = (plan: readonly Planned[]): Past => {
  const box = sandbox();
  const marks = join(box.root, '.git', 'marks');
  const input = plan.map(commandsOf).join('');
  execFileSync('git', ['-C', box.root, 'fast-import', '--quiet', `--export-marks=${marks}`], { input });
  const ids: string[] = [];
  for (const line of readFileSync(marks, 'utf8').trim().split('\n')) {
    const [mark = '', id = ''] = line.split(' ');
    ids[Number(mark.slice(1)) - 1] = id;
  }
  const files: Files[] = [];
  for (const { parents, changes } of plan) files.push(changed(files[parents[0] ?? -1] ?? new Map(), changes));
  return { root: box.root, git: box.git, ids, files };
};

const changed = (before: Files, changes: Changes): Files => {
  const after = new Map(before);
  for (const [path, text] of Object.entries(changes))
    if (text === null) after.delete(path);
    else after.set(path, text);
  return after;
};

const START = Date.UTC(2026, 0, 5, 9, 0, 0) / 1000;

const commandsOf = ({ branch, parents, changes, message = 'A commit' }: Planned, index: number): string => {
  const [first, ...others] = parents.map((parent) => `:${parent + 1}`);
  const lines = Object.entries(changes).map(([path, text]) =>
    text === null ? `D ${path}\n` : `M 100644 inline ${path}\n${data(text)}`,
  );
  return [
    ...(first === undefined && index > 0 ? [`reset refs/heads/${branch}\n\n`] : []),
    `commit refs/heads/${branch}\nmark :${index + 1}\n`,
    `committer Tim <tim@example.com> ${START + index * 60} +0000\n${data(message)}`,
    ...(first === undefined ? [] : [`from ${first}\n`]),
    ...others.map((parent) => `merge ${parent}\n`),
    ...lines,
    '\n',
  ].join('');
};

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
