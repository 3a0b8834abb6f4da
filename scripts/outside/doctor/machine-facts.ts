import { existsSync, readFileSync } from 'node:fs';
import type { MachineFacts } from '../../check/doctor/machine.ts';
import type { Git } from '../git.ts';

/** What this program runs on, before any other clock is known. */
export const readMachine = async (git: Git, now: Date): Promise<Omit<MachineFacts, 'clocks'>> => {
  const { version, engines } = ownPackage();
  return {
    version,
    engines: engines.node,
    node: process.versions.node,
    git: await git.run(['--version']),
    now: now.getTime(),
  };
};

interface Package {
  readonly version: string;
  readonly engines: { readonly node: string };
}

/** The package around this module: one folder up where it is bundled, more in the sources. */
const ownPackage = (): Package => {
  let folder = new URL('.', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) folder = new URL('..', folder);
  return JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as Package;
};
