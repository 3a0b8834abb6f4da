import { Buffer, isUtf8 } from 'node:buffer';
import { type LedgerEvent, nameOf, TYPE_PREFIX } from '../../model/event.ts';
import type { FileRequest } from '../../model/forge.ts';
import { EXIT, Failure } from '../failure.ts';

/** What is to be written, and of which events. */
export interface Appended {
  readonly files: readonly FileRequest[];
  readonly written: readonly LedgerEvent[];
}

/** Whoever reads the ledger passes over longer lines. In bytes. */
const LONGEST_LINE = 1 << 20;

/**
 * Every file with the events behind what it holds, which stays byte for byte: where its last line does not end, it is
 * ended first. Events that stand in one of the files already are left out, and so are all of an attempt that is over:
 * of two runs that end the same attempt, what the first found stands alone. Throws a `Failure` for an event that nobody
 * would read.
 */
export const appended = (there: ReadonlyMap<string, Buffer>, events: readonly LedgerEvent[]): Appended => {
  const lines = [...there.values()].flatMap((bytes) => linesAbout(bytes, events));
  const written = events.filter(
    (event, index) =>
      !lines.some((line) => isSame(line, event) || isEndOf(line, event)) &&
      !events.slice(0, index).some(({ id }) => id === event.id),
  );
  const files = [...new Set(written.map(pathOf))].map((path) => ({
    path,
    bytes: behind(
      there.get(path) ?? Buffer.alloc(0),
      written.filter((event) => pathOf(event) === path),
    ),
  }));
  return { files, written };
};

/** The files that may hold one of these events: of its month, and of the one before, where an earlier run wrote it. */
export const monthsOf = (events: readonly LedgerEvent[]): string[] => [
  ...new Set(events.flatMap((event) => [pathOf(event), pathBefore(event)])),
];

const YEAR_AND_MONTH = 'yyyy-mm'.length;

const pathAt = ({ data }: LedgerEvent, time: string): string =>
  `${data.environment}/${time.slice(0, YEAR_AND_MONTH)}.jsonl`;

const pathOf = (event: LedgerEvent): string => pathAt(event, event.time);

const pathBefore = (event: LedgerEvent): string => {
  const first = new Date(`${event.time.slice(0, YEAR_AND_MONTH)}-01T00:00:00Z`);
  return pathAt(event, new Date(first.getTime() - 1).toISOString());
};

const NEWLINE = 10;

const behind = (before: Buffer, events: readonly LedgerEvent[]): Buffer => {
  const isEnded = before.length === 0 || before.at(-1) === NEWLINE;
  return Buffer.concat([before, Buffer.from(isEnded ? '' : '\n'), ...events.map(lineOf)]);
};

const lineOf = (event: LedgerEvent): Buffer => {
  const line = Buffer.from(`${JSON.stringify(event)}\n`);
  if (line.length <= LONGEST_LINE) return line;
  throw new Failure({
    code: 'ledger-line',
    exit: EXIT.unsound,
    what: `${event.id} would be a line of ${line.length} bytes in the ledger, of which nobody reads more than ${LONGEST_LINE}.`,
    fix: 'Make what it tells shorter: the title of the commit, or what a check prints.',
  });
};

/** Lines that may be one of these events, read as JSON. What is no text or no JSON is none of them. */
const linesAbout = (bytes: Buffer, events: readonly LedgerEvent[]): Partial<LedgerEvent>[] => {
  const commits = [...new Set(events.map(({ subject }) => subject))];
  return linesOf(bytes).flatMap((line) =>
    commits.some((commit) => line.includes(commit)) ? objectIn(line) : [],
  );
};

function linesOf(bytes: Buffer): string[] {
  if (isUtf8(bytes)) return bytes.toString('utf8').split('\n');
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, start);
    const line = bytes.subarray(start, end < 0 ? bytes.length : end);
    if (isUtf8(line)) lines.push(line.toString('utf8'));
    start += line.length + 1;
  }
  return lines;
}

const objectIn = (line: string): Partial<LedgerEvent>[] => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? [value as Partial<LedgerEvent>] : [];
  } catch {
    return [];
  }
};

/** The id alone would let a line that is no event keep one from being written. */
const isSame = (line: Partial<LedgerEvent>, event: LedgerEvent): boolean =>
  (['id', 'type', 'source', 'subject', 'sequenceid', 'dataschema'] as const).every(
    (key) => line[key] === event[key],
  ) && line.data?.tree === event.data.tree;

const END = `${TYPE_PREFIX}configuration-change.finished`;

const isEndOf = ({ type, sequenceid, data }: Partial<LedgerEvent>, event: LedgerEvent): boolean =>
  type === END && sequenceid === event.sequenceid && data?.attempt === event.data.attempt;

/** What the commit says: `production: evaluation finished, pass`, of the last of several. */
export const messageOf = (events: readonly LedgerEvent[]): string => {
  const last = events.at(-1);
  if (last === undefined) return 'Nothing happened';
  const name = nameOf(last).replace(/[-.]/g, ' ');
  const outcome = 'outcome' in last.data ? `, ${last.data.outcome}` : '';
  const more = events.length === 1 ? '' : ` (${events.length} events)`;
  return `${last.data.environment}: ${name}${outcome}${more}`;
};
