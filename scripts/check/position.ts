import type { Problem, Severity } from '../model/problem.ts';

/** A problem while its file is being read: where it is, as an offset into the text. */
export interface Trouble {
  readonly code: string;
  /** Default: error. */
  readonly severity?: Severity;
  /** Offset of the first character meant, counted in UTF-16 units as JavaScript does. */
  readonly at: number;
  readonly length?: number;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

/** No excerpt is longer: a file of one line of a megabyte must not fill a screen. */
const EXCERPT = 300;

/** Gives a trouble its line, column and excerpt. An offset outside the text means its nearest end. */
export const problemAt = (file: string, text: string, trouble: Trouble): Problem => {
  const at = Math.max(0, Math.min(trouble.at, text.length));
  // `lastIndexOf` takes a place before the beginning for the beginning.
  const start = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
  const end = endOfLine(text, at);
  const excerpt = printable(text.slice(start, Math.min(end, start + EXCERPT)));
  const length = Math.min(trouble.length ?? 1, end - at);
  return {
    code: trouble.code,
    severity: trouble.severity ?? 'error',
    place: { file, line: lineOf(text, start), column: at - start + 1, length: Math.max(1, length) },
    what: trouble.what,
    why: trouble.why,
    fix: trouble.fix,
    ...(excerpt.trim() === '' ? {} : { excerpt }),
  };
};

/** Nobody mends more at once, and a hostile file holds one in every other character. */
const MOST = 200;

/** All troubles of a file in the order of its lines; of very many the first ones, and how many there are. */
export const problemsAt = (file: string, text: string, troubles: readonly Trouble[]): Problem[] => {
  const sorted = [...troubles].sort((a, b) => a.at - b.at);
  const shown = sorted.slice(0, MOST).map((trouble) => problemAt(file, text, trouble));
  const next = sorted[MOST];
  return next === undefined
    ? shown
    : [...shown, problemAt(file, text, tooMany(next.at, sorted.length - MOST))];
};

const tooMany = (at: number, more: number): Trouble => ({
  code: 'many-problems',
  at,
  what: `From here on the file has ${more.toLocaleString('en')} more problems, which are not listed.`,
  why: 'What is wrong further up often is the reason for what follows.',
  fix: 'Mend those above, and validate again.',
});

/** A problem of the file as a whole: its name, its place, its kind. */
export const problemOfFile = (file: string, trouble: Omit<Trouble, 'at' | 'length'>): Problem =>
  problemAt(file, '', { ...trouble, at: 0 });

const endOfLine = (text: string, at: number): number => {
  const newline = text.indexOf('\n', at);
  const end = newline === -1 ? text.length : newline;
  return end > at && text[end - 1] === '\r' ? end - 1 : end;
};

const lineOf = (text: string, start: number): number => {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < start; at = text.indexOf('\n', at + 1)) line++;
  return line;
};

/**
 * Puts one visible character in the place of each control character, so that columns still count and no terminal is
 * steered by a file: the Unicode pictures for C0, U+FFFD for the rest and for what turns the direction of writing.
 */
export const printable = (text: string): string =>
  text
    .replace(/\t/g, ' ')
    .replace(/[\u0000-\u001f]/g, (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)))
    .replace(/[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g, '\ufffd')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');

/** A value from a file inside a sentence: on one line, printable, at most 60 characters, in backquotes. */
export const quoted = (value: string): string => {
  const clean = printable(value.slice(0, 61)).replace(/`/g, "'");
  return `\`${value.length > 60 ? `${clean.slice(0, 59)}…` : clean}\``;
};
