import { isBlank, isBreak, isFlowIndicator, isSpacing } from './characters.ts';
import { passComment } from './comments.ts';
import {
  columnOf,
  isDocumentIndicator,
  passBreak,
  type Scanner,
  scanFailure,
  takeBreak,
  tokenOf,
} from './scanner.ts';
import { type Mark, TOKEN, type Token } from './tokens.ts';

/** Takes a scalar without quotes: it may go on over lines as long as they are indented (YAML 1.1, 9.1.3). */
export const scanPlain = (scanner: Scanner): Token => {
  const { text, line } = scanner;
  const least = scanner.indent + 1;
  let value = '';
  let from = scanner.at;
  let gap = '';
  for (;;) {
    const end = passRun(scanner);
    const taken = end > from;
    if (taken)
      value = value === '' && gap === '' ? text.slice(from, end) : value + gap + text.slice(from, end);
    if (taken) scanner.keyAllowed = false;
    if (!isBreak(text.charCodeAt(scanner.at))) break;
    gap = takeGap(scanner, { mark: { line }, least });
    from = scanner.at;
    scanner.keyAllowed = true;
    if (isEndedBefore(scanner, least)) break;
  }
  return tokenOf(TOKEN.scalar, line, { value });
};

const isEndedBefore = (scanner: Scanner, least: number): boolean => {
  const code = scanner.text.charCodeAt(scanner.at);
  if (scanner.flowLevel === 0 && columnOf(scanner) < least) return true;
  return code === 35 || isDocumentIndicator(scanner, code);
};

/** Goes to the end of the scalar or of the line; answers where its last character ends. */
const passRun = (scanner: Scanner): number => {
  const { text } = scanner;
  const inFlow = scanner.flowLevel > 0;
  let at = scanner.at;
  for (;;) {
    const end = endOfWord(text, at, inFlow);
    at = end;
    while (isBlank(text.charCodeAt(at))) at++;
    const code = text.charCodeAt(at);
    const goesOn = at > end && code !== 35 && !isSpacing(code) && endOfWord(text, at, inFlow) > at;
    if (goesOn) continue;
    scanner.at = at;
    return end;
  }
};

const endOfWord = (text: string, start: number, inFlow: boolean): number => {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 58 ? isSpacing(text.charCodeAt(at + 1)) : isSpacing(code)) return at;
    if (inFlow && isFlowIndicator(code)) return at;
    at++;
  }
};

/** Where a scalar began, and how far its further lines must be indented before a tab may stand. */
interface Frame {
  readonly mark: Mark;
  readonly least: number;
}

/**
 * Takes the white space that begins at the end of a line; answers what it stands for: one line break is a space,
 * several are one less (YAML 1.1, 4.2.6).
 */
export const takeGap = (scanner: Scanner, frame: Frame): string => {
  const first = takeBreak(scanner);
  const rest = takeEmptyLines(scanner, frame);
  if (first !== '\n') return first + rest;
  return rest === '' ? ' ' : rest;
};

/** Takes white space and line breaks; answers the breaks. */
export const takeEmptyLines = (scanner: Scanner, { mark, least }: Frame): string => {
  const { text } = scanner;
  let breaks = '';
  for (;;) {
    const code = text.charCodeAt(scanner.at);
    if (code === 9 && columnOf(scanner) < least)
      throw scanFailure(scanner, mark, 'found a tab character that violates indentation');
    if (isBlank(code)) scanner.at++;
    else if (isBreak(code)) breaks += takeBreak(scanner);
    else return breaks;
  }
};

/** Steps over what must be the rest of a line: blanks and a comment. Throws for anything else. */
export const passRestOfLine = (scanner: Scanner, mark: Mark): void => {
  const { text } = scanner;
  while (isBlank(text.charCodeAt(scanner.at))) scanner.at++;
  passComment(scanner);
  const code = text.charCodeAt(scanner.at);
  if (isBreak(code)) passBreak(scanner);
  else if (code !== 0) throw scanFailure(scanner, mark, 'did not find expected comment or line break');
};
