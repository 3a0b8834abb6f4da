/**
 * npm runs this after every install. The tools that build are development dependencies: where they are not (an install
 * with `--omit=dev`, or `npx bracket` before any install) there is nothing to do, and the install ends well.
 */
import { existsSync } from 'node:fs';

if (existsSync(new URL('../../node_modules/tsx', import.meta.url))) {
  const { tsImport } = await import('tsx/esm/api');
  const { build } = await tsImport('./build.ts', import.meta.url);
  await build();
} else {
  process.stderr.write('The command line is not built. Run `npm ci` in this folder, then try again.\n');
}
