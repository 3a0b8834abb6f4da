import { BuildFailure } from '../failure.ts';
import { isBreak } from './characters.ts';
import { type Mark, type SimpleKey, STYLE, type Style, type Token, type TokenKind } from './tokens.ts';

/** Which library a text is read like: they differ in what they say about errors and in how scalars are resolved. */
export type Dialect = 'v2' | 'v3';

/** A text on its way into tokens. */
export interface Scanner {
  readonly dialect: Dialect;
  /** Ends in NULs, so that looking ahead needs no checks. */
  readonly text: string;
  at: number;
  line: number;
  /** Where the present line begins: the column is what lies between. */
  lineStart: number;
  /** Tokens that nobody took yet start at `head`. */
  tokens: Token[];
  head: number;
  taken: number;
  /** The column of the innermost block collection; -1 outside of any. */
  indent: number;
  readonly indents: number[];
  flowLevel: number;
  keyAllowed: boolean;
  /** What may become a key, one place for each level of brackets. */
  readonly keys: (SimpleKey | undefined)[];
  ended: boolean;
}

export const scannerOf = (text: string, dialect: Dialect): Scanner => ({
  dialect,
  text: `${text}\0\0\0\0`,
  at: 0,
  line: 0,
  lineStart: 0,
  tokens: [],
  head: 0,
  taken: 0,
  indent: -1,
  indents: [],
  flowLevel: 0,
  keyAllowed: true,
  keys: [undefined],
  ended: false,
});

export const columnOf = (scanner: Scanner): number => scanner.at - scanner.lineStart;

/** Steps over a line break; CR LF is one. */
export const passBreak = (scanner: Scanner): void => {
  const { text } = scanner;
  scanner.at += text.charCodeAt(scanner.at) === 13 && text.charCodeAt(scanner.at + 1) === 10 ? 2 : 1;
  scanner.line++;
  scanner.lineStart = scanner.at;
};

/** Steps over a line break; answers what it counts as: LS and PS stay, everything else is a line feed. */
export const takeBreak = (scanner: Scanner): string => {
  const code = scanner.text.charCodeAt(scanner.at);
  if (!isBreak(code)) return '';
  passBreak(scanner);
  return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
};

/** Does a line `---` or `...` stand here? */
export const isDocumentIndicator = (scanner: Scanner, code: number): boolean => {
  const { text, at } = scanner;
  if (at !== scanner.lineStart || (code !== 45 && code !== 46)) return false;
  return text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code && isSpacingAt(text, at + 3);
};

const isSpacingAt = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code === 32 || code === 9 || code === 0 || isBreak(code);
};

export interface TokenParts {
  readonly value?: string;
  readonly suffix?: string;
  readonly style?: Style;
}

const NO_PARTS: TokenParts = {};

export const tokenOf = (kind: TokenKind, line: number, parts: TokenParts = NO_PARTS): Token => ({
  kind,
  line,
  value: parts.value ?? '',
  suffix: parts.suffix ?? '',
  style: parts.style ?? STYLE.plain,
  simpleKey: undefined,
});

/** What the scanner says of a text that is none of YAML (go-yaml, decode.go: the scanner's lines count from 1). */
export const scanFailure = (scanner: Scanner, context: Mark, problem: string): BuildFailure => {
  const line = shownLine(scanner.dialect, context.line, scanner.line);
  const plusOne = scanner.dialect === 'v3' || scanner.line !== 0 ? 1 : 0;
  return failureAt(line === 0 ? 0 : line + plusOne, problem);
};

/** What the parser says of tokens in the wrong order: its lines count from 0, as go-yaml prints them. */
export const parseFailure = (dialect: Dialect, lines: [context: number, problem: number], problem: string) =>
  failureAt(shownLine(dialect, ...lines), problem);

const shownLine = (dialect: Dialect, context: number, problem: number): number => {
  const [first, second] = dialect === 'v3' ? [context, problem] : [problem, context];
  return first === 0 ? second : first;
};

const failureAt = (line: number, problem: string): BuildFailure =>
  new BuildFailure(line === 0 ? `yaml: ${problem}` : `yaml: line ${line}: ${problem}`);
