/**
 * Plays one scenario: a folder with
 *
 *   why.md       one sentence: what it shows
 *   given/       files laid over the small shop in `shop/` (optional); `{{pin}}` becomes the first commit's id
 *   steps        what happens, one step a line
 *   expect/      transcript.txt and end.patch, what the environments became (written by `ACCEPT=1`)
 *
 * To accept new output, look at it first:  ACCEPT=1 npx tsx test/scenarios/scenarios.test.ts && git diff test/scenarios
 *
 * Steps:
 *   # a remark                      told in the transcript
 *   set FILE KEY VALUE              changes one line of a file; `remove FILE` and `copy FILE FILE` do what they say
 *   commit SUBJECT                  commits everything, on the branch at hand
 *   $ bracket … | $ git …           runs it; output and exit code go to the transcript
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bracket } from '../e2e/command-line.ts';
import { type Sandbox, sandbox } from '../support/git-repository.ts';

const here = new URL('.', import.meta.url).pathname;

export interface Played {
  readonly transcript: string;
  /** Difference of the main branch's environments between the beginning and the end. */
  readonly end: string;
}

export const SCENARIOS = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(here, entry.name, 'steps')))
  .map(({ name }) => name)
  .sort();

export const play = async (name: string): Promise<Played> => {
  const box = begin(join(here, name, 'given'));
  const start = box.git('rev-parse', 'main');
  const lines = readFileSync(join(here, name, 'steps'), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const told: string[] = [];
  for (const line of lines) told.push(await take(box, line));
  const end = box.git('diff', '--unified=1', '--no-renames', start, 'main', '--', 'environments');
  const [transcript = '', patch = ''] = sameIds(box, [told.join('\n'), end]);
  return { transcript: `${transcript}\n`, end: patch === '' ? 'nothing\n' : `${patch}\n` };
};

/** The small shop and what the scenario lays over it; configuration is committed first, so that it can be pinned. */
const begin = (given: string): Sandbox => {
  const box = sandbox();
  cpSync(join(here, 'shop'), box.root, { recursive: true });
  if (existsSync(given)) cpSync(given, box.root, { recursive: true });
  const later = filesBelow(join(box.root, 'environments'));
  const texts = later.map((path) => [
    `environments/${path}`,
    readFileSync(join(box.root, 'environments', path), 'utf8'),
  ]);
  rmSync(join(box.root, 'environments'), { recursive: true });
  const pin = box.commit('Services');
  const files = texts.map(([path = '', text = '']) => [path, text.replaceAll('{{pin}}', pin)]);
  box.commit('Environments', Object.fromEntries(files) as Record<string, string>);
  return box;
};

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

const take = async (box: Sandbox, line: string): Promise<string> => {
  const words = wordsOf(line);
  const [verb = '', ...rest] = words;
  switch (verb) {
    case '#':
      return line;
    case 'set':
      set(box, rest);
      return line;
    case 'copy':
      cpSync(join(box.root, rest[0] ?? ''), join(box.root, rest[1] ?? ''));
      return line;
    case 'remove':
      box.write({ [rest[0] ?? '']: null });
      return line;
    case 'commit':
      box.commit(rest.join(' '));
      return line;
    case '$':
      return `\n${line}\n${await run(box, rest)}`;
    default:
      throw new Error(`No scenario has the step ${JSON.stringify(line)}.`);
  }
};

/** Words of a line; double quotes hold some together. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

const set = (box: Sandbox, [file = '', key = '', value = '']: readonly string[]): void => {
  const text = readFileSync(join(box.root, file), 'utf8');
  const changed = text.replace(new RegExp(`^${key}: .*$`, 'm'), `${key}: ${JSON.stringify(value)}`);
  if (changed === text) throw new Error(`${file} has no ${key} to change.`);
  box.write({ [file]: changed });
};

const run = async (box: Sandbox, [program = '', ...args]: readonly string[]): Promise<string> => {
  if (program === 'git') return indent(box.git(...args));
  if (program !== 'bracket') throw new Error(`Scenarios run bracket and git, not ${program}.`);
  const { code, out, talk } = await bracket(box.root, args);
  return [indent(out), ...(talk === '' ? [] : [indent(talk, '! ')]), `  exit ${code}`].join('\n');
};

const indent = (text: string, mark = ''): string =>
  text
    .trimEnd()
    .split('\n')
    .map((row) => `  ${mark}${row}`.trimEnd())
    .join('\n');

/** Commits are named by the order in which a reader meets them: their ids hold the time of day. */
const sameIds = (box: Sandbox, texts: readonly string[]): string[] => {
  const commits = box.git('rev-list', '--all', '--reflog').split('\n');
  const names = new Map<string, string>();
  const nameOf = (id: string): string => {
    const commit = commits.find((one) => one.startsWith(id));
    if (commit === undefined) return id;
    if (!names.has(commit)) names.set(commit, `<commit ${names.size + 1}>`);
    return names.get(commit) as string;
  };
  return texts.map((text) =>
    text
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '<time>')
      .replace(/^index .*\n/gm, '')
      .replace(/(?<![0-9a-z:-])[0-9a-f]{7,40}(?![0-9a-z])/g, nameOf),
  );
};
