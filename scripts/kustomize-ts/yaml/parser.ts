import { BuildFailure } from '../failure.ts';
import {
  type Filler,
  parseFlowMapping,
  parseFlowSequence,
  parseIndentless,
  parseMapping,
  parseSequence,
} from './collections.ts';
import { peek, take } from './fetch.ts';
import { DEEPEST } from './keys.ts';
import {
  emptyAt,
  misplaced,
  type Parsed,
  type ParsedAlias,
  type ParsedMapping,
  type ParsedSequence,
  type Parser,
  type Place,
} from './parsed.ts';
import { type Dialect, scannerOf } from './scanner.ts';
import { TOKEN, type Token, type TokenKind } from './tokens.ts';

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
    node: parseNode,
  };
  const { kind } = peek(parser.scanner);
  if (kind === TOKEN.streamEnd) return undefined;
  takeDirectives(parser);
  const isExplicit =
    kind === TOKEN.version ||
    kind === TOKEN.tagDirective ||
    peek(parser.scanner).kind === TOKEN.documentStart;
  const document = isExplicit ? parseExplicit(parser) : parser.node(parser, 'block');
  peek(parser.scanner);
  return document;
};

const parseExplicit = (parser: Parser): Parsed => {
  const start = peek(parser.scanner);
  if (start.kind !== TOKEN.documentStart)
    throw misplaced(parser, start, { problem: 'did not find expected <document start>' });
  take(parser.scanner);
  const token = peek(parser.scanner);
  return NO_CONTENT.has(token.kind) ? emptyAt(token.line) : parser.node(parser, 'block');
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
  if (before !== undefined) throw misplaced(parser, token, { problem: 'found duplicate %YAML directive' });
  if (token.value !== '1.1') throw misplaced(parser, token, { problem: 'found incompatible YAML document' });
  return token;
};

const takeHandle = (parser: Parser, token: Token): void => {
  const { handles } = parser;
  if (handles.has(token.value)) throw misplaced(parser, token, { problem: 'found duplicate %TAG directive' });
  handles.set(token.value, token.suffix);
};

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
  if (parser.depth > DEEPEST) throw misplaced(parser, first, { problem: `exceeded max depth of ${DEEPEST}` });
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
    throw misplaced(parser, token, { problem: 'found undefined tag handle', line: line });
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
    return named(parser, content, { ...emptyAt(content.line), tag: content.tag });
  throw misplaced(parser, token, { problem: 'did not find expected node content', line: content.line });
};

const collectionAt = (parser: Parser, content: Content, kind: TokenKind): Parsed | undefined => {
  switch (kind) {
    case TOKEN.flowSequenceStart:
      return filled(parser, sequenceOf(parser, content, true), parseFlowSequence);
    case TOKEN.flowMappingStart:
      return filled(parser, mappingOf(parser, content, true), parseFlowMapping);
    case TOKEN.sequenceStart:
      return content.place === 'brackets'
        ? undefined
        : filled(parser, sequenceOf(parser, content), parseSequence);
    case TOKEN.mappingStart:
      return content.place === 'brackets'
        ? undefined
        : filled(parser, mappingOf(parser, content), parseMapping);
    case TOKEN.entry:
      return content.place === 'behind key'
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

const filled = <P>(parser: Parser, collection: P, filler: Filler<P>): P => {
  filler(parser, collection);
  return collection;
};
