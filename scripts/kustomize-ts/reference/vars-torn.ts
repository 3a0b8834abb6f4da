import { base64Lines } from '../generate/values.ts';

/**
 * The real tool takes one byte after a dollar sign for a whole character (filters/refvar/expand.go), so what is not
 * ASCII falls apart there: its first byte becomes a character, the others stand for themselves. Until the text is
 * written they are kept as halves of surrogates.
 */
export const torn = (character: string): string => {
  const [first = 0, ...rest] = Buffer.from(character);
  return rest.length === 0 ? character : String.fromCharCode(first, ...rest.map((byte) => HALF + byte));
};

const HALF = 0xdc00;
const HALVES = /((?<![\ud800-\udbff])[\udc80-\udcff]+)/;

/** A text as go-yaml writes it: in Base64 where it is no UTF-8. */
export const asWritten = (text: string): string => {
  const parts = text.split(HALVES);
  return parts.length === 1 ? text : base64Lines(Buffer.concat(parts.map(bytesOf)));
};

const bytesOf = (part: string, index: number): Buffer =>
  index % 2 === 0 ? Buffer.from(part) : Buffer.from([...part].map((half) => half.charCodeAt(0) - HALF));
