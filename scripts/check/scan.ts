import { DEEPEST, Decline, decline, flowLine, mustBeQuoted, newKey, PLAIN, plainValue } from './scan-line.ts';

/** What `scanYaml` answers for everything it is not certain about. */
export const DECLINED: unique symbol = Symbol('declined');

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** Where the scanner stands; `at` moves. */
interface Lines {
  readonly all: Line[];
  at: number;
}

/**
 * Reads the plain subset of YAML that this product and most people write: block mappings and lists, one-line flow
 * collections, texts without escapes, in ASCII. Answers exactly what the full reader answers, or `DECLINED`; a property
 * test holds it to that. It exists because the full reader takes twenty times as long for files of five lines.
 */
export const scanYaml = (text: string): unknown => {
  if (unusual.test(text)) return DECLINED;
  const lines: Lines = { all: splitLines(text), at: 0 };
  if (lines.all[0]?.indent !== 0) return DECLINED;
  try {
    const value = block(lines, 0, 0);
    return lines.at === lines.all.length ? value : DECLINED;
  } catch (error) {
    if (error instanceof Decline) return DECLINED;
    throw error;
  }
};

const unusual = /[^\n\u0020-\u007e]/;

const splitLines = (text: string): Line[] => {
  const lines: Line[] = [];
  for (const line of text.split('\n')) {
    const content = line.trimStart();
    if (content === '' || content.startsWith('#')) continue;
    lines.push({ indent: line.length - content.length, text: content.trimEnd() });
  }
  return lines;
};

const block = (lines: Lines, indent: number, depth: number): unknown => {
  if (depth > DEEPEST) return decline();
  return isItem(lines.all[lines.at] as Line) ? list(lines, indent, depth) : mapping(lines, indent, depth);
};

const isItem = (line: Line): boolean => line.text.startsWith('- ');

const list = (lines: Lines, indent: number, depth: number): unknown[] => {
  const items: unknown[] = [];
  for (let line = lines.all[lines.at]; line?.indent === indent && isItem(line); line = lines.all[lines.at]) {
    const content = line.text.slice(2).trimStart();
    if (content.startsWith('- ') || content.startsWith('#')) return decline();
    if (KEY.test(content)) {
      const inner = indent + line.text.length - content.length;
      lines.all[lines.at] = { indent: inner, text: content };
      items.push(mapping(lines, inner, depth + 1));
    } else items.push(inline(lines, content));
  }
  return items;
};

const KEY = /^(?:([A-Za-z_][A-Za-z0-9_./-]{0,200})|"([^"\\]{0,200})"):(?: +|$)/;

const mapping = (lines: Lines, indent: number, depth: number): Record<string, unknown> => {
  const record: Record<string, unknown> = {};
  for (
    let line = lines.all[lines.at];
    line !== undefined && line.indent >= indent;
    line = lines.all[lines.at]
  ) {
    if (line.indent > indent) return decline();
    if (isItem(line)) return record;
    const found = KEY.exec(line.text) ?? decline();
    const key = newKey(found, record);
    record[key] = valueAfter(lines, { key, rest: line.text.slice(found[0].length), indent, depth });
  }
  return record;
};

interface KeyLine {
  readonly key: string;
  readonly rest: string;
  readonly indent: number;
  readonly depth: number;
}

const valueAfter = (lines: Lines, { key, rest, indent, depth }: KeyLine): unknown => {
  if (rest !== '' && !rest.startsWith('#')) {
    if (key === 'version') mustBeQuoted(rest[0]);
    return inline(lines, rest);
  }
  lines.at++;
  return nested(lines, indent, depth);
};

/** The value of a key whose line ends after the colon. */
const nested = (lines: Lines, indent: number, depth: number): unknown => {
  const next = lines.all[lines.at];
  if (next !== undefined && next.indent > indent) return block(lines, next.indent, depth + 1);
  if (next !== undefined && next.indent === indent && isItem(next)) return list(lines, indent, depth + 1);
  return null;
};

/** A value on the line of its key. A deeper line after it would continue the text; nobody asks for such a line here. */
const inline = (lines: Lines, rest: string): unknown => {
  lines.at++;
  const first = rest[0];
  if (first === '"' || first === "'" || first === '{' || first === '[') return flowLine(rest);
  const comment = rest.indexOf(' #');
  return plainValue(comment === -1 ? rest : rest.slice(0, comment).trimEnd(), PLAIN);
};
