/** One line of CODEOWNERS: a pattern and those who own what it matches. */
export interface Ownership {
  readonly pattern: string;
  readonly owners: readonly string[];
}

/** Reads CODEOWNERS as GitHub does: a pattern and owners on a line, `#` starts a comment. */
export const readOwners = (text: string): Ownership[] =>
  text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter(Boolean)
    .map((line) => {
      const [pattern = '', ...owners] = line.split(/\s+/);
      return { pattern, owners };
    });

/** Who owns a path: the last line that matches decides, and it alone. */
export const ownersOf = (lines: readonly Ownership[], path: string): readonly string[] =>
  lines.findLast(({ pattern }) => matches(pattern, path))?.owners ?? [];

/** The part of the pattern language that is used here: `*`, `*` within one folder, and a folder with all below it. */
const matches = (pattern: string, path: string): boolean => {
  if (pattern === '*') return true;
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^${escaped}${pattern.endsWith('/') ? '' : '$'}`).test(`/${path}`);
};
