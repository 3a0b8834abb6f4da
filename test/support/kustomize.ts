import { execFileSync } from 'node:child_process';

/** Builds a folder with a Kustomize of this machine; answers what it printed. */
type Kustomize = (folder: string) => string;

type Found = { readonly build: Kustomize } | { readonly build: undefined; readonly why: string };

const NEEDED = 'kubectl 1.24 or newer, or kustomize 4.5 or newer';

/**
 * The Kustomize on the path, newest way first. Older ones (Debian's kubectl 1.20 holds Kustomize 2) know no
 * components and are as good as none.
 */
export const findKustomize = (): Found => {
  if (major(() => run('kustomize', ['version'])) >= 4)
    return { build: (folder) => run('kustomize', ['build', folder]) };
  if (major(kubectlVersion) >= 4) return { build: (folder) => run('kubectl', ['kustomize', folder]) };
  return { build: undefined, why: `no ${NEEDED} on the path: install one to build the overlays` };
};

const run = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 << 20 });

const kubectlVersion = (): string =>
  String(JSON.parse(run('kubectl', ['version', '--client', '--output', 'json'])).kustomizeVersion);

const major = (version: () => string): number => {
  try {
    return Number(/v?(\d+)\.\d+/.exec(version())?.[1] ?? 0);
  } catch {
    return 0;
  }
};
