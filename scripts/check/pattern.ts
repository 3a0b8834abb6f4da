/**
 * What speaks against a regular expression that a repository's files hold and that will be asked of strangers' text;
 * undefined when nothing does. JavaScript's engine backtracks: `(a+)+`, `(a|a)(a|a)…` and `a?a?a?…` can take longer
 * than anybody waits. Told from the text alone: nothing refers back or looks around, no repeat holds a choice (a repeat
 * or alternatives), and no alternative holds more than four choices. So an answer costs at most the fourth power of the
 * text's length, which the schema bounds.
 */
export const patternFault = (pattern: string): string | undefined => {
  const error = syntaxError(pattern);
  if (error !== undefined) return error;
  const bare = pattern.replace(/\\\\/g, '');
  if (/\\(?:[1-9]|k<)/.test(bare)) return 'it refers back to a group';
  if (/\(\?(?:[=!]|<[=!])/.test(bare)) return 'it looks ahead or behind';
  return choiceFault(tokens(pattern));
};

const syntaxError = (pattern: string): string | undefined => {
  try {
    new RegExp(pattern, 'u');
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^.*\/u: /s, '').toLowerCase();
  }
};

/** Classes and escapes are one token each; so are the openings of groups, and repeats. */
const tokens = (pattern: string): string[] =>
  pattern.match(
    /\\p\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|\(\?<[^>]*>|\(\?:|[()|]|[*+?]\??|\{\d+(?:,\d*)?\}\??|./gsu,
  ) ?? [];

interface Group {
  choices: number;
  alternatives: boolean;
}

const MOST_CHOICES = 4;

const choiceFault = (all: readonly string[]): string | undefined => {
  const open: Group[] = [{ choices: 0, alternatives: false }];
  /** The choices of the group that ended just before, which a repeat would multiply. */
  let before = 0;
  for (const token of all) {
    const group = open.at(-1) as Group;
    if (isRepeat(token) && !isOptional(token) && before > 0)
      return 'it repeats a group that holds a repeat or alternatives';
    if (isRepeat(token) && !isExact(token)) group.choices += 1;
    before = token === ')' ? close(open) : 0;
    if (token.startsWith('(')) open.push({ choices: 0, alternatives: false });
    if (token === '|') alternate(open);
    if (open.reduce((sum, one) => sum + one.choices, 0) > MOST_CHOICES)
      return `it holds more than ${MOST_CHOICES} repeats or groups of alternatives in a row`;
  }
  return undefined;
};

/** Ends the innermost group; answers how many choices it held, alternatives being one more. */
const close = (open: Group[]): number => {
  const closed = open.pop() as Group;
  const choices = closed.choices + (closed.alternatives ? 1 : 0);
  (open.at(-1) as Group).choices += choices;
  return choices;
};

/** Alternatives of the whole pattern are tried one after the other, so each is counted for itself. */
const alternate = (open: readonly Group[]): void => {
  const group = open.at(-1) as Group;
  if (open.length === 1) group.choices = 0;
  else group.alternatives = true;
};

const isRepeat = (token: string): boolean => /^(?:[*+?]\??|\{\d+(?:,\d*)?\}\??)$/.test(token);
const isExact = (token: string): boolean => /^\{\d+\}\??$/.test(token);
const isOptional = (token: string): boolean => /^(?:\?\??|\{0,1\}\??)$/.test(token);
