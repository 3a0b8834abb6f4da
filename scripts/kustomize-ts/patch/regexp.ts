import { compile, matches } from './regexp/machine.ts';
import { readExpression } from './regexp/syntax.ts';

/** A regular expression of Go: the syntax of RE2, matched in linear time. */
export interface GoRegExp {
  /** Does any part of the text match? */
  matches(text: string): boolean;
}

/** Patterns repeat: one selector is asked of every object, one image name of every container. */
const read = new Map<string, GoRegExp>();
const MOST_REMEMBERED = 256;

/** Reads a pattern. Throws BuildFailure in the words of Go's `regexp` package. */
export const goRegExp = (source: string): GoRegExp => {
  const known = read.get(source);
  if (known !== undefined) return known;
  const made = plainRegExp(source) ?? machineRegExp(source);
  if (read.size >= MOST_REMEMBERED) read.clear();
  read.set(source, made);
  return made;
};

/** Reads a pattern that must match the whole text, as those of selectors must (api/types/selector.go). */
export const anchoredRegExp = (source: string): GoRegExp => goRegExp(source === '' ? '' : `^(?:${source})$`);

const machineRegExp = (source: string): GoRegExp => {
  const steps = compile(readExpression(source), source);
  return { matches: (text) => matches(steps, text) };
};

const ANCHORED_PLAIN = /^\^\(\?:([\w/@: -]*)\)\$$/;

/** Most patterns are plain names. */
const plainRegExp = (source: string): GoRegExp | undefined => {
  const [, name] = ANCHORED_PLAIN.exec(source) ?? [];
  return name === undefined ? undefined : { matches: (text) => text === name };
};
