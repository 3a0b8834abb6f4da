import { hexDigit, isBlank, isDigit, isSpacing, isUri, isWord } from './characters.ts';
import { passRestOfLine } from './plain.ts';
import { type Scanner, scanFailure, tokenOf } from './scanner.ts';
import { type Mark, TOKEN, type Token } from './tokens.ts';

const takeWord = (scanner: Scanner): string => {
  const { text, at } = scanner;
  while (isWord(text.charCodeAt(scanner.at))) scanner.at++;
  return text.slice(at, scanner.at);
};

const passBlanks = (scanner: Scanner): void => {
  while (isBlank(scanner.text.charCodeAt(scanner.at))) scanner.at++;
};

const here = (scanner: Scanner): number => scanner.text.charCodeAt(scanner.at);

/** Takes `&name` or `*name`. */
export const scanAnchor = (scanner: Scanner): Token => {
  const { line } = scanner;
  const kind = here(scanner) === 42 ? TOKEN.alias : TOKEN.anchor;
  scanner.at++;
  const value = takeWord(scanner);
  const isEnded = isSpacing(here(scanner)) || '?:,]}%@`'.includes(scanner.text.charAt(scanner.at));
  if (value === '' || !isEnded)
    throw scanFailure(scanner, { line }, 'did not find expected alphabetic or numeric character');
  return tokenOf(kind, line, { value });
};

/** Takes `!handle!suffix`, `!suffix`, `!<uri>` or a lone `!` (YAML 1.1, 6.8.2). */
export const scanTag = (scanner: Scanner): Token => {
  const mark = { line: scanner.line };
  const isVerbatim = scanner.text.charCodeAt(scanner.at + 1) === 60;
  const [value, suffix] = isVerbatim ? ['', verbatimTag(scanner, mark)] : shorthandTag(scanner, mark);
  if (!isSpacing(here(scanner)))
    throw scanFailure(scanner, mark, 'did not find expected whitespace or line break');
  return tokenOf(TOKEN.tag, mark.line, { value, suffix });
};

const verbatimTag = (scanner: Scanner, mark: Mark): string => {
  scanner.at += 2;
  const uri = takeUri(scanner, mark);
  if (uri === '') throw scanFailure(scanner, mark, 'did not find expected tag URI');
  if (here(scanner) !== 62) throw scanFailure(scanner, mark, "did not find the expected '>'");
  scanner.at++;
  return uri;
};

const shorthandTag = (scanner: Scanner, mark: Mark): readonly [handle: string, suffix: string] => {
  const handle = takeHandle(scanner);
  const rest = takeUri(scanner, mark);
  if (handle.length > 1 && handle.endsWith('!')) {
    if (rest === '') throw scanFailure(scanner, mark, 'did not find expected tag URI');
    return [handle, rest];
  }
  const suffix = handle.slice(1) + rest;
  return suffix === '' ? ['', '!'] : ['!', suffix];
};

const takeHandle = (scanner: Scanner): string => {
  const { text, at } = scanner;
  scanner.at++;
  takeWord(scanner);
  if (here(scanner) === 33) scanner.at++;
  return text.slice(at, scanner.at);
};

const takeUri = (scanner: Scanner, mark: Mark): string => {
  const { text } = scanner;
  let uri = '';
  for (let code = here(scanner); isUri(code); code = here(scanner)) {
    if (code === 37) uri += takeOctets(scanner, mark);
    else {
      uri += text.charAt(scanner.at);
      scanner.at++;
    }
  }
  return uri;
};

/** Takes `%C3%A9` and the like: one character. */
const takeOctets = (scanner: Scanner, mark: Mark): string => {
  const octets = [takeOctet(scanner, mark)];
  const lead = octets[0] ?? 0;
  const width = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if ((lead & 0xc0) === 0x80 || lead >= 0xf8)
    throw scanFailure(scanner, mark, 'found an incorrect leading UTF-8 octet');
  while (octets.length < width) {
    const octet = takeOctet(scanner, mark);
    if ((octet & 0xc0) !== 0x80) throw scanFailure(scanner, mark, 'found an incorrect trailing UTF-8 octet');
    octets.push(octet);
  }
  return new TextDecoder().decode(Uint8Array.from(octets));
};

const takeOctet = (scanner: Scanner, mark: Mark): number => {
  const high = hexDigit(scanner.text.charCodeAt(scanner.at + 1));
  const low = hexDigit(scanner.text.charCodeAt(scanner.at + 2));
  if (here(scanner) !== 37 || high < 0 || low < 0)
    throw scanFailure(scanner, mark, 'did not find URI escaped octet');
  scanner.at += 3;
  return high * 16 + low;
};

/** Takes a line `%YAML 1.1` or `%TAG !handle! prefix` (YAML 1.1, 6.8.1). */
export const scanDirective = (scanner: Scanner): Token => {
  const mark = { line: scanner.line };
  scanner.at++;
  const name = takeWord(scanner);
  if (name === '') throw scanFailure(scanner, mark, 'could not find expected directive name');
  if (!isSpacing(here(scanner)))
    throw scanFailure(scanner, mark, 'found unexpected non-alphabetical character');
  if (name !== 'YAML' && name !== 'TAG') throw scanFailure(scanner, mark, 'found unknown directive name');
  passBlanks(scanner);
  const token = name === 'YAML' ? versionToken(scanner, mark) : handleToken(scanner, mark);
  passRestOfLine(scanner, mark);
  return token;
};

const versionToken = (scanner: Scanner, mark: Mark): Token => {
  const major = takeNumber(scanner, mark);
  if (here(scanner) !== 46) throw scanFailure(scanner, mark, "did not find expected digit or '.' character");
  scanner.at++;
  return tokenOf(TOKEN.version, mark.line, { value: `${major}.${takeNumber(scanner, mark)}` });
};

const takeNumber = (scanner: Scanner, mark: Mark): number => {
  const { text, at } = scanner;
  while (isDigit(here(scanner))) {
    if (scanner.at - at === 2) throw scanFailure(scanner, mark, 'found extremely long version number');
    scanner.at++;
  }
  if (scanner.at === at) throw scanFailure(scanner, mark, 'did not find expected version number');
  return Number(text.slice(at, scanner.at));
};

const handleToken = (scanner: Scanner, mark: Mark): Token => {
  if (here(scanner) !== 33) throw scanFailure(scanner, mark, "did not find expected '!'");
  const value = takeHandle(scanner);
  if (!value.endsWith('!')) throw scanFailure(scanner, mark, "did not find expected '!'");
  if (!isBlank(here(scanner))) throw scanFailure(scanner, mark, 'did not find expected whitespace');
  passBlanks(scanner);
  const suffix = takeUri(scanner, mark);
  if (suffix === '') throw scanFailure(scanner, mark, 'did not find expected tag URI');
  if (!isSpacing(here(scanner)))
    throw scanFailure(scanner, mark, 'did not find expected whitespace or line break');
  return tokenOf(TOKEN.tagDirective, mark.line, { value, suffix });
};
