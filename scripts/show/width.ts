/** What a terminal shows two columns wide: East Asian Wide and Fullwidth (Unicode TR 11), and pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18d08}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const plain = /^[\x20-\x7e]*$/;
const marksOnly = /^[\p{M}\p{Cf}\p{Cc}]+$/u;
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How many columns a terminal takes for a text without escape sequences. */
export const width = (text: string): number =>
  plain.test(text) ? text.length : graphemes(text).reduce((sum, one) => sum + graphemeWidth(one), 0);

const graphemes = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

const graphemeWidth = (grapheme: string): number => {
  if (wide.test(grapheme)) return 2;
  return marksOnly.test(grapheme) ? 0 : 1;
};

/** The text, or its beginning and `…`, in at most `columns`. */
export const clip = (text: string, columns: number): string => {
  if (width(text) <= columns) return text;
  const [kept] = take(text, columns - 1);
  return `${kept.trimEnd()}…`;
};

/** The longest beginning of at most `columns`, and the rest. Takes one character at least, so that loops end. */
const take = (text: string, columns: number): [string, string] => {
  let [used, end] = [0, 0];
  for (const grapheme of graphemes(text)) {
    used += graphemeWidth(grapheme);
    if (used > columns && end > 0) break;
    end += grapheme.length;
  }
  return [text.slice(0, end), text.slice(end)];
};

/** Fills up with blanks to `columns`. */
export const pad = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - width(text)));

/**
 * Breaks one line at blanks so that no line is wider than `columns` (at least 2); a word wider than that is cut. The
 * lines after the first begin with `indent`.
 */
export const wrap = (text: string, columns: number, indent = ''): string[] => {
  const rows: string[] = [];
  let rest = text;
  while (width(rest) > columns && rows.length < text.length) {
    const [row, after] = cut(rest, columns, indent.length);
    rows.push(row);
    rest = indent + after;
  }
  return [...rows, rest];
};

const cut = (text: string, columns: number, indent: number): [string, string] => {
  const [head, tail] = take(text, columns);
  if (tail.startsWith(' ')) return [head.trimEnd(), tail.trimStart()];
  const blank = head.lastIndexOf(' ');
  if (blank <= indent || head.slice(0, blank).trim() === '') return [head, tail];
  return [head.slice(0, blank).trimEnd(), head.slice(blank + 1) + tail];
};
