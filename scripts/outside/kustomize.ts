import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import posix from 'node:path/posix';
import { EXIT, Failure } from './failure.ts';
import { $ } from './shell.ts';
import type { TreeFile } from './tree-view.ts';

/** What the real tool answered: what it printed, or what it said instead. */
export type ProgramAnswer = { readonly yaml: string } | { readonly why: string };

/** The ways to the real tool, the newer first. */
const PROGRAMS = [
  ['kustomize', 'build'],
  ['kubectl', 'kustomize'],
] as const;

/** What a shell answers for a program that it does not find (XCU 2.8.2). */
const NO_PROGRAM = 127;

/**
 * Builds a folder of these files with the kustomize on the path, in a copy that is removed afterwards. Throws a `Failure`
 * when there is none.
 */
export const buildByProgram = async (files: readonly TreeFile[], folder: string): Promise<ProgramAnswer> => {
  const copy = mkdtempSync(join(tmpdir(), 'bracket-render-'));
  try {
    for (const file of files) write(copy, file);
    return await run(copy, folder);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

const write = (copy: string, { path, mode, bytes }: TreeFile): void => {
  const full = join(copy, path);
  mkdirSync(dirname(full), { recursive: true });
  if (mode !== '120000') writeFileSync(full, bytes);
  else if (isInside(path, Buffer.from(bytes).toString('utf8')))
    symlinkSync(Buffer.from(bytes).toString('utf8'), full);
};

/** Links that lead out of the repository lead nowhere in the copy. */
const isInside = (path: string, target: string): boolean => {
  const to = posix.join(posix.dirname(path), target);
  return target !== '' && !target.startsWith('/') && to !== '..' && !to.startsWith('../');
};

const run = async (copy: string, folder: string): Promise<ProgramAnswer> => {
  const shell = $({ cwd: copy, quiet: true, nothrow: true });
  for (const [program, verb] of PROGRAMS) {
    const done = await shell`${program} ${verb} ${folder}`;
    if (done.exitCode === 0) return { yaml: done.stdout };
    if (done.exitCode !== NO_PROGRAM)
      return {
        why: done.stderr.trim().replaceAll(`${copy}/`, '') || `${program} ended with ${done.exitCode}`,
      };
  }
  throw new Failure({
    code: 'no-kustomize',
    exit: EXIT.outside,
    what: 'Neither kustomize nor kubectl is on the PATH.',
    fix: 'Install one of them (kubectl 1.32 holds kustomize 5.5), or leave --engine and --check out.',
  });
};
