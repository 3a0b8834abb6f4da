/**
 * npm runs this after every install. The tools that build are development dependencies: without them (`--omit=dev`, or
 * `npx bracket` before any install) it says so and lets the install end well, because npm would otherwise leave a
 * half-made folder in its cache that breaks every later `npx bracket`.
 */
import { existsSync } from 'node:fs';

if (existsSync(new URL('../../node_modules/tsx', import.meta.url))) {
  const { tsImport } = await import('tsx/esm/api');
  const { build } = await tsImport('./build.ts', import.meta.url);
  await build();
} else {
  process.stderr.write('The command line is not built. Run `npm ci` in this folder, then try again.\n');
}
