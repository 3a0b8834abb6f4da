import { RE2JS } from 're2js';
import type { Parsed } from './window.ts';

/** A regular expression that is looked for in text. */
export interface Expression {
  isIn(text: string): boolean;
}

/**
 * Reads a regular expression in RE2's syntax (github.com/google/re2/wiki/Syntax), which Go and Prometheus have too. The
 * time it takes grows with the length of the text and never more, whoever wrote the pattern and whoever the text.
 */
export const readExpression = (pattern: string): Parsed<Expression> => {
  try {
    const compiled = RE2JS.compile(pattern);
    return { value: { isIn: (text) => compiled.matcher(text).find() } };
  } catch (error) {
    return { error: (error as Error).message.replace(/^error parsing regexp: /, '') };
  }
};
