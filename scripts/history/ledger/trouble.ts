import type { Problem } from '../../model/problem.ts';
import type { Fault, Line, Month } from './line.ts';

const NO_EVIDENCE = 'Nothing of it is evidence: gates and log go on as if it were not there.';
const APPEND_ONLY = 'leave it as it is, because the ledger is only appended to';
const WHO = 'Find out who wrote it in the history of the branch `ledger`, where only `bracket verify` writes';

/** Longer lines are not shown: a terminal is no place to read them. */
const SHOWN = 300;

const troubleAt = (line: Line, column: number, told: Omit<Problem, 'place'>): Problem => ({
  ...told,
  place: { file: line.path, line: line.number, column },
  ...(line.text === undefined || line.text.length > SHOWN ? {} : { excerpt: line.text }),
});

/** A line that is not ours, or that is and contradicts its file. */
export const foreignTrouble = (line: Line, { what, at }: Fault): Problem =>
  troubleAt(line, at + 1, {
    code: 'ledger-foreign',
    severity: 'error',
    what: `This line is no event of the ledger: ${what}.`,
    why: NO_EVIDENCE,
    fix: `${WHO}; ${APPEND_ONLY}.`,
  });

/** The last line without a line break: whole, or cut off while it was written. */
export const unendedTrouble = (line: Line, { environment }: Month, fault?: Fault): Problem =>
  troubleAt(line, (line.text?.length ?? 0) + 1, {
    code: 'ledger-truncated',
    severity: 'warning',
    what: fault === undefined ? 'The last line does not end.' : `The last line breaks off: ${fault.what}.`,
    why:
      fault === undefined
        ? 'It is whole and counts, but whoever wrote it may have had more to write.'
        : NO_EVIDENCE,
    fix: `Run \`npx bracket verify ${environment}\` again: it begins a line of its own and writes what is missing.`,
  });

/** Two lines that name the same event and say different things. */
export const twiceTrouble = (line: Line, id: string): Problem =>
  troubleAt(line, 1, {
    code: 'ledger-twice',
    severity: 'error',
    what: `${id} is written down a second time, with another content.`,
    why: 'What was written first counts; one of the two is wrong, or was not written by this product.',
    fix: `${WHO}; ${APPEND_ONLY}.`,
  });

/** Bytes that no text has. */
export const bytesTrouble = (line: Line): Problem =>
  troubleAt(line, Math.max(0, line.badAt ?? 0) + 1, {
    code: 'ledger-bytes',
    severity: 'error',
    what: 'This line is no UTF-8.',
    why: NO_EVIDENCE,
    fix: `${WHO}; ${APPEND_ONLY}.`,
  });

/** A line longer than any that this product writes. */
export const longTrouble = (line: Line): Problem =>
  troubleAt(line, 1, {
    code: 'ledger-long',
    severity: 'error',
    what: 'This line is longer than 1 MiB and is not read.',
    why: NO_EVIDENCE,
    fix: `${WHO}; ${APPEND_ONLY}.`,
  });

/** A file in an environment's folder that holds no month. */
export const fileTrouble = (path: string): Problem => ({
  code: 'ledger-foreign',
  severity: 'error',
  place: { file: path, line: 1, column: 1 },
  what: 'This file is none of the ledger, which holds `<environment>/<yyyy-mm>.jsonl` and nothing else.',
  why: NO_EVIDENCE,
  fix: `${WHO}; ${APPEND_ONLY}.`,
});
