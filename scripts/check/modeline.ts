import posix from 'node:path/posix';
import type { ReadKind } from './file-facts.ts';
import type { Trouble } from './position.ts';

const modeline = /^#\s*yaml-language-server\s*:\s*\$schema=(\S+)/;

/**
 * What is wrong with the comment that tells an editor which schema a file has. Only a warning: the product itself goes
 * by where the file is. It stands before the first content; it may name an address as long as its last part fits.
 */
export const modelineTroubles = (path: string, kind: ReadKind, text: string): Trouble[] => {
  const wanted = wantedIn(path, kind);
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const line = text
      .slice(at, end)
      .replace(/^\ufeff/, '')
      .trim();
    const named = modeline.exec(line)?.[1];
    if (named !== undefined)
      return named === wanted || fits(named, path, kind) ? [] : [wrong(at, named, wanted)];
    if (line !== '' && !line.startsWith('#')) break;
    at = end + 1;
  }
  return [missing(wanted)];
};

/** The way from the folder of a file up to the top and down to its schema. */
const wantedIn = (path: string, kind: ReadKind): string => {
  let up = '';
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) up += '../';
  return `${up}schemas/${kind}.schema.json`;
};

const fits = (named: string, path: string, kind: ReadKind): boolean =>
  named.includes('://')
    ? named.split(/[?#]/)[0]?.endsWith(`/${kind}.schema.json`) === true
    : posix.join(posix.dirname(path), named) === `schemas/${kind}.schema.json`;

const WHY =
  'Editors complete keys, explain them and mark mistakes while you type only when they know the schema.';

const missing = (wanted: string): Trouble => ({
  code: 'modeline-missing',
  severity: 'warning',
  at: 0,
  what: 'Nothing tells an editor which schema this file has.',
  why: WHY,
  fix: `Write as first line: # yaml-language-server: $schema=${wanted}`,
});

const wrong = (at: number, named: string, wanted: string): Trouble => ({
  code: 'modeline-wrong',
  severity: 'warning',
  at,
  what: `The first lines name the schema ${named.slice(0, 200)}, which is not the one of this file.`,
  why: WHY,
  fix: `Write: # yaml-language-server: $schema=${wanted}`,
});
