import { isUtf8 } from 'node:buffer';
import { BuildFailure } from '../failure.ts';

/** A key and what it holds. */
export type Pair = readonly [key: string, value: Buffer];

const BYTE_ORDER_MARK = /^\uFEFF/;
/** What Go's unicode.IsSpace calls white space: not the byte order mark, but the next-line control. */
const LEADING_SPACE = /^[\t-\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+/;
/** The real tool reads no line of 64 KiB or more, and leaves out all that follows one. */
const LONGEST_LINE = 65_535;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * The pairs of an env file: one `KEY=value` a line, the value as it stands (api/kv/kv.go, keyValuesFromLines).
 * Throws BuildFailure for what is not UTF-8, and for lines that the real tool would leave out without a word.
 */
export const envPairs = (content: Uint8Array, path: string): Pair[] => {
  try {
    const lines = linesOf(Buffer.from(content.buffer, content.byteOffset, content.byteLength));
    return lines.map(envPair).filter((pair) => pair !== undefined);
  } catch (error) {
    throw error instanceof BuildFailure ? error.reworded(error.message, { file: path }) : error;
  }
};

/** Lines without their ends; the last needs none. */
const linesOf = (content: Buffer): Buffer[] => {
  const lines: Buffer[] = [];
  for (let start = 0; start < content.length; ) {
    const newline = content.indexOf(NEWLINE, start);
    const end = newline < 0 ? content.length : newline;
    if (end - start > LONGEST_LINE)
      throw new BuildFailure(
        `line ${lines.length + 1} is longer than ${LONGEST_LINE} bytes; kustomize would leave it and the rest of the file out`,
      );
    lines.push(content.subarray(start, end > start && content[end - 1] === RETURN ? end - 1 : end));
    start = end + 1;
  }
  return lines;
};

const envPair = (line: Buffer, index: number): Pair | undefined => {
  const whole = line.toString('utf8');
  if (!isUtf8(line))
    throw new BuildFailure(`line [${[...line].join(' ')}] has invalid utf8 bytes : ${whole}`);
  const marked = index === 0 ? whole.replace(BYTE_ORDER_MARK, '') : whole;
  const written = marked.replace(LEADING_SPACE, '');
  if (written === '' || written.startsWith('#')) return undefined;
  const equals = written.indexOf('=');
  if (equals === 0) return undefined;
  const [key, value] = equals < 0 ? [written, ''] : [written.slice(0, equals), written.slice(equals + 1)];
  return [key, Buffer.from(value)];
};
