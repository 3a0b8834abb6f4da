/** Nobody nests this deep by hand, and the reader's stack ends at some thousands. */
export const DEEPEST = 64;

/**
 * The offset at which a text may nest deeper than `DEEPEST`, or undefined. It counts brackets and indentation without
 * reading YAML, in one pass: the YAML reader recurses, and a stack overflow inside a regular expression ends the whole
 * process, so nothing deep may ever reach it. Counts too much rather than too little; quotes do not hide brackets.
 */
export const tooDeepAt = (text: string): number | undefined => {
  let open = 0;
  const indents: number[] = [];
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(start, end);
    const marks = countMarks(line);
    open = brackets(line, open);
    const depth = open + marks + indentation(line, indents);
    if (depth > DEEPEST) return start;
    start = end + 1;
  }
  return undefined;
};

/** Block indicators that may each open a level on this line: `- - a`, `? ? a`, `a: b: c`. */
const countMarks = (line: string): number => {
  let count = 0;
  for (let at = 0; at < line.length; at++) {
    const next = line.charCodeAt(at + 1);
    const ends = at + 1 >= line.length || next === 0x20 || next === 0x09 || next === 0x0d;
    const mark = line.charCodeAt(at);
    if (ends && (mark === DASH || mark === QUESTION || mark === COLON)) count++;
  }
  return count;
};

const DASH = 0x2d;
const QUESTION = 0x3f;
const COLON = 0x3a;

/** How many brackets are open after the line, the most that were open on it counted. */
const brackets = (line: string, before: number): number => {
  let open = before;
  let most = before;
  for (let at = 0; at < line.length; at++) {
    const mark = line.charCodeAt(at);
    if (mark === 0x5b || mark === 0x7b) most = Math.max(most, ++open);
    else if ((mark === 0x5d || mark === 0x7d) && open > 0) open--;
  }
  return most > DEEPEST ? most : open;
};

/** How many levels of indentation the line stands in. Keeps the stack of indents in `indents`. */
const indentation = (line: string, indents: number[]): number => {
  const indent = line.search(/[^ \t]/);
  if (indent === -1 || line[indent] === '#') return indents.length;
  while (indents.length > 0 && (indents.at(-1) as number) >= indent) indents.pop();
  indents.push(indent);
  return indents.length;
};
