import { isBlank, isBreak, isBreakOrEnd, isDigit } from './characters.ts';
import { passRestOfLine } from './plain.ts';
import { columnOf, type Scanner, scanFailure, takeBreak, tokenOf } from './scanner.ts';
import { type Mark, STYLE, TOKEN, type Token } from './tokens.ts';

/** What stands behind `|` or `>`. */
interface Header {
  /** What becomes of the line breaks at the end: keep all (1), one (0), none (-1). */
  readonly chomping: number;
  /** How far the text is indented more than its parent; 0 where the text itself tells. */
  readonly increment: number;
}

/** Takes a literal or folded block scalar (YAML 1.1, 9.2). */
export const scanBlock = (scanner: Scanner): Token => {
  const { line } = scanner;
  const literal = scanner.text.charCodeAt(scanner.at) === 124;
  scanner.at++;
  const header = scanHeader(scanner, { line });
  passRestOfLine(scanner, { line });
  const start = header.increment === 0 ? 0 : Math.max(scanner.indent, 0) + header.increment;
  const first = takeLeading(scanner, start, { line });
  const indent = start === 0 ? Math.max(first.widest, scanner.indent + 1, 1) : start;
  const value = scanLines(scanner, {
    line,
    indent,
    literal,
    chomping: header.chomping,
    breaks: first.breaks,
  });
  return tokenOf(TOKEN.scalar, line, { value, style: literal ? STYLE.literal : STYLE.folded });
};

const scanHeader = (scanner: Scanner, mark: Mark): Header => {
  let chomping = takeChomping(scanner);
  const increment = takeIncrement(scanner, mark);
  if (chomping === 0 && increment > 0) chomping = takeChomping(scanner);
  return { chomping, increment };
};

const takeChomping = (scanner: Scanner): number => {
  const code = scanner.text.charCodeAt(scanner.at);
  if (code !== 43 && code !== 45) return 0;
  scanner.at++;
  return code === 43 ? 1 : -1;
};

const takeIncrement = (scanner: Scanner, mark: Mark): number => {
  const code = scanner.text.charCodeAt(scanner.at);
  if (!isDigit(code)) return 0;
  if (code === 48) throw scanFailure(scanner, mark, 'found an indentation indicator equal to 0');
  scanner.at++;
  return code - 48;
};

interface Body extends Mark {
  readonly indent: number;
  readonly literal: boolean;
  readonly chomping: number;
  /** The line breaks before the first line. */
  readonly breaks: string;
}

const scanLines = (scanner: Scanner, body: Body): string => {
  const { text } = scanner;
  let value = '';
  let lineBreak = '';
  let { breaks } = body;
  let followsBlank = false;
  while (columnOf(scanner) === body.indent && text.charCodeAt(scanner.at) !== 0) {
    const isIndented = isBlank(text.charCodeAt(scanner.at));
    const folds = !body.literal && !followsBlank && !isIndented && lineBreak === '\n';
    value += folds ? (breaks === '' ? ' ' : breaks) : lineBreak + breaks;
    followsBlank = isIndented;
    value += takeLine(scanner);
    lineBreak = takeBreak(scanner);
    breaks = takeLeading(scanner, body.indent, body).breaks;
  }
  if (body.chomping >= 0) value += lineBreak;
  return body.chomping > 0 ? value + breaks : value;
};

const takeLine = (scanner: Scanner): string => {
  const { text, at } = scanner;
  let end = at;
  while (!isBreakOrEnd(text.charCodeAt(end))) end++;
  scanner.at = end;
  return text.slice(at, end);
};

/** Takes empty lines and the indentation of the line behind them; with indent 0, however wide that is. */
const takeLeading = (scanner: Scanner, indent: number, mark: Mark): { breaks: string; widest: number } => {
  const { text } = scanner;
  let breaks = '';
  let widest = 0;
  for (;;) {
    while ((indent === 0 || columnOf(scanner) < indent) && text.charCodeAt(scanner.at) === 32) scanner.at++;
    widest = Math.max(widest, columnOf(scanner));
    const code = text.charCodeAt(scanner.at);
    if (code === 9 && (indent === 0 || columnOf(scanner) < indent))
      throw scanFailure(scanner, mark, 'found a tab character where an indentation space is expected');
    if (!isBreak(code)) return { breaks, widest };
    breaks += takeBreak(scanner);
  }
};
