#!/usr/bin/env node
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { individualFiles } from './build/individual-files.ts';
import { type Build, build } from './build.ts';
import { BuildFailure } from './failure.ts';
import { diskFiles } from './files/folder.ts';
import type { LoadRestrictor } from './files/loader.ts';

const USAGE = `Build a kustomization target from a directory.

Usage:
  kustomize-ts build [DIR] [flags]

Flags:
  -o, --output PATH            write to this file, or one file an object into this directory
      --load-restrictor NAME   LoadRestrictionsRootOnly (default) or LoadRestrictionsNone
      --reorder ORDER          legacy or none; without it sortOptions decide, and legacy where there are none
  -h, --help
`;

/** A call that makes no sense: told on standard error, exit code 1, as the real tool does. */
class UsageError extends Error {}

interface Call {
  readonly folder: string;
  readonly output: string | undefined;
  readonly loadRestrictor: LoadRestrictor;
  readonly reorder: 'legacy' | 'none' | undefined;
}

const RESTRICTORS = new Map<string, LoadRestrictor>([
  ['LoadRestrictionsRootOnly', 'rootOnly'],
  ['LoadRestrictionsNone', 'none'],
]);

/** What other flags of `kustomize build` would need. */
const REFUSED = new Map([
  ['enable-helm', 'helm'],
  ['enable-alpha-plugins', 'other programs'],
  ['enable-exec', 'other programs'],
  ['enable-star', 'other programs'],
  ['network', 'a network'],
  ['network-name', 'a network'],
  ['mount', 'containers'],
  ['env', 'containers'],
  ['helm-command', 'helm'],
]);

const main = (args: readonly string[]): void => {
  const call = understood(args);
  if (call === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  const { loadRestrictor, reorder } = call;
  const options = { loadRestrictor, ...(reorder === undefined ? {} : { reorder }) };
  const built = build(diskFiles(), path.resolve(call.folder), options);
  for (const warning of built.warnings) process.stderr.write(`${warning}\n`);
  deliver(built, call.output);
};

/** Undefined when help was asked for. */
const understood = (args: readonly string[]): Call | undefined => {
  const { values, positionals } = parsed(args);
  if (values.help === true) return undefined;
  const [verb, folder = '.', ...rest] = positionals;
  if (verb !== 'build') throw new UsageError(`unknown command "${verb ?? ''}": use kustomize-ts build DIR`);
  if (rest.length > 0) throw new UsageError('specify one path to kustomization.yaml');
  return {
    folder,
    output: values.output,
    loadRestrictor: restrictor(values['load-restrictor']),
    reorder: order(values.reorder),
  };
};

const parsed = (args: readonly string[]) => {
  const refused = args.map((arg) => /^--([^=]+)/.exec(arg)?.[1] ?? '').find((name) => REFUSED.has(name));
  if (refused !== undefined)
    throw new UsageError(
      `--${refused} needs ${REFUSED.get(refused)}, which this build never uses: leave it out`,
    );
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        output: { type: 'string', short: 'o' },
        'load-restrictor': { type: 'string' },
        reorder: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

const restrictor = (name = 'LoadRestrictionsRootOnly'): LoadRestrictor => {
  const found = RESTRICTORS.get(name);
  if (found !== undefined) return found;
  throw new UsageError(
    `illegal flag value --load-restrictor ${name}; legal values: [LoadRestrictionsRootOnly LoadRestrictionsNone]`,
  );
};

const order = (name: string | undefined): 'legacy' | 'none' | undefined => {
  if (name === undefined || name === 'unspecified') return undefined;
  if (name === 'legacy' || name === 'none') return name;
  throw new UsageError(`illegal flag value --reorder ${name}; legal values: [none legacy unspecified]`);
};

const deliver = (built: Build, output: string | undefined): void => {
  if (output === undefined) {
    process.stdout.write(built.yaml);
    return;
  }
  if (statSync(output, { throwIfNoEntry: false })?.isDirectory() !== true) {
    mkdirSync(path.dirname(output), { recursive: true });
    writeFileSync(output, built.yaml);
    return;
  }
  for (const [name, content] of individualFiles(built.resources))
    writeFileSync(path.join(output, name), content);
};

try {
  main(process.argv.slice(2));
} catch (error) {
  const known = error instanceof BuildFailure || error instanceof UsageError || isSystemError(error);
  process.stderr.write(
    known ? `Error: ${(error as Error).message}\n${placeOf(error)}` : `${(error as Error).stack}\n`,
  );
  process.exitCode = 1;
}

/** The file and the field that are wrong, where the words of the real tool leave them out. */
function placeOf(error: unknown): string {
  if (!(error instanceof BuildFailure)) return '';
  const { file = '', field = '', message } = error;
  const parts = [
    ...(file === '' || message.includes(file) ? [] : [path.relative('', file)]),
    ...(field === '' || message.includes(`"${field}"`) || message.includes(`.${field} `)
      ? []
      : [`field ${field}`]),
  ];
  return parts.length === 0 ? '' : `  in ${parts.join(', ')}\n`;
}

/** A disk that is full or a path without permission is no bug of ours. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
