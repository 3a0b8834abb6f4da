#!/usr/bin/env node
/** Starts what the build made. It exists before any build, because npm links only commands that exist. */
import { existsSync } from 'node:fs';

const built = new URL('dist/command.js', import.meta.url);
if (existsSync(built)) await import(built.href);
else {
  process.stderr.write(
    'kustomize-ts is not built yet. Run `npm ci` at the top of its repository, then try again.\n',
  );
  process.exitCode = 2;
}
