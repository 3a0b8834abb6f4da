const BLANK = 1;
const BREAK = 2;
const END = 4;
const WORD = 8;
const URI = 16;
const FLOW = 32;

const classes = new Uint8Array(128);
const mark = (characters: string, flag: number): void => {
  for (let at = 0; at < characters.length; at++) {
    const code = characters.charCodeAt(at);
    classes[code] = (classes[code] ?? 0) | flag;
  }
};
const WORDS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';
mark(' \t', BLANK);
mark('\n\r', BREAK);
mark('\0', END);
mark(WORDS, WORD);
mark(`${WORDS};/?:@&=+$,.!~*'()[]%`, URI);
mark(',?[]{}', FLOW);

const has = (code: number, flags: number): boolean => code < 128 && ((classes[code] ?? 0) & flags) !== 0;

/** NEL, LS and PS: YAML 1.1 counts them as line breaks. */
const isWideBreak = (code: number): boolean => code === 0x85 || code === 0x2028 || code === 0x2029;

/** Space or tab. */
export const isBlank = (code: number): boolean => code === 0x20 || code === 9;

/** A line break of YAML 1.1. */
export const isBreak = (code: number): boolean => (code < 128 ? has(code, BREAK) : isWideBreak(code));

/** A line break, or the end of the text. */
export const isBreakOrEnd = (code: number): boolean =>
  code < 128 ? has(code, BREAK | END) : isWideBreak(code);

/** Space, tab, line break, or the end of the text. */
export const isSpacing = (code: number): boolean =>
  code < 128 ? has(code, BLANK | BREAK | END) : isWideBreak(code);

/** What anchors, directives and tag handles are made of. */
export const isWord = (code: number): boolean => has(code, WORD);

/** What may stand in a tag. */
export const isUri = (code: number): boolean => has(code, URI);

/** Ends a plain scalar inside brackets. */
export const isFlowIndicator = (code: number): boolean => has(code, FLOW);

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** The value of a hexadecimal digit; -1 for anything else. */
export const hexDigit = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  return code >= 65 && code <= 70 ? code - 55 : -1;
};
