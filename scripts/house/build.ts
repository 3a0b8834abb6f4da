#!/usr/bin/env tsx
/** Bundles the command line into `dist/`: one small entry, every verb in a chunk of its own that loads when used. */
import { rmSync } from 'node:fs';
import { build as bundle } from 'esbuild';

const root = new URL('../..', import.meta.url).pathname;

/** Builds `dist/bracket.js`. Throws what esbuild throws when a source file is broken. */
export const build = async (): Promise<void> => {
  rmSync(`${root}dist`, { recursive: true, force: true });
  await bundle({
    entryPoints: { bracket: `${root}scripts/cli.ts` },
    outdir: `${root}dist`,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire as bracketRequire } from 'node:module';\nconst require = bracketRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
};

if (process.argv[1] === new URL(import.meta.url).pathname) await build();
