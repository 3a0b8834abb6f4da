import { scanBlock } from './block.ts';
import { isBreak, isSpacing } from './characters.ts';
import { passComments } from './comments.ts';
import {
  DEEPEST,
  failIfRequired,
  isStillPossible,
  openKey,
  rollIndent,
  takeKey,
  unrollIndent,
} from './keys.ts';
import { scanPlain } from './plain.ts';
import { scanAnchor, scanDirective, scanTag } from './properties.ts';
import { scanQuoted } from './quoted.ts';
import { columnOf, isDocumentIndicator, passBreak, type Scanner, scanFailure, tokenOf } from './scanner.ts';
import { TOKEN, type Token, type TokenKind } from './tokens.ts';

/** The next token, which stays where it is. go-yaml v3 looks two tokens further, and so meets errors earlier. */
export const peek = (scanner: Scanner): Token => {
  const least = scanner.dialect === 'v3' ? 3 : 1;
  for (;;) {
    const token = scanner.tokens[scanner.head];
    const isEnough = scanner.tokens.length - scanner.head >= least || scanner.ended;
    if (token !== undefined && isEnough && !awaitsColon(scanner, token)) return token;
    fetchToken(scanner);
  }
};

/** Takes the token that `peek` showed. */
export const take = (scanner: Scanner): void => {
  scanner.head++;
  scanner.taken++;
  if (scanner.head < 512) return;
  scanner.tokens = scanner.tokens.slice(scanner.head);
  scanner.head = 0;
};

/** May a `:` still turn this token into the beginning of a key? Then a key token has to come before it. */
const awaitsColon = (scanner: Scanner, { simpleKey }: Token): boolean =>
  simpleKey?.possible === true && isStillPossible(scanner, simpleKey);

const fetchToken = (scanner: Scanner): void => {
  passSpace(scanner);
  unrollIndent(scanner, columnOf(scanner));
  const code = scanner.text.charCodeAt(scanner.at);
  if (code === 0) fetchEnd(scanner);
  else if (code === 37 && columnOf(scanner) === 0) fetchDirective(scanner);
  else if (isDocumentIndicator(scanner, code)) fetchDocumentIndicator(scanner, code);
  else if (!fetchIndicator(scanner, code)) fetchContent(scanner, code);
};

/** Goes to the next token. A tab may not stand where indentation counts. */
const passSpace = (scanner: Scanner): void => {
  const { text } = scanner;
  for (;;) {
    const tabs = scanner.flowLevel > 0 || !scanner.keyAllowed;
    let code = text.charCodeAt(scanner.at);
    while (code === 32 || (tabs && code === 9)) code = text.charCodeAt(++scanner.at);
    if (code === 35) passComments(scanner);
    if (!isBreak(text.charCodeAt(scanner.at))) return;
    passBreak(scanner);
    if (scanner.flowLevel === 0) scanner.keyAllowed = true;
  }
};

const push = (scanner: Scanner, kind: TokenKind, length: number): void => {
  scanner.tokens.push(tokenOf(kind, scanner.line));
  scanner.at += length;
};

const fetchEnd = (scanner: Scanner): void => {
  if (columnOf(scanner) !== 0) {
    scanner.line++;
    scanner.lineStart = scanner.at;
  }
  leaveBlocks(scanner);
  push(scanner, TOKEN.streamEnd, 0);
  scanner.ended = true;
};

const leaveBlocks = (scanner: Scanner): void => {
  unrollIndent(scanner, -1);
  failIfRequired(scanner);
  scanner.keyAllowed = false;
};

const fetchDirective = (scanner: Scanner): void => {
  leaveBlocks(scanner);
  scanner.tokens.push(scanDirective(scanner));
};

const fetchDocumentIndicator = (scanner: Scanner, code: number): void => {
  leaveBlocks(scanner);
  push(scanner, code === 45 ? TOKEN.documentStart : TOKEN.documentEnd, 3);
};

/** Takes an indicator of a collection, if one stands here. */
const fetchIndicator = (scanner: Scanner, code: number): boolean => {
  switch (code) {
    case 91:
      return openFlow(scanner, TOKEN.flowSequenceStart);
    case 123:
      return openFlow(scanner, TOKEN.flowMappingStart);
    case 93:
      return closeFlow(scanner, TOKEN.flowSequenceEnd);
    case 125:
      return closeFlow(scanner, TOKEN.flowMappingEnd);
    case 44:
      return fetchFlowEntry(scanner);
    case 45:
      return isSpacing(scanner.text.charCodeAt(scanner.at + 1)) && fetchEntry(scanner);
    case 63:
      return isIndicator(scanner) && fetchKey(scanner);
    case 58:
      return isIndicator(scanner) && fetchValue(scanner);
    default:
      return false;
  }
};

/** `?` and `:` mean something when space follows, and always inside brackets. */
const isIndicator = (scanner: Scanner): boolean =>
  scanner.flowLevel > 0 || isSpacing(scanner.text.charCodeAt(scanner.at + 1));

const openFlow = (scanner: Scanner, kind: TokenKind): true => {
  const simpleKey = openKey(scanner);
  scanner.keys.push(undefined);
  scanner.flowLevel++;
  if (scanner.flowLevel > DEEPEST) throw scanFailure(scanner, scanner, `exceeded max depth of ${DEEPEST}`);
  scanner.keyAllowed = true;
  const token = tokenOf(kind, scanner.line);
  token.simpleKey = simpleKey;
  scanner.tokens.push(token);
  scanner.at++;
  return true;
};

const closeFlow = (scanner: Scanner, kind: TokenKind): true => {
  failIfRequired(scanner);
  if (scanner.flowLevel > 0) {
    scanner.flowLevel--;
    scanner.keys.pop();
  }
  scanner.keyAllowed = false;
  push(scanner, kind, 1);
  return true;
};

const fetchFlowEntry = (scanner: Scanner): true => {
  failIfRequired(scanner);
  scanner.keyAllowed = true;
  push(scanner, TOKEN.flowEntry, 1);
  return true;
};

const fetchEntry = (scanner: Scanner): true => {
  if (scanner.flowLevel === 0) {
    if (!scanner.keyAllowed)
      throw scanFailure(scanner, scanner, 'block sequence entries are not allowed in this context');
    rollIndent(scanner, TOKEN.sequenceStart);
  }
  failIfRequired(scanner);
  scanner.keyAllowed = true;
  push(scanner, TOKEN.entry, 1);
  return true;
};

const fetchKey = (scanner: Scanner): true => {
  if (scanner.flowLevel === 0) {
    if (!scanner.keyAllowed)
      throw scanFailure(scanner, scanner, 'mapping keys are not allowed in this context');
    rollIndent(scanner, TOKEN.mappingStart);
  }
  failIfRequired(scanner);
  scanner.keyAllowed = scanner.flowLevel === 0;
  push(scanner, TOKEN.key, 1);
  return true;
};

const fetchValue = (scanner: Scanner): true => {
  if (takeKey(scanner)) scanner.keyAllowed = false;
  else {
    if (scanner.flowLevel === 0) {
      if (!scanner.keyAllowed)
        throw scanFailure(scanner, scanner, 'mapping values are not allowed in this context');
      rollIndent(scanner, TOKEN.mappingStart);
    }
    scanner.keyAllowed = scanner.flowLevel === 0;
  }
  push(scanner, TOKEN.value, 1);
  return true;
};

const fetchContent = (scanner: Scanner, code: number): void => {
  if ((code === 124 || code === 62) && scanner.flowLevel === 0) {
    failIfRequired(scanner);
    scanner.keyAllowed = true;
    scanner.tokens.push(scanBlock(scanner));
    return;
  }
  const scan = contentAt(scanner, code);
  if (scan === undefined) throw scanFailure(scanner, scanner, 'found character that cannot start any token');
  const simpleKey = openKey(scanner);
  scanner.keyAllowed = false;
  const token = scan(scanner);
  token.simpleKey = simpleKey;
  scanner.tokens.push(token);
};

const contentAt = (scanner: Scanner, code: number): ((scanner: Scanner) => Token) | undefined => {
  if (code === 42 || code === 38) return scanAnchor;
  if (code === 33) return scanTag;
  if (code === 39 || code === 34) return scanQuoted;
  if (!isSpacing(code) && !'-?:,[]{}#&*!|>\'"%@`'.includes(String.fromCharCode(code))) return scanPlain;
  const next = scanner.text.charCodeAt(scanner.at + 1);
  if (code === 45) return next === 32 || next === 9 ? undefined : scanPlain;
  return scanner.flowLevel === 0 && (code === 63 || code === 58) && !isSpacing(next) ? scanPlain : undefined;
};
