import { LARGEST } from './limits.ts';
import { quoted, type Trouble } from './position.ts';

export interface ReadText {
  /** Always there for excerpts; what is no UTF-8 has become U+FFFD. Empty when the file is too large. */
  readonly text: string;
  readonly troubles: readonly Trouble[];
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const forgiving = new TextDecoder('utf-8', { ignoreBOM: true });

/** Turns bytes into text. Not UTF-8, control characters and sheer size are troubles; a byte order mark is none. */
export const readText = (bytes: Uint8Array, size = bytes.length): ReadText => {
  if (size > LARGEST) return { text: '', troubles: [tooLarge(size)] };
  try {
    const text = decoder.decode(bytes);
    return { text, troubles: strangeCharacters(text) };
  } catch {
    const text = forgiving.decode(bytes);
    return { text, troubles: [notUtf8(bytes, text)] };
  }
};

const tooLarge = (size: number): Trouble => ({
  code: 'file-too-large',
  at: 0,
  what: `The file has ${size.toLocaleString('en')} bytes; at most ${LARGEST.toLocaleString('en')} are read.`,
  why: 'A file of this size cannot be reviewed, and whoever reads it may run out of time or memory.',
  fix: 'Split the file, or keep what it holds outside of this repository.',
});

const notUtf8 = (bytes: Uint8Array, text: string): Trouble => {
  const at = firstBroken(bytes, text);
  return {
    code: 'not-utf8',
    at,
    what: `The file is not UTF-8: the ${at === 0 ? 'first bytes are' : 'bytes here are'} no character.`,
    why: 'YAML is UTF-8; every reader makes something else of other bytes.',
    fix: 'Save the file as UTF-8.',
  };
};

/** The first place at which what was decoded does not encode to the same bytes again. */
const firstBroken = (bytes: Uint8Array, text: string): number => {
  const again = new TextEncoder();
  let offset = 0;
  for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', at + 1)) {
    const before = again.encode(text.slice(offset, at)).length;
    const start = before + (offset === 0 ? 0 : again.encode(text.slice(0, offset)).length);
    if (bytes[start] !== 0xef || bytes[start + 1] !== 0xbf || bytes[start + 2] !== 0xbd) return at;
    offset = at;
  }
  return 0;
};

const strange =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]|\r(?!\n)|(?!^)\ufeff/g;
/** As many places as anybody wants to look at. */
const MANY = 20;

/**
 * Characters that YAML forbids (1.2.2, section 5.1) or that only some readers take for the end of a line: YAML 1.1 did
 * so with U+0085, U+2028 and U+2029, and editors disagree about a carriage return alone.
 */
const strangeCharacters = (text: string): Trouble[] => {
  const troubles: Trouble[] = [];
  strange.lastIndex = 0;
  for (let found = strange.exec(text); found !== null && troubles.length < MANY; found = strange.exec(text)) {
    troubles.push(strangeAt(found.index, found[0]));
  }
  return troubles;
};

const strangeAt = (at: number, character: string): Trouble => {
  const code = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  const newline = /[\r\u0085\u2028\u2029]/.test(character);
  return {
    code: 'strange-character',
    at,
    what: newline
      ? `The character ${code} ends a line for some readers and not for others.`
      : `The character ${code} cannot be seen and may not stand in YAML.`,
    why: 'Readers refuse it, or make different values of the same file.',
    fix: `Remove it; inside double quotes write ${quoted(escapeOf(character))} where it is really meant.`,
  };
};

const escapeOf = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`;
