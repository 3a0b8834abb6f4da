import { isMap, isScalar, type Pair, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import type { Edit, Pending } from '../model/promotion.ts';
import type { Desired } from '../model/repository.ts';
import { formatScalar } from './scalar.ts';

/** The only keys that a promotion writes, in the order of a new file. */
const KEYS = ['image', 'version', 'digest', 'config'] as const;
type Key = (typeof KEYS)[number];
type Values = Readonly<Partial<Record<Key, string>>>;

const BYTE_ORDER_MARK = '\uFEFF';
const MODELINE = '# yaml-language-server: $schema=../../schemas/desired.schema.json';

/** The edits that make a target hold what its pending members would hold, sorted by path; unchanged files are left out. */
export const editsOf = (members: readonly Pending[], texts: ReadonlyMap<string, string>): Edit[] =>
  members
    .map((member) => {
      const path = (member.to ?? (member.from as Desired)).file;
      const before = texts.get(path);
      const after = member.to === undefined ? undefined : editDesired(before, member.to);
      return {
        path,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      };
    })
    .filter(({ before, after }) => before !== after)
    .sort((one, other) => (one.path < other.path ? -1 : 1));

/**
 * The text of a desired file with these values: spliced in where the old ones stood, so that comments, order, quoting,
 * line endings and every other byte stay. A digest is added below the version, or goes with its line. Without a text:
 * a new file. Throws when the text is no mapping of plain values, which no desired file that was read can be.
 */
export const editDesired = (text: string | undefined, to: Desired): string => {
  const values: Values = {
    image: to.image,
    version: to.version,
    config: to.config,
    ...(to.digest === undefined ? {} : { digest: to.digest }),
  };
  if (text === undefined) return newText(values);
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const body = text.slice(mark.length);
  for (const quote of [false, true]) {
    const edited = splice(body, values, quote);
    if (holds(edited, values)) return mark + edited;
  }
  throw new Error(`${to.file} cannot be edited without changing more than its values.`);
};

const newText = (values: Values): string => {
  const lines = KEYS.flatMap((key) => {
    const value = values[key];
    if (value === undefined) return [];
    return `${key}: ${formatScalar(value, key === 'version' || key === 'config' ? 'QUOTE_DOUBLE' : 'PLAIN')}`;
  });
  return `${[MODELINE, ...lines].join('\n')}\n`;
};

/** Does the text say exactly these values, to readers of YAML 1.1 (Argo CD) and 1.2 alike? */
const holds = (text: string, values: Values): boolean =>
  (['1.1', '1.2'] as const).every((version) => {
    const root = rootOf(text, version);
    return root !== undefined && KEYS.every((key) => root.get(key) === values[key]);
  });

const rootOf = (text: string, version: '1.1' | '1.2' = '1.2'): YAMLMap | undefined => {
  const document = parseDocument(text, { version, logLevel: 'silent', uniqueKeys: true });
  return document.errors.length === 0 && isMap(document.contents) ? document.contents : undefined;
};

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const splice = (text: string, values: Values, quote: boolean): string => {
  const root = rootOf(text);
  if (root === undefined) throw new Error('A desired file is one mapping.');
  const splices = KEYS.flatMap((key) => spliceOf({ text, root, quote }, key, values) ?? []);
  return splices
    .sort((one, other) => other.start - one.start)
    .reduce((done, { start, end, text: put }) => done.slice(0, start) + put + done.slice(end), text);
};

interface Page {
  readonly text: string;
  readonly root: YAMLMap;
  /** Quote whatever is written, because a plain value was misread. */
  readonly quote: boolean;
}

const spliceOf = (page: Page, key: Key, values: Values): Splice | undefined => {
  const pair = pairOf(page.root, key);
  const value = values[key];
  if (pair === undefined) return value === undefined ? undefined : insertion(page, key, value);
  if (value === undefined) return removal(page, pair);
  const node = pair.value as Scalar;
  if (node.value === value) return undefined;
  const [start, end] = node.range as [number, number, number];
  const style = page.quote ? 'QUOTE_DOUBLE' : (node.type ?? 'PLAIN');
  return { start, end, text: formatScalar(value, style) };
};

const pairOf = (root: YAMLMap, key: Key): Pair | undefined => {
  const pair = root.items.find((item) => isScalar(item.key) && item.key.value === key);
  if (pair === undefined) return undefined;
  if (!isScalar(pair.value) || pair.value.range === undefined || pair.value.range === null)
    throw new Error(`${key} of a desired file is one plain value.`);
  return pair;
};

/** A key that the file lacks goes below (or, in a flow mapping, behind) the version. */
const insertion = (page: Page, key: Key, value: string): Splice => {
  const { text, root } = page;
  const version = pairOf(root, 'version');
  if (version === undefined) throw new Error('A desired file names a version.');
  const [, valueEnd] = (version.value as Scalar).range as [number, number, number];
  const written = `${key}: ${formatScalar(value, page.quote ? 'QUOTE_DOUBLE' : 'PLAIN')}`;
  if (root.flow === true) return { start: valueEnd, end: valueEnd, text: `, ${written}` };
  const [keyStart] = (version.key as Scalar).range as [number, number, number];
  const indent = text.slice(lineStart(text, keyStart), keyStart).replace(/\S/g, ' ');
  const end = lineEnd(text, valueEnd);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const put =
    end === text.length && !text.endsWith('\n') ? newline + indent + written : indent + written + newline;
  return { start: end, end, text: put };
};

const removal = ({ text, root }: Page, pair: Pair): Splice => {
  const [start] = (pair.key as Scalar).range as [number, number, number];
  const [, end] = (pair.value as Scalar).range as [number, number, number];
  if (root.flow !== true) return { start: lineStart(text, start), end: lineEnd(text, end), text: '' };
  const before = /,\s*$/.exec(text.slice(0, start));
  if (before !== null) return { start: before.index, end, text: '' };
  const after = /^\s*,\s*/.exec(text.slice(end));
  return { start, end: end + (after?.[0].length ?? 0), text: '' };
};

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** The place behind the line break of the line in which `at` lies. */
const lineEnd = (text: string, at: number): number => {
  const found = text.indexOf('\n', at);
  return found === -1 ? text.length : found + 1;
};
