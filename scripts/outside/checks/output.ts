import { stripVTControlCharacters } from 'node:util';

/** So much of a program's output is in memory: enough that no secret is cut in two where the record begins. */
const HELD = 64 * 1024;
/** So much of it is kept for the record, in bytes of UTF-8. */
const KEPT = 4 * 1024;

/** The end of what a program prints, however much that is. */
export interface Tail {
  push(chunk: Buffer): void;
  text(): string;
}

export const makeTail = (): Tail => {
  let chunks: Buffer[] = [];
  let size = 0;
  const shorten = (): void => {
    const whole = Buffer.concat(chunks);
    chunks = [whole.subarray(Math.max(0, whole.length - HELD))];
    size = chunks[0]?.length ?? 0;
  };
  return {
    push: (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > 4 * HELD) shorten();
    },
    text: () => {
      shorten();
      return Buffer.concat(chunks).toString('utf8');
    },
  };
};

const NOT_SHOWN = '(not shown)';

/** Output as it may be written down: plain lines, no secret in them, their end where they are many. */
export const writable = (
  raw: string,
  { secrets, masked }: { readonly secrets: readonly string[]; readonly masked: (text: string) => string },
): string => {
  const plain = plainLines(raw);
  const known = secrets.reduce((text, secret) => text.replaceAll(secret, NOT_SHOWN), plain);
  return lastBytes(masked(known));
};

/** Of a line that was written over, such as a progress bar, what stood there in the end. */
const plainLines = (raw: string): string =>
  stripVTControlCharacters(raw)
    .replace(/\r+\n/g, '\n')
    .split('\n')
    .map((line) => line.replace(/^.*\r(?=.)/s, '').replace(/[^\P{Cc}\t]|\p{Cf}|[\u2028\u2029\ufffd]/gu, ''))
    .join('\n')
    .trim();

/** From the beginning of a line, where one begins there. */
const lastBytes = (text: string): string => {
  const bytes = Buffer.from(text);
  if (bytes.length <= KEPT) return text;
  const end = bytes
    .subarray(bytes.length - KEPT + 4)
    .toString('utf8')
    .replace(/^\ufffd+/, '');
  const newline = end.indexOf('\n');
  return `…\n${newline >= 0 && newline < end.length / 2 ? end.slice(newline + 1) : end}`;
};
