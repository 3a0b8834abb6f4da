/** Thrown by the scanner about anything that it is not certain of. One for all: making an error costs too much. */
export class Decline extends Error {}

const declined = new Decline();

export const decline = (): never => {
  throw declined;
};

/** No collection of the plain subset nests deeper. */
export const DEEPEST = 30;

/** Texts that the two versions of YAML, or the two cases of a letter, read as something else. */
const ambiguous = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;
const INTEGER = /^(?:0|[1-9][0-9]{0,14})$/;
/** Quantities, and numbers with two dots, are text for every reader. */
const QUANTITY =
  /^(?:[1-9][0-9]{0,8}(?:m|s|h|%|Ki|Mi|Gi)|[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}(?:-[A-Za-z0-9.-]+)?)$/;
/** Words that begin like words, without `: `, without a colon at the end. */
export const PLAIN =
  /^(?:[A-Za-z_/]|\.\.?\/|--?[A-Za-z])(?:[A-Za-z0-9_./@+=~^()*!$%&;?<>|'"`\\[\]{},-]|:(?=[^ ])| (?=[^ #:]))*$/;
const FLOW_PLAIN = /^(?:[A-Za-z_/]|\.\.?\/)(?:[A-Za-z0-9_./@+^-]|:(?=[A-Za-z0-9/])| (?=[A-Za-z0-9_/]))*$/;

export const plainValue = (text: string, pattern: RegExp): unknown => {
  if (INTEGER.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (QUANTITY.test(text)) return text;
  return pattern.test(text) && !ambiguous.test(text) ? text : decline();
};

/** The key of a match of `KEY` or `FLOW_KEY`, when it is new in its mapping and every reader takes it for the same. */
export const newKey = (found: RegExpExecArray, record: Record<string, unknown>): string => {
  const [, plain, quoted = ''] = found;
  const key = plain ?? quoted;
  if (plain !== undefined && ambiguous.test(plain)) decline();
  return Object.hasOwn(record, key) || key === '__proto__' ? decline() : key;
};

/** An unquoted version is a problem that only the full reader puts into words. */
export const mustBeQuoted = (first: string | undefined): void => {
  if (first !== '"' && first !== "'") decline();
};

interface Cursor {
  readonly text: string;
  at: number;
}

/** A quoted text or a flow collection that fills the rest of its line but for a comment. */
export const flowLine = (text: string): unknown => {
  const cursor = { text, at: 0 };
  const value = flow(cursor, 0);
  const rest = text.slice(cursor.at);
  return rest === '' || / +#/y.test(rest) ? value : decline();
};

const flow = (cursor: Cursor, depth: number): unknown => {
  if (depth > DEEPEST) return decline();
  const first = cursor.text[cursor.at];
  if (first === '"' || first === "'") return quotedText(cursor);
  if (first === '[') return flowItems(cursor, depth, ']');
  if (first === '{') return flowItems(cursor, depth, '}');
  return plainValue(takeFlowPlain(cursor), FLOW_PLAIN);
};

const quotedText = (cursor: Cursor): string => {
  const quote = cursor.text[cursor.at] as string;
  const end = cursor.text.indexOf(quote, cursor.at + 1);
  const content = cursor.text.slice(cursor.at + 1, end);
  if (end === -1 || content.includes('\\') || cursor.text[end + 1] === quote) return decline();
  cursor.at = end + 1;
  return content;
};

const takeFlowPlain = (cursor: Cursor): string => {
  const start = cursor.at;
  while (cursor.at < cursor.text.length && !/[,[\]{}#"']/.test(cursor.text[cursor.at] as string)) cursor.at++;
  return cursor.text.slice(start, cursor.at).trimEnd();
};

const flowItems = (cursor: Cursor, depth: number, close: ']' | '}'): unknown => {
  cursor.at++;
  skipBlanks(cursor);
  const items: unknown[] = [];
  const record: Record<string, unknown> = {};
  while (cursor.text[cursor.at] !== close) {
    if (close === ']') items.push(flow(cursor, depth + 1));
    else flowPair(cursor, record, depth);
    skipBlanks(cursor);
    const next = cursor.text[cursor.at];
    if (next === ',') {
      cursor.at++;
      skipBlanks(cursor);
      if (cursor.text[cursor.at] === close) decline();
    } else if (next !== close) decline();
  }
  cursor.at++;
  return close === ']' ? items : record;
};

const FLOW_KEY = /(?:([A-Za-z_][A-Za-z0-9_./-]{0,200})|"([^"\\]{0,200})"): +/y;

const flowPair = (cursor: Cursor, record: Record<string, unknown>, depth: number): void => {
  FLOW_KEY.lastIndex = cursor.at;
  const found = FLOW_KEY.exec(cursor.text);
  if (found === null) decline();
  const key = newKey(found as RegExpExecArray, record);
  cursor.at = FLOW_KEY.lastIndex;
  if (key === 'version') mustBeQuoted(cursor.text[cursor.at]);
  record[key] = flow(cursor, depth + 1);
};

const skipBlanks = (cursor: Cursor): void => {
  while (cursor.text[cursor.at] === ' ') cursor.at++;
};
