import { peek, take } from './fetch.ts';
import {
  emptyAt,
  misplaced,
  type Parsed,
  type ParsedMapping,
  type ParsedSequence,
  type Parser,
} from './parsed.ts';
import { TOKEN, type Token, type TokenKind } from './tokens.ts';

/** Parses the entries of a collection that has just begun into it. */
export type Filler<P> = (parser: Parser, collection: P) => void;

/** A block sequence. */
export const parseSequence: Filler<ParsedSequence> = (parser, { items, line }) => {
  const { scanner } = parser;
  take(scanner);
  for (let token = peek(scanner); token.kind === TOKEN.entry; token = peek(scanner)) {
    take(scanner);
    const next = peek(scanner);
    const isEmpty = next.kind === TOKEN.entry || next.kind === TOKEN.blockEnd;
    items.push(isEmpty ? emptyAt(token.line) : parser.node(parser, 'block'));
  }
  const end = peek(scanner);
  if (end.kind !== TOKEN.blockEnd)
    throw misplaced(parser, end, { problem: "did not find expected '-' indicator", line: line });
  take(scanner);
};

/** A sequence right below its key, not indented. */
export const parseIndentless: Filler<ParsedSequence> = (parser, { items }) => {
  const { scanner } = parser;
  for (let token = peek(scanner); token.kind === TOKEN.entry; token = peek(scanner)) {
    take(scanner);
    const isEmpty = peek(scanner).kind === TOKEN.entry || endsEntry(peek(scanner).kind);
    items.push(isEmpty ? emptyAt(token.line) : parser.node(parser, 'block'));
  }
};

const endsEntry = (kind: TokenKind): boolean =>
  kind === TOKEN.key || kind === TOKEN.value || kind === TOKEN.blockEnd;

/** A block mapping. */
export const parseMapping: Filler<ParsedMapping> = (parser, { keys, values, line }) => {
  const { scanner } = parser;
  take(scanner);
  for (;;) {
    const token = peek(scanner);
    if (token.kind === TOKEN.blockEnd) break;
    if (token.kind !== TOKEN.key)
      throw misplaced(parser, token, { problem: 'did not find expected key', line: line });
    keys.push(parseBlockPart(parser, token));
    const colon = peek(scanner);
    values.push(colon.kind === TOKEN.value ? parseBlockPart(parser, colon) : emptyAt(colon.line));
  }
  take(scanner);
};

/** The key behind `?` or the value behind `:`. */
const parseBlockPart = (parser: Parser, indicator: Token): Parsed => {
  take(parser.scanner);
  return endsEntry(peek(parser.scanner).kind) ? emptyAt(indicator.line) : parser.node(parser, 'behind key');
};

/** `[a, b]`. */
export const parseFlowSequence: Filler<ParsedSequence> = (parser, { items, line }) => {
  const { scanner } = parser;
  take(scanner);
  for (let isFirst = true; peek(scanner).kind !== TOKEN.flowSequenceEnd; isFirst = false) {
    if (!isFirst) takeComma(parser, "did not find expected ',' or ']'", line);
    const token = peek(scanner);
    if (token.kind === TOKEN.flowSequenceEnd) break;
    items.push(token.kind === TOKEN.key ? parsePair(parser, token) : parser.node(parser, 'brackets'));
  }
  take(scanner);
};

const takeComma = (parser: Parser, problem: string, line: number): void => {
  const token = peek(parser.scanner);
  if (token.kind !== TOKEN.flowEntry) throw misplaced(parser, token, { problem, line: line });
  take(parser.scanner);
};

/** `[a: b]`: a mapping of one entry without braces. Behind an empty key libyaml loses a token. */
const parsePair = (parser: Parser, { line }: Token): ParsedMapping => {
  const { scanner } = parser;
  take(scanner);
  const isEmpty =
    endsFlowPart(peek(scanner).kind, TOKEN.flowSequenceEnd) || peek(scanner).kind === TOKEN.value;
  const key = isEmpty ? emptyAt(peek(scanner).line) : parser.node(parser, 'brackets');
  if (isEmpty) take(scanner);
  return {
    kind: 'mapping',
    line,
    tag: '',
    flow: true,
    keys: [key],
    values: [parseFlowValue(parser, TOKEN.flowSequenceEnd)],
  };
};

/** `{a: b}`. */
export const parseFlowMapping: Filler<ParsedMapping> = (parser, { keys, values, line }) => {
  const { scanner } = parser;
  take(scanner);
  for (let isFirst = true; peek(scanner).kind !== TOKEN.flowMappingEnd; isFirst = false) {
    if (!isFirst) takeComma(parser, "did not find expected ',' or '}'", line);
    const token = peek(scanner);
    if (token.kind === TOKEN.flowMappingEnd) break;
    if (token.kind === TOKEN.key) {
      take(scanner);
      keys.push(parseFlowKey(parser));
      values.push(parseFlowValue(parser, TOKEN.flowMappingEnd));
    } else {
      keys.push(parser.node(parser, 'brackets'));
      values.push(emptyAt(peek(scanner).line));
    }
  }
  take(scanner);
};

const parseFlowKey = (parser: Parser): Parsed => {
  const { kind, line } = peek(parser.scanner);
  const isEmpty = kind === TOKEN.value || endsFlowPart(kind, TOKEN.flowMappingEnd);
  return isEmpty ? emptyAt(line) : parser.node(parser, 'brackets');
};

const parseFlowValue = (parser: Parser, end: TokenKind): Parsed => {
  const token = peek(parser.scanner);
  if (token.kind !== TOKEN.value) return emptyAt(token.line);
  take(parser.scanner);
  const { kind, line } = peek(parser.scanner);
  return endsFlowPart(kind, end) ? emptyAt(line) : parser.node(parser, 'brackets');
};

const endsFlowPart = (kind: TokenKind, end: TokenKind): boolean => kind === TOKEN.flowEntry || kind === end;
