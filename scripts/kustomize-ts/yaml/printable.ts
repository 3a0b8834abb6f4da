/** Can it be printed as it is (emitterc.go)? Beyond 16 bits nothing can. */
const isPrintable = (code: number): boolean =>
  code < 0x80
    ? code >= 0x20
      ? code <= 0x7e
      : code === 10
    : code >= 0xa0 && code < 0xfffe && code !== 0xfeff && (code < 0xd800 || code > 0xdfff);

/** Can a character only be written as an escape? */
export const mustBeEscaped = (code: number): boolean => !isPrintable(code);
