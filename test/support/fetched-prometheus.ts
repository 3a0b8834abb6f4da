import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The server, and the tool that fills its storage. */
export interface PrometheusPrograms {
  readonly prometheus: string;
  readonly promtool: string;
}

const CACHE = new URL('../../node_modules/.cache/prometheus/', import.meta.url).pathname;

/**
 * Prometheus of this machine, or else that of Debian's package (or Ubuntu's), which is fetched once, kept beside the
 * packages and never installed, so that nothing of it starts as a service. Undefined where there is neither.
 */
export const findPrometheus = (): PrometheusPrograms | undefined => {
  if (runs('prometheus') && runs('promtool')) return { prometheus: 'prometheus', promtool: 'promtool' };
  const programs = join(CACHE, 'usr/bin');
  const found = { prometheus: join(programs, 'prometheus'), promtool: join(programs, 'promtool') };
  if (existsSync(found.prometheus)) return found;
  try {
    fetchInto(CACHE);
    return found;
  } catch {
    return undefined;
  }
};

/** Why there is none, and what helps. */
export const missingPrometheus = (): string =>
  'no prometheus and promtool on the path, and apt-get could not download their package: install them, or run this with a network,';

/** Tests run side by side: the folder appears whole, or not at all. */
const fetchInto = (folder: string): void => {
  mkdirSync(join(folder, '..'), { recursive: true });
  const scratch = mkdtempSync(`${folder.replace(/\/$/, '')}-fetching-`);
  try {
    const whole = join(scratch, 'whole');
    execFileSync('dpkg-deb', ['-x', download(scratch), whole], { stdio: 'ignore' });
    if (!runs(join(whole, 'usr/bin/prometheus'))) throw new Error('it does not run here');
    if (!existsSync(folder)) renameSync(whole, folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

const LIMIT = 180_000;

/** Answers the path of the package. A machine that is new knows of no packages yet. */
const download = (folder: string): string => {
  const fetch = (): unknown =>
    execFileSync('apt-get', ['download', 'prometheus'], { cwd: folder, stdio: 'ignore', timeout: LIMIT });
  try {
    fetch();
  } catch {
    const words = process.getuid?.() === 0 ? ['apt-get', 'update'] : ['sudo', '-n', 'apt-get', 'update'];
    execFileSync(words[0] ?? '', words.slice(1), { stdio: 'ignore', timeout: LIMIT });
    fetch();
  }
  const [found] = readdirSync(folder).filter((name) => name.endsWith('.deb'));
  if (found === undefined) throw new Error('nothing was downloaded');
  return join(folder, found);
};

const runs = (program: string): boolean => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
