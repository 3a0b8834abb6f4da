/**
 * What building kustomizations costs in this process, beside one process of kubectl for each. kubectl is asked for a
 * sample, and the row says so.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { build } from 'kustomize-ts';
import { diskFiles } from 'kustomize-ts/files/folder.ts';
import { componentFile, definitionFiles, overlayFiles, RENDERED } from './kustomize-files.ts';
import { median } from './measure.ts';
import { ms, ratio, row, say } from './print.ts';

interface Size {
  readonly services: number;
  readonly times: number;
}

const CRD_LINES = 35_000;
const SAMPLE = 30;
const BUILDS = 3000;

/** Prints the rows of the engine: many services, one small overlay, one large build, and memory. */
export const kustomizeRows = ({ services, times }: Size): void => {
  const root = mkdtempSync(join(tmpdir(), 'bracket-bench-kustomize-'));
  const names = Array.from({ length: services }, (_, index) => `service-${index}`);
  try {
    for (const { path, text } of [
      ...names.flatMap(overlayFiles),
      componentFile,
      ...definitionFiles(CRD_LINES),
    ]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    say(`\nkustomize-ts, ${services} services × ${RENDERED.length} environments`);
    const real = version();
    say(real === undefined ? '  no kubectl on the path to stand beside it' : `  beside it: kubectl ${real}`);
    const folders = names.flatMap((name) =>
      RENDERED.map((environment) => join(root, 'services', name, 'overlays', environment)),
    );
    everything(folders, real);
    small(folders[0] ?? root, { real, times });
    large(join(root, 'crds'), { real, times });
    memory(folders);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

const render = (folder: string): string => build(diskFiles(), folder).yaml;

const timed = (work: () => void): number => {
  const started = performance.now();
  work();
  return performance.now() - started;
};

const middle = (times: number, work: () => void): number =>
  Array.from({ length: times }, () => timed(work)).sort((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;

/** The version of the kubectl on the path; undefined where there is none. */
const version = (): string | undefined => {
  const told = spawnSync('kubectl', ['version', '--client'], { encoding: 'utf8' });
  return told.status === 0 ? told.stdout.trim().split('\n').join(', ') : undefined;
};

const kubectl = (folder: string, times: number): number =>
  median({ program: 'kubectl', args: ['kustomize', folder], cwd: folder }, times);

const everything = (folders: readonly string[], real: string | undefined): void => {
  const ours = timed(() => folders.forEach(render));
  row(`all ${folders.length}, one after another, from a cold start`, ms(ours));
  if (real === undefined) return;
  const step = Math.max(1, Math.floor(folders.length / SAMPLE));
  const sample = folders.filter((_, index) => index % step === 0).slice(0, SAMPLE);
  const took = timed(() => {
    for (const folder of sample) kubectl(folder, 1);
  });
  const all = (took / sample.length) * folders.length;
  row(`kubectl for each (${sample.length} run, the rest reckoned)`, ms(all), `${ratio(all, ours)} ours`);
};

interface Peer {
  readonly real: string | undefined;
  readonly times: number;
}

const small = (folder: string, { real, times }: Peer): void => {
  const ours = middle(200, () => render(folder));
  row('one small overlay with patches, warm', `${ours.toFixed(2)} ms`);
  if (real === undefined) return;
  const theirs = kubectl(folder, times);
  row('kubectl for that one', ms(theirs), `${ratio(theirs, ours)} ours`);
};

const large = (folder: string, { real, times }: Peer): void => {
  const lines = render(folder).split('\n').length;
  const ours = middle(times, () => render(folder));
  row(`${lines} lines of definitions, warm`, ms(ours));
  if (real === undefined) return;
  const theirs = kubectl(folder, times);
  row('kubectl for those', ms(theirs), `${ratio(theirs, ours)} ours`);
};

/** What is still held after each tenth of many builds, and whether it grows. */
const memory = (folders: readonly string[]): void => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = Array.from({ length: 10 }, (_, tenth) => {
    for (let index = 0; index < BUILDS / 10; index++)
      render(folders[(tenth * (BUILDS / 10) + index) % folders.length] ?? '');
    collect();
    return process.memoryUsage().heapUsed / 2 ** 20;
  });
  const [first = 0, last = 0] = [held[0], held.at(-1)];
  const growth = `${(last - first).toFixed(1)} MB more than after ${BUILDS / 10}`;
  row(`heap held after ${BUILDS} builds`, `${last.toFixed(1)} MB`, growth);
};
