import posix from 'node:path/posix';
import { BuildFailure, within } from '../failure.ts';
import type { Loader } from '../files/loader.ts';
import type { GeneratorArgs } from '../kustomization/kustomization.ts';
import { envPairs, type Pair } from './env-lines.ts';

/**
 * Everything a generator is to hold, by key: env files, then literals, then files (api/kv/kv.go,
 * api/internal/generators/utils.go). Throws BuildFailure for what cannot be read and for a key that comes twice.
 */
export const pairsOf = (args: GeneratorArgs, loader: Loader): Map<string, Buffer> => {
  const pairs = new Map<string, Buffer>();
  for (const [key, value] of within('loading KV pairs', () => loaded(args, loader))) {
    if (pairs.has(key))
      throw new BuildFailure(`configmap ${args.name} illegally repeats the key \`${key}\``, { field: key });
    pairs.set(key, value);
  }
  return pairs;
};

const loaded = ({ envs, literals, files }: GeneratorArgs, loader: Loader): Pair[] => [
  ...within(`env source files: [${envs.join(' ')}]`, () =>
    envs.flatMap((path) => envPairs(loader.load(path), path)),
  ),
  ...within(`literal sources [${literals.join(' ')}]`, () => literals.map(literalPair)),
  ...within(`file sources: [${files.join(' ')}]`, () => files.map((source) => filePair(source, loader))),
];

const literalPair = (source: string): Pair => {
  const equals = source.indexOf('=');
  if (equals <= 0) throw new BuildFailure(`invalid literal source ${source}, expected key=value`);
  return [source.slice(0, equals), Buffer.from(unquoted(source.slice(equals + 1)))];
};

/** Without the quotes around it, where the first character and the last are the same quote. */
const unquoted = (value: string): string => {
  const [quote] = value;
  if (value.length < 2 || (quote !== '"' && quote !== "'") || !value.endsWith(quote)) return value;
  return value.slice(1, -1);
};

/** `path`, whose base name becomes the key, or `key=path`. */
const filePair = (source: string, loader: Loader): Pair => {
  const [key, path] = fileSource(source);
  const content = loader.load(path);
  return [key, Buffer.from(content.buffer, content.byteOffset, content.byteLength)];
};

const fileSource = (source: string): [key: string, path: string] => {
  const [key = '', path, more] = source.split('=');
  const quoted = JSON.stringify(source);
  if (path === undefined) return [baseName(source), source];
  if (more !== undefined) throw new BuildFailure(`source ${quoted} key name or file path contains '='`);
  if (key === '')
    throw new BuildFailure(`missing key name for file path ${JSON.stringify(path)} in source ${quoted}`);
  if (path === '')
    throw new BuildFailure(`missing file path for key name ${JSON.stringify(key)} in source ${quoted}`);
  return [key, path];
};

/** The last part of a path as Go's path.Base has it. */
const baseName = (path: string): string => posix.basename(path) || (path === '' ? '.' : '/');
