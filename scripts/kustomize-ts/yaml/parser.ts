import { BuildFailure } from '../failure.ts';
import { peek, take } from './fetch.ts';
import { DEEPEST } from './keys.ts';
import { type Dialect, parseFailure, type Scanner, scannerOf } from './scanner.ts';
import { STYLE, type Style, TOKEN, type Token, type TokenKind } from './tokens.ts';

/**
 * A value as it stands in a text, before anything is made of its tags, anchors and keys. Lines count from 0; `flow`
 * collections stand in brackets.
 */
export type Parsed = ParsedScalar | ParsedMapping | ParsedSequence | ParsedAlias;

export interface ParsedScalar {
  readonly kind: 'scalar';
  readonly line: number;
  readonly tag: string;
  readonly value: string;
  readonly style: Style;
}
export interface ParsedMapping {
  readonly kind: 'mapping';
  readonly line: number;
  readonly tag: string;
  readonly flow: boolean;
  readonly keys: Parsed[];
  readonly values: Parsed[];
}
export interface ParsedSequence {
  readonly kind: 'sequence';
  readonly line: number;
  readonly tag: string;
  readonly flow: boolean;
  readonly items: Parsed[];
}
export interface ParsedAlias {
  readonly kind: 'alias';
  readonly line: number;
  readonly name: string;
  readonly target: Exclude<Parsed, ParsedAlias>;
}

interface Parser {
  readonly scanner: Scanner;
  readonly anchors: Map<string, Exclude<Parsed, ParsedAlias>>;
  readonly handles: Map<string, string>;
  depth: number;
}

/**
 * The first document of a text; undefined where there is none. Throws for what is no YAML 1.1 in the eyes of
 * libyaml, in its words. What comes after the first document is looked at no further, as in go-yaml's Unmarshal.
 */
export const parseDocument = (text: string, dialect: Dialect): Parsed | undefined => {
  const parser: Parser = {
    scanner: scannerOf(text, dialect),
    anchors: new Map(),
    handles: new Map(),
    depth: 0,
  };
  const { kind } = peek(parser.scanner);
  if (kind === TOKEN.streamEnd) return undefined;
  takeDirectives(parser);
  const isExplicit =
    kind === TOKEN.version ||
    kind === TOKEN.tagDirective ||
    peek(parser.scanner).kind === TOKEN.documentStart;
  const document = isExplicit ? parseExplicit(parser) : parseNode(parser, BLOCK);
  peek(parser.scanner);
  return document;
};

const parseExplicit = (parser: Parser): Parsed => {
  const start = peek(parser.scanner);
  if (start.kind !== TOKEN.documentStart)
    throw failure(parser, start, { problem: 'did not find expected <document start>' });
  take(parser.scanner);
  const token = peek(parser.scanner);
  return NO_CONTENT.has(token.kind) ? empty(token.line) : parseNode(parser, BLOCK);
};

const NO_CONTENT: ReadonlySet<TokenKind> = new Set([
  TOKEN.version,
  TOKEN.tagDirective,
  TOKEN.documentStart,
  TOKEN.documentEnd,
  TOKEN.streamEnd,
]);

const takeDirectives = (parser: Parser): void => {
  const { handles } = parser;
  let version: Token | undefined;
  for (let token = peek(parser.scanner); ; token = peek(parser.scanner)) {
    if (token.kind === TOKEN.version) version = takeVersion(parser, token, version);
    else if (token.kind === TOKEN.tagDirective) takeHandle(parser, token);
    else break;
    take(parser.scanner);
  }
  if (!handles.has('!')) handles.set('!', '!');
  if (!handles.has('!!')) handles.set('!!', 'tag:yaml.org,2002:');
};

const takeVersion = (parser: Parser, token: Token, before: Token | undefined): Token => {
  if (before !== undefined) throw failure(parser, token, { problem: 'found duplicate %YAML directive' });
  if (token.value !== '1.1') throw failure(parser, token, { problem: 'found incompatible YAML document' });
  return token;
};

const takeHandle = ({ handles, ...parser }: Parser, token: Token): void => {
  if (handles.has(token.value)) throw failure(parser, token, { problem: 'found duplicate %TAG directive' });
  handles.set(token.value, token.suffix);
};

/** What is wrong, and the line on which the value began that it is part of. */
interface Problem {
  readonly problem: string;
  readonly line?: number;
}

const failure = (parser: Pick<Parser, 'scanner'>, token: Token, { problem, line }: Problem): BuildFailure =>
  parseFailure(parser.scanner.dialect, [line ?? 0, token.line], problem);

const empty = (line: number): ParsedScalar => ({
  kind: 'scalar',
  line,
  tag: '',
  value: '',
  style: STYLE.plain,
});

/** Where a value stands: inside brackets, in a block, or behind a key, where `-` needs no indentation. */
type Place = 0 | 1 | 2;
const FLOW = 0;
const BLOCK = 1;
const BEHIND_KEY = 2;

const parseNode = (parser: Parser, place: Place): Parsed => {
  const { scanner } = parser;
  const first = peek(scanner);
  if (first.kind === TOKEN.alias) return parseAlias(parser, first);
  if (first.kind === TOKEN.scalar) {
    take(scanner);
    return { kind: 'scalar', line: first.line, tag: '', value: first.value, style: first.style };
  }
  const hasProperties = first.kind === TOKEN.anchor || first.kind === TOKEN.tag;
  const properties = hasProperties ? takeProperties(parser) : PLAIN;
  parser.depth++;
  if (parser.depth > DEEPEST) throw failure(parser, first, { problem: `exceeded max depth of ${DEEPEST}` });
  const content = parseContent(parser, { ...properties, place, line: first.line });
  parser.depth--;
  return content;
};

const parseAlias = (parser: Parser, { line, value }: Token): ParsedAlias => {
  const target = parser.anchors.get(value);
  if (target === undefined) throw new BuildFailure(`yaml: unknown anchor '${value}' referenced`);
  take(parser.scanner);
  return { kind: 'alias', line, name: value, target };
};

interface Properties {
  readonly tag: string;
  readonly anchor: string;
}
const PLAIN: Properties = { tag: '', anchor: '' };

const takeProperties = (parser: Parser): Properties => {
  const { scanner } = parser;
  let tag: Token | undefined;
  let anchor: Token | undefined;
  const { line } = peek(scanner);
  for (;;) {
    const token = peek(scanner);
    if (token.kind === TOKEN.anchor && anchor === undefined) anchor = token;
    else if (token.kind === TOKEN.tag && tag === undefined) tag = token;
    else break;
    take(scanner);
  }
  return { tag: tag === undefined ? '' : fullTag(parser, tag, line), anchor: anchor?.value ?? '' };
};

const fullTag = (parser: Parser, token: Token, line: number): string => {
  if (token.value === '') return token.suffix;
  const prefix = parser.handles.get(token.value);
  if (prefix === undefined)
    throw failure(parser, token, { problem: 'found undefined tag handle', line: line });
  return prefix + token.suffix;
};

interface Content extends Properties {
  readonly place: Place;
  readonly line: number;
}

const parseContent = (parser: Parser, content: Content): Parsed => {
  const token = peek(parser.scanner);
  if (token.kind === TOKEN.scalar) {
    take(parser.scanner);
    const { value, style } = token;
    return named(parser, content, { kind: 'scalar', line: content.line, tag: content.tag, value, style });
  }
  const collection = collectionAt(parser, content, token.kind);
  if (collection !== undefined) return collection;
  if (content.tag !== '' || content.anchor !== '')
    return named(parser, content, { ...empty(content.line), tag: content.tag });
  throw failure(parser, token, { problem: 'did not find expected node content', line: content.line });
};

const collectionAt = (parser: Parser, content: Content, kind: TokenKind): Parsed | undefined => {
  switch (kind) {
    case TOKEN.flowSequenceStart:
      return filled(parser, sequenceOf(parser, content, true), parseFlowSequence);
    case TOKEN.flowMappingStart:
      return filled(parser, mappingOf(parser, content, true), parseFlowMapping);
    case TOKEN.sequenceStart:
      return content.place === FLOW ? undefined : filled(parser, sequenceOf(parser, content), parseSequence);
    case TOKEN.mappingStart:
      return content.place === FLOW ? undefined : filled(parser, mappingOf(parser, content), parseMapping);
    case TOKEN.entry:
      return content.place === BEHIND_KEY
        ? filled(parser, sequenceOf(parser, content), parseIndentless)
        : undefined;
    default:
      return undefined;
  }
};

const named = <P extends Exclude<Parsed, ParsedAlias>>(
  parser: Parser,
  { anchor }: Properties,
  node: P,
): P => {
  if (anchor !== '') parser.anchors.set(anchor, node);
  return node;
};

const sequenceOf = (parser: Parser, content: Content, flow = false): ParsedSequence =>
  named(parser, content, { kind: 'sequence', line: content.line, tag: content.tag, flow, items: [] });

const mappingOf = (parser: Parser, content: Content, flow = false): ParsedMapping =>
  named(parser, content, {
    kind: 'mapping',
    line: content.line,
    tag: content.tag,
    flow,
    keys: [],
    values: [],
  });

type Filler<P> = (parser: Parser, collection: P) => void;

const filled = <P>(parser: Parser, collection: P, filler: Filler<P>): P => {
  filler(parser, collection);
  return collection;
};

const parseSequence: Filler<ParsedSequence> = (parser, { items, line }) => {
  const { scanner } = parser;
  take(scanner);
  for (let token = peek(scanner); token.kind === TOKEN.entry; token = peek(scanner)) {
    take(scanner);
    const next = peek(scanner);
    const isEmpty = next.kind === TOKEN.entry || next.kind === TOKEN.blockEnd;
    items.push(isEmpty ? empty(token.line) : parseNode(parser, BLOCK));
  }
  const end = peek(scanner);
  if (end.kind !== TOKEN.blockEnd)
    throw failure(parser, end, { problem: "did not find expected '-' indicator", line: line });
  take(scanner);
};

/** A sequence right below its key, not indented. */
const parseIndentless: Filler<ParsedSequence> = (parser, { items }) => {
  const { scanner } = parser;
  for (let token = peek(scanner); token.kind === TOKEN.entry; token = peek(scanner)) {
    take(scanner);
    const isEmpty = peek(scanner).kind === TOKEN.entry || endsEntry(peek(scanner).kind);
    items.push(isEmpty ? empty(token.line) : parseNode(parser, BLOCK));
  }
};

const endsEntry = (kind: TokenKind): boolean =>
  kind === TOKEN.key || kind === TOKEN.value || kind === TOKEN.blockEnd;

const parseMapping: Filler<ParsedMapping> = (parser, { keys, values, line }) => {
  const { scanner } = parser;
  take(scanner);
  for (;;) {
    const token = peek(scanner);
    if (token.kind === TOKEN.blockEnd) break;
    if (token.kind !== TOKEN.key)
      throw failure(parser, token, { problem: 'did not find expected key', line: line });
    keys.push(parseBlockPart(parser, token));
    const colon = peek(scanner);
    values.push(colon.kind === TOKEN.value ? parseBlockPart(parser, colon) : empty(colon.line));
  }
  take(scanner);
};

/** The key behind `?` or the value behind `:`. */
const parseBlockPart = (parser: Parser, indicator: Token): Parsed => {
  take(parser.scanner);
  return endsEntry(peek(parser.scanner).kind) ? empty(indicator.line) : parseNode(parser, BEHIND_KEY);
};

const parseFlowSequence: Filler<ParsedSequence> = (parser, { items, line }) => {
  const { scanner } = parser;
  take(scanner);
  for (let isFirst = true; peek(scanner).kind !== TOKEN.flowSequenceEnd; isFirst = false) {
    if (!isFirst) takeComma(parser, "did not find expected ',' or ']'", line);
    const token = peek(scanner);
    if (token.kind === TOKEN.flowSequenceEnd) break;
    items.push(token.kind === TOKEN.key ? parsePair(parser, token) : parseNode(parser, FLOW));
  }
  take(scanner);
};

const takeComma = (parser: Parser, problem: string, line: number): void => {
  const token = peek(parser.scanner);
  if (token.kind !== TOKEN.flowEntry) throw failure(parser, token, { problem, line: line });
  take(parser.scanner);
};

/** `[a: b]`: a mapping of one entry without braces. Behind an empty key libyaml loses a token. */
const parsePair = (parser: Parser, { line }: Token): ParsedMapping => {
  const { scanner } = parser;
  take(scanner);
  const isEmpty =
    endsFlowPart(peek(scanner).kind, TOKEN.flowSequenceEnd) || peek(scanner).kind === TOKEN.value;
  const key = isEmpty ? empty(peek(scanner).line) : parseNode(parser, FLOW);
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

const parseFlowMapping: Filler<ParsedMapping> = (parser, { keys, values, line }) => {
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
      keys.push(parseNode(parser, FLOW));
      values.push(empty(peek(scanner).line));
    }
  }
  take(scanner);
};

const parseFlowKey = (parser: Parser): Parsed => {
  const { kind, line } = peek(parser.scanner);
  const isEmpty = kind === TOKEN.value || endsFlowPart(kind, TOKEN.flowMappingEnd);
  return isEmpty ? empty(line) : parseNode(parser, FLOW);
};

const parseFlowValue = (parser: Parser, end: TokenKind): Parsed => {
  const token = peek(parser.scanner);
  if (token.kind !== TOKEN.value) return empty(token.line);
  take(parser.scanner);
  const { kind, line } = peek(parser.scanner);
  return endsFlowPart(kind, end) ? empty(line) : parseNode(parser, FLOW);
};

const endsFlowPart = (kind: TokenKind, end: TokenKind): boolean => kind === TOKEN.flowEntry || kind === end;
