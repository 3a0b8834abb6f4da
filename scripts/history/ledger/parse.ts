import { Buffer, isUtf8 } from 'node:buffer';
import type { LedgerEvent } from '../../model/event.ts';
import type { Problem } from '../../model/problem.ts';
import { type Line, lineFault, type Month, monthOf } from './line.ts';
import {
  bytesTrouble,
  fileTrouble,
  foreignTrouble,
  longTrouble,
  twiceTrouble,
  unendedTrouble,
} from './trouble.ts';

/** One file of the ledger, `<environment>/<yyyy-mm>.jsonl`, as it is stored. */
export interface LedgerFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What can be believed of the ledger, in the order in which it was written, and what cannot. */
export interface ParsedLedger {
  readonly events: readonly LedgerEvent[];
  readonly troubles: readonly Problem[];
}

/** Nothing that this product writes comes near: whatever is longer was written by somebody else. In bytes. */
const LONGEST_LINE = 1 << 20;

/**
 * The events of one file. A line that is cut off, not ours, or contradicts itself or another is told and left out:
 * nothing but a sound line is evidence.
 */
export const parseLedger = (path: string, bytes: Uint8Array): ParsedLedger =>
  parseLedgerFiles([{ path, bytes }]);

/** The events of several files, oldest month first. An event that stands in two of them counts once. */
export const parseLedgerFiles = (files: readonly LedgerFile[]): ParsedLedger => {
  const found: Found = { events: [], troubles: [], lines: new Map() };
  for (const { path, bytes } of [...files].sort(byMonth)) {
    const month = monthOf(path);
    if (month === undefined) found.troubles.push(fileTrouble(path));
    else for (const line of linesOf(path, bytes)) takeLine(found, month, line);
  }
  return { events: found.events, troubles: found.troubles };
};

interface Found {
  readonly events: LedgerEvent[];
  readonly troubles: Problem[];
  /** By id of an event: the line that said it first. */
  readonly lines: Map<string, string>;
}

const byMonth = (one: LedgerFile, other: LedgerFile): number => {
  const [a, b] = [keyOf(one.path), keyOf(other.path)];
  return a < b ? -1 : a > b ? 1 : 0;
};

const keyOf = (path: string): string => `${path.slice(path.lastIndexOf('/') + 1)} ${path}`;

const takeLine = (found: Found, month: Month, line: Line): void => {
  const { text } = line;
  if (text === undefined) return void found.troubles.push(bytesTrouble(line));
  if (text.trim() === '') return;
  if (text.length > LONGEST_LINE / 3 && Buffer.byteLength(text) > LONGEST_LINE)
    return void found.troubles.push(longTrouble(line));
  const read = lineFault(text, month);
  if ('fault' in read) {
    const { fault } = read;
    const isCut = fault.isBroken && !line.ended;
    return void found.troubles.push(isCut ? unendedTrouble(line, month, fault) : foreignTrouble(line, fault));
  }
  if (!line.ended) found.troubles.push(unendedTrouble(line, month));
  const before = found.lines.get(read.event.id);
  if (before === undefined) {
    found.lines.set(read.event.id, text);
    found.events.push(read.event);
  } else if (before !== text) found.troubles.push(twiceTrouble(line, read.event.id));
};

/** Decoded at once where all of it is text, else line by line, so that one bad byte costs one line. */
function* linesOf(path: string, bytes: Uint8Array): Iterable<Line> {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isUtf8(all)) return yield* rawLinesOf(path, all);
  const text = all.toString('utf8');
  let number = 0;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    number += 1;
    yield { path, number, ended: end >= 0, text: text.slice(start, stop) };
    start = stop + 1;
  }
}

function* rawLinesOf(path: string, all: Buffer): Iterable<Line> {
  let number = 0;
  for (let start = 0; start < all.length; ) {
    const end = all.indexOf(10, start);
    const stop = end < 0 ? all.length : end;
    const raw = all.subarray(start, stop);
    number += 1;
    const text = raw.toString('utf8');
    const line = { path, number, ended: end >= 0 };
    yield isUtf8(raw) ? { ...line, text } : { ...line, badAt: text.indexOf('\ufffd') };
    start = stop + 1;
  }
}
