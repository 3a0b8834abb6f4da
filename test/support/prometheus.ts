import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrometheusPrograms } from './fetched-prometheus.ts';

/** A Prometheus of our own on loopback, with a past. */
export interface Prometheus {
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops it and removes what it stored. */
  close(): Promise<void>;
}

interface Wish {
  /** What it knows of the past, in the OpenMetrics format without the end mark. */
  readonly past: string;
  /** More of its configuration, as YAML. */
  readonly configuration?: string;
}

/** Prepares one that is not started yet. Its port is free now and stays the same. */
export const makePrometheus = async (programs: PrometheusPrograms, wish: Wish): Promise<Prometheus> => {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const [data, past, configuration] = ['data', 'past.txt', 'prometheus.yml'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  writeFileSync(past, `${wish.past}# EOF\n`);
  writeFileSync(configuration, wish.configuration ?? '{}\n');
  execFileSync(programs.promtool, ['tsdb', 'create-blocks-from', 'openmetrics', past, data], {
    stdio: 'ignore',
  });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const stop = async (): Promise<void> => {
    if (child === undefined) return;
    const over = once(child, 'exit');
    child.kill('SIGTERM');
    child = undefined;
    await over;
  };
  return {
    url,
    start: async () => {
      const place = [`--config.file=${configuration}`, `--storage.tsdb.path=${data}`];
      const server = [`--web.listen-address=127.0.0.1:${port}`, '--storage.tsdb.retention.time=10y'];
      child = spawn(programs.prometheus, [...place, ...server, '--log.level=error'], { stdio: 'ignore' });
      await ready(url, child);
    },
    stop,
    close: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** One series in OpenMetrics: its value at each of these instants, in milliseconds since 1970. */
export const pastOf = (
  name: string,
  instants: readonly number[],
  value: (instant: number) => number,
): string =>
  [`# TYPE ${name} gauge`, ...instants.map((at) => `${name} ${value(at)} ${at / 1000}`), ''].join('\n');

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const ready = async (url: string, child: ChildProcess): Promise<void> => {
  while (child.exitCode === null) {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Prometheus ended with exit code ${child.exitCode}`);
};
