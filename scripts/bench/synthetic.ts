/**
 * A repository of any size in the layout of this product, with a history like a real one: services release into dev,
 * alone or a few together, and move up the ladder with a delay. The same size is the same repository, byte for byte.
 */
import { execFileSync } from 'node:child_process';
import { desiredFile, ENVIRONMENTS, environmentFile, type File, releaseFile, serviceFiles } from './files.ts';

export interface Size {
  readonly services: number;
  /** Commits after the two that lay the ground. */
  readonly commits: number;
}

interface Revision {
  readonly message: string;
  readonly files: readonly File[];
}

/** Fills an empty folder with the repository, its history and its working tree. */
export const makeRepository = (folder: string, size: Size): void => {
  const git = (args: readonly string[], input = ''): string =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', input });
  const names = Array.from(
    { length: size.services },
    (_, index) => `service-${String(index).padStart(4, '0')}`,
  );
  git(['init', '--quiet', '--initial-branch=main']);
  git(['fast-import', '--quiet'], stream([{ message: 'Services', files: names.flatMap(serviceFiles) }], 0));
  const config = git(['rev-parse', 'main']).trim();
  git(['fast-import', '--quiet'], stream([...history(names, config, size.commits)], 1));
  git(['reset', '--quiet', '--hard', 'main']);
};

const START = Date.UTC(2025, 0, 6, 8) / 1000;

/** The input of `git fast-import`: one commit a revision, ten minutes apart, on top of `main` unless it is the first. */
const stream = (revisions: readonly Revision[], offset: number): string =>
  revisions
    .map(({ message, files }, index) => {
      const head = `commit refs/heads/main\ncommitter Tim <tim@example.com> ${START + (index + offset) * 600} +0000\n`;
      const parent = index === 0 && offset > 0 ? 'from refs/heads/main^0\n' : '';
      const changes = files.map((file) => `M 100644 inline ${file.path}\n${data(file.text)}`);
      return `${head}${data(message)}${parent}${changes.join('')}`;
    })
    .join('');

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;

/** Every service at its first release everywhere; then half of all commits release into dev, half move services up. */
function* history(names: readonly string[], config: string, commits: number): Generator<Revision> {
  /** Per rung of the ladder, per service: the number of the release that runs there. */
  const held = ENVIRONMENTS.map(() => new Map(names.map((name) => [name, 0])));
  const number = (rung: number, name: string): number => held[rung]?.get(name) ?? 0;
  const desired = (rung: number, name: string): File =>
    desiredFile({ rung, name, number: number(rung, name), config });
  const needs = (name: string): string =>
    names.slice((number(0, name) * 7) % names.length).find((other) => other !== name) ?? '';
  const release = (name: string): File => releaseFile({ name, number: number(0, name), needs: needs(name) });
  yield {
    message: 'Environments',
    files: [
      ...ENVIRONMENTS.map(environmentFile),
      ...names.map(release),
      ...ENVIRONMENTS.flatMap((_, rung) => names.map((name) => desired(rung, name))),
    ],
  };
  const bracketOf = brackets(names);
  for (let count = 0; count < commits; count++) {
    const { rung, members } = bracketOf();
    for (const name of members)
      held[rung]?.set(name, rung === 0 ? number(0, name) + 1 : number(rung - 1, name));
    yield {
      message: `${members.join(', ')} to ${ENVIRONMENTS[rung]}`,
      files: [...members.map((name) => desired(rung, name)), ...(rung === 0 ? members.map(release) : [])],
    };
  }
}

/** So many brackets stay behind on each rung while later ones are made: what is pending at the end. */
const WAITING = [0, 5, 20, 40] as const;

/** Who moves next, and to which rung: one to three services enter, and move up together once enough wait behind them. */
const brackets = (names: readonly string[]): (() => { rung: number; members: readonly string[] }) => {
  const below = dice();
  const queues: string[][][] = WAITING.map(() => []);
  return () => {
    const some = Array.from({ length: 1 + below(3) }, () => names[below(names.length)] ?? '');
    const full = queues.findLastIndex((queue, rung) => queue.length > (WAITING[rung] ?? 0));
    const rung = Math.max(0, full);
    const members = full < 1 ? [...new Set(some)] : (queues[rung]?.shift() ?? []);
    queues[rung + 1]?.push(members);
    return { rung, members };
  };
};

/** Numbers from 0 up to a limit that look like dice and are the same in every run (Numerical Recipes, 3rd ed., 7.1). */
const dice = (): ((limit: number) => number) => {
  let seed = 20261121;
  return (limit) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * limit);
  };
};
