import type { Diagnosis, DiagnosisGroup, DiagnosisState, Examined } from '../check/doctor/diagnosis.ts';
import { oneLine, shorten } from './escape.ts';
import { type Paint, paint } from './paint.ts';
import { wrap } from './width.ts';

/** What `bracket doctor` answers: printed as it is by `--json` (`schemas/doctor.output.schema.json`). */
export interface DoctorReport {
  readonly forge: 'local' | 'github';
  readonly counts: Readonly<Record<DiagnosisState, number>>;
  /** How many of the unknown ones are so because somebody did not answer. */
  readonly unreachable: number;
  readonly findings: readonly DoctorFinding[];
}

interface DoctorFinding {
  readonly group: DiagnosisGroup;
  readonly code: string;
  readonly state: DiagnosisState;
  readonly what: string;
  /** What to do; null where nothing is to be done. */
  readonly fix: string | null;
}

const LONGEST = 600;

/** The report, in which no value of `secrets` stands, whatever a service answered. */
export const doctorReport = (
  forge: DoctorReport['forge'],
  examined: readonly Examined[],
  secrets: readonly string[],
): DoctorReport => {
  // Made plain first: something invisible inside a secret would keep it from being found.
  const clean = (text: string): string =>
    shorten(
      secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), oneLine(text, 4 * LONGEST)),
      LONGEST,
    );
  const findings = examined.flatMap(({ group, diagnoses }) =>
    diagnoses.map((one) => ({
      group,
      code: one.code,
      state: one.state,
      what: clean(one.what),
      fix: 'fix' in one ? clean(one.fix) : null,
    })),
  );
  const silent = examined.flatMap(({ diagnoses }) => diagnoses).filter(isUnreachable);
  return { forge, counts: countsOf(findings), unreachable: silent.length, findings };
};

const isUnreachable = (one: Diagnosis): boolean => one.state === 'unknown' && one.unreachable;

const countsOf = (findings: readonly Pick<Diagnosis, 'state'>[]): DoctorReport['counts'] => {
  const count = (state: DiagnosisState): number => findings.filter((one) => one.state === state).length;
  return { ok: count('ok'), warning: count('warning'), missing: count('missing'), unknown: count('unknown') };
};

const TITLES: Readonly<Record<DiagnosisGroup, string>> = {
  machine: 'This machine',
  clone: 'This clone',
  forge: 'Where pull requests live',
  main: 'Rules of the main branch',
  ledger: 'The ledger',
  workflows: 'Workflows',
  argocd: 'Argo CD',
};

const MARKS: Readonly<Record<DiagnosisState, string>> = {
  ok: '✓ ok     ',
  warning: '! warning',
  missing: '✗ missing',
  unknown: '? unknown',
};

export interface DoctorStyle {
  readonly columns: number;
  readonly color: boolean;
}

/** The report on a terminal: a sign and a word for the state, what was found, and below it what to do. */
export const doctorText = ({ findings }: DoctorReport, { columns, color }: DoctorStyle): string => {
  const pen = paint(color);
  const groups = [...new Set(findings.map(({ group }) => group))];
  const blocks = groups.map((group) =>
    [
      pen.strong(TITLES[group]),
      ...folded(findings.filter((one) => one.group === group)).flatMap((one) => rowsOf(one, columns, pen)),
    ].join('\n'),
  );
  return `${blocks.join('\n\n')}\n`;
};

/** What several in a row ask for is said once, after the last of them. */
const folded = (findings: readonly DoctorFinding[]): DoctorFinding[] =>
  findings.map((one, index) =>
    one.fix !== null && one.fix === findings[index + 1]?.fix ? { ...one, fix: null } : one,
  );

const rowsOf = ({ state, what, fix }: DoctorFinding, columns: number, pen: Paint): string[] => {
  const head = `  ${MARKS[state]}  `;
  const indent = ' '.repeat(columns < 50 ? 4 : head.length);
  const [first = '', ...rest] = wrap(`${head}${what}`, columns, indent);
  const rows = [colored(first, state, pen), ...rest];
  return fix === null ? rows : [...rows, ...wrap(`${indent}→ ${fix}`, columns, `${indent}  `)];
};

const colored = (row: string, state: DiagnosisState, pen: Paint): string => {
  const brush = { ok: pen.good, warning: pen.wait, missing: pen.bad, unknown: pen.wait }[state];
  return row.replace(MARKS[state].trimEnd(), brush);
};

/** What it comes to, in one line. */
export const doctorSummary = ({ counts, unreachable }: DoctorReport): string => {
  const said = [
    counts.missing > 0 ? `${counts.missing} missing` : '',
    counts.warning > 0 ? `${counts.warning} ${counts.warning === 1 ? 'warning' : 'warnings'}` : '',
    counts.unknown > 0 ? `${counts.unknown} unknown` : '',
    `${counts.ok} ok`,
  ].filter(Boolean);
  return `${said.join(', ')}. ${meaningOf(counts.missing, unreachable)}`;
};

const meaningOf = (absent: number, unreachable: number): string => {
  if (absent > 0) return 'Promotions, or the evidence for them, break on what is missing.';
  if (unreachable > 0) return 'Nothing is known to be missing, but somebody did not answer: run this again.';
  return 'Nothing is known to be missing.';
};
