import { isBlank, isBreak, isSpacing } from './characters.ts';
import { mustBeEscaped } from './printable.ts';
import { resolve } from './resolve.ts';

/** The ways in which go-yaml v2 writes a text. */
export type Writing = 'plain' | 'single' | 'double' | 'literal';

interface Features {
  /** Would it be read as something else without quotes? */
  indicators: boolean;
  /** Does it hold a line break? */
  breaks: boolean;
  /** Does it hold what can only be escaped? */
  special: boolean;
  /** Does a space follow a line break, or a line break a space? */
  breakSpace: boolean;
  spaceBreak: boolean;
}

const FIRST = new Set([...'#,[]{}&*!|>\'"%@`'].map((character) => character.charCodeAt(0)));

const featuresOf = (value: string): Features => {
  const features = {
    indicators: startsWithIndicator(value),
    breaks: false,
    special: false,
    breakSpace: false,
    spaceBreak: false,
  };
  let previous = 0x20;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) noteRare(features, code, at === 0 ? 0 : previous);
    else if (code === 58 || code === 35) features.indicators ||= isIndicator(value, at, previous);
    else if (code === 0x20 && at > 0 && isBreak(previous)) features.breakSpace = true;
    previous = code;
  }
  return features;
};

const noteRare = (features: Features, code: number, previous: number): void => {
  if (mustBeEscaped(code)) features.special = true;
  if (!isBreak(code)) return;
  features.breaks = true;
  if (previous === 0x20) features.spaceBreak = true;
};

/** `:` before white space or at the end, `#` behind white space. */
const isIndicator = (value: string, at: number, previous: number): boolean =>
  value.charCodeAt(at) === 58
    ? at + 1 === value.length || isBlank(value.charCodeAt(at + 1))
    : isSpacing(previous);

const startsWithIndicator = (value: string): boolean => {
  const first = value.charCodeAt(0);
  if (FIRST.has(first) || value.startsWith('---') || value.startsWith('...')) return true;
  const isAlone = value.length === 1 || isBlank(value.charCodeAt(1));
  return (first === 45 || first === 63) && isAlone;
};

/** YAML 1.1's numbers to the base 60, which other readers still take `12:30` for. */
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** Does the text mean itself when it stands there without quotes? */
const meansItself = (value: string): boolean => {
  if (resolve(value, 'v2').tag !== '!!str') return false;
  const first = value.charCodeAt(0);
  const mayBeNumber = first === 43 || first === 45 || (first >= 48 && first <= 57);
  return !mayBeNumber || !BASE_60.test(value);
};

/**
 * How go-yaml v2 writes a text (encode.go, stringv; emitterc.go, select_scalar_style): as plain as YAML 1.1 allows.
 * A key that needs no `?` stands on one line.
 */
export const writingOf = (value: string, isSimpleKey: boolean): Writing => {
  if (value === '') return 'double';
  const features = featuresOf(value);
  if (value.includes('\n')) {
    const isBlock = !(features.special || features.spaceBreak || isSimpleKey || value.endsWith(' '));
    return isBlock ? 'literal' : 'double';
  }
  if (!meansItself(value) || (isSimpleKey && features.breaks)) return 'double';
  if (features.special || features.breakSpace || features.spaceBreak) return 'double';
  const isPlain = !(features.indicators || features.breaks || value.startsWith(' ') || value.endsWith(' '));
  return isPlain ? 'plain' : 'single';
};

/** Does a text hold a line break of any kind? Such a key needs a `?`. */
export const holdsBreak = (value: string): boolean => {
  for (let at = 0; at < value.length; at++) if (isBreak(value.charCodeAt(at))) return true;
  return false;
};
