import { Composer, type Document, type ErrorCode, Parser } from 'yaml';
import { DEEPEST, tooDeepAt } from './nesting.ts';
import { printable, quoted, type Trouble } from './position.ts';

/** One text as the YAML library understands it. */
export interface ReadYaml {
  /** The first document; absent when the text cannot be read at all. */
  readonly document?: Document.Parsed;
  readonly more: readonly Document.Parsed[];
  /** Offsets of `%` directives. */
  readonly directives: readonly number[];
  readonly troubles: readonly Trouble[];
}

/** More cannot be mended one by one, and a file of nothing but errors would take many seconds. */
const MANY = 100;

const MOST_DOCUMENTS = 1000;
const TOO_MANY_DOCUMENTS = `More than ${MOST_DOCUMENTS} documents in one file`;

const OPTIONS = {
  version: '1.2',
  schema: 'core',
  // The library compares each key with all before it, which is quadratic; `tree.ts` uses a set.
  uniqueKeys: false,
  prettyErrors: false,
  strict: true,
  resolveKnownTags: false,
  logLevel: 'silent',
} as const;

/** Reads text as YAML 1.2 with its core schema. Never throws; takes time in proportion to the length of the text. */
export const readYaml = (text: string): ReadYaml => {
  const conflict = conflictAt(text);
  if (conflict !== undefined) return { more: [], directives: [], troubles: [unmerged(conflict)] };
  const deep = tooDeepAt(text);
  if (deep !== undefined) return { more: [], directives: [], troubles: [tooDeep(deep)] };
  const { documents, directives, faults } = compose(text);
  const [document, ...more] = documents;
  return {
    ...(document === undefined ? {} : { document }),
    more: more.filter((other) => other.contents !== null),
    directives,
    troubles: firstOfEachLine(text, faults).map(troubleOf),
  };
};

/** Every document of a text that holds something; none where the text cannot be read. */
export const documentsOf = (text: string): readonly Document.Parsed[] => {
  const { document, more } = readYaml(text);
  return document === undefined ? more : [document, ...more];
};

/** What the library complains about. Its warnings are errors too: they are what other readers refuse. */
interface Fault {
  readonly at: number;
  readonly length: number;
  readonly code: ErrorCode;
  readonly message: string;
}

class Enough extends Error {}

interface Composed {
  readonly documents: Document.Parsed[];
  readonly directives: number[];
  readonly faults: Fault[];
}

/** Composes document by document; stops after `MANY` faults, which are then all that is reported. */
const compose = (text: string): Composed => {
  const composed: Composed = { documents: [], directives: [], faults: [] };
  const composer = new Composer(OPTIONS);
  const fault = (one: Fault): void => {
    composed.faults.push(one);
    if (composed.faults.length >= MANY) throw new Enough();
  };
  listen(composer, fault);
  try {
    for (const token of new Parser().parse(text)) {
      if (token.type === 'document' && composed.documents.length >= MOST_DOCUMENTS) {
        fault({ at: token.offset, length: 3, code: 'UNEXPECTED_TOKEN', message: TOO_MANY_DOCUMENTS });
        throw new Enough();
      }
      if (token.type === 'directive') composed.directives.push(token.offset);
      if (token.type === 'error') {
        fault({ at: token.offset, length: 1, code: 'UNEXPECTED_TOKEN', message: token.message });
      } else composed.documents.push(...(composer.next(token) as Generator<Document.Parsed>));
    }
    composed.documents.push(...(composer.end(true, text.length) as Generator<Document.Parsed>));
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return composed;
};

type ErrorSource = number | readonly [number, number] | { readonly offset: number; readonly source?: string };

/**
 * Takes the place of the library's own list of errors, which grows without bound and makes a stack trace for each. The
 * hook is no public name of the library; the tests of hostile texts fail when it stops being called.
 */
const listen = (composer: Composer, fault: (one: Fault) => void): void => {
  const hook = (source: ErrorSource, code: ErrorCode, message: string): void => {
    if (code === 'TAG_RESOLVE_FAILED') return;
    fault({ ...rangeOf(source), code, message });
  };
  Object.assign(composer, { onError: hook });
};

const rangeOf = (source: ErrorSource): { at: number; length: number } => {
  if (typeof source === 'number') return { at: source, length: 1 };
  if (Array.isArray(source)) return { at: source[0], length: Math.max(1, source[1] - source[0]) };
  const token = source as { offset: number; source?: string };
  return { at: token.offset, length: token.source?.length ?? 1 };
};

/** One mistake makes the library complain several times about the same line; the first complaint is the one to mend. */
const firstOfEachLine = (text: string, faults: readonly Fault[]): Fault[] => {
  const kept: Fault[] = [];
  let end = -1;
  for (const fault of [...faults].sort((a, b) => a.at - b.at)) {
    if (fault.at <= end) continue;
    kept.push(fault);
    const newline = text.indexOf('\n', fault.at);
    end = newline === -1 ? text.length : newline;
  }
  return kept;
};

const FIXES: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'Indent with spaces.',
  BAD_INDENT: 'Give every line of one mapping or list the same indentation, and close what is open.',
  MULTILINE_IMPLICIT_KEY: 'Write the key on one line, followed by `: ` and its value.',
  BLOCK_AS_IMPLICIT_KEY: 'Put the value into quotes if it holds `: `, or indent the lines that belong to it.',
  BAD_SCALAR_START: 'Put the value into double quotes.',
  BAD_DQ_ESCAPE: 'Write `\\\\` for a backslash, or use single quotes.',
  MISSING_CHAR: 'Add what is missing; text that holds YAML signs belongs in double quotes.',
  UNEXPECTED_TOKEN: 'Remove it, or put the whole value into double quotes.',
};

const troubleOf = (fault: Fault): Trouble => ({
  code: 'yaml',
  at: fault.at,
  length: fault.length,
  what: `This is not YAML: ${printable(fault.message.slice(0, 160)).replace(/`/g, "'")}.`,
  why: 'Nothing in a file that cannot be read has an effect, and Argo CD then stops updating the whole environment.',
  fix: FIXES[fault.code] ?? 'Write it as plain YAML 1.2.',
});

/** Git's marks at both ends of what it could not merge: as YAML they would make a dozen complaints about nothing. */
const conflictAt = (text: string): number | undefined =>
  /^>{7}(?: |\r?$)/m.test(text) ? /^<{7}(?: |\r?$)/m.exec(text)?.index : undefined;

const unmerged = (at: number): Trouble => ({
  code: 'merge-conflict',
  at,
  length: 7,
  what: 'Git could not merge this file: from here on it holds both sides.',
  why: 'Nothing in a file that cannot be read has an effect, and Argo CD then stops updating the whole environment.',
  fix: 'Keep the lines that are meant, remove the marks `<<<<<<<`, `=======` and `>>>>>>>`, and commit.',
});

const tooDeep = (at: number): Trouble => ({
  code: 'nested-too-deep',
  at,
  what: `Here the file may nest deeper than ${DEEPEST} levels.`,
  why: 'A reader that follows it may run out of memory, and nobody can review it.',
  fix: `Write it flatter; text that holds many ${quoted('[')} or ${quoted('{')} belongs in a file that is not YAML.`,
});
