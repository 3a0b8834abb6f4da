import { oneLine, squeeze } from './escape.ts';
import { matrixLines } from './matrix.ts';
import { type Paint, paint } from './paint.ts';
import { BUMP, count, list, shortCommit, shortDigest } from './phrases.ts';
import { reasonLines } from './reasons.ts';
import type {
  CellStatus,
  EnvironmentStatus,
  MemberStatus,
  ServiceStatus,
  StatusReport,
  UnitStatus,
} from './status-report.ts';
import type { Style } from './story.ts';
import { wrap } from './width.ts';

/** More services than this that are the same everywhere become one sentence. */
const SAME = 12;
/** Members of a unit, and of a list of reasons, that are named one by one. */
const NAMED = 10;

/**
 * The whole repository at a glance: who differs first, in a matrix that fits the terminal; then, per environment,
 * what is pending into it and why it has not moved.
 */
export const statusText = (report: StatusReport, style: Style & { readonly all: boolean }): string => {
  const { faint } = paint(style.color);
  const rows = report.services.filter(({ same }) => !same);
  const same = report.services.filter((service) => service.same);
  const shown = style.all || same.length <= SAME ? [...rows, ...same] : rows;
  const said = [
    ...headLines(report, style).map(faint),
    '',
    ...(shown.length === 0 ? [] : [...services(shown, report, style), '']),
    ...(shown.length < report.services.length ? [...sameLines(same.length, rows.length, style), ''] : []),
    ...(rows.length > 0
      ? [...wrap('* what it is promoted from holds something else', style.columns).map(faint), '']
      : []),
    ...report.environments.flatMap((environment) => environmentLines(environment, style)),
  ];
  return said.join('\n').trimEnd();
};

/** One environment in full: what runs there exactly, and every pending unit with its reasons. */
export const environmentText = (report: StatusReport, name: string, style: Style): string => {
  const environment = report.environments.find((one) => one.name === name) as EnvironmentStatus;
  const held = report.services.flatMap(({ name: service, in: cells }) => {
    const cell = cells[name];
    return cell === undefined ? [] : [{ name: service, cells: cellColumns(cell) }];
  });
  const rows = matrixLines(
    { corner: 'service', columns: ['version', 'digest', 'configuration'], rows: held },
    style.columns,
    headPaint(paint(style.color)),
  );
  return [
    ...headLines(report, style).map(paint(style.color).faint),
    '',
    ...(held.length === 0 ? wrap(`Nothing runs in ${name}.`, style.columns) : rows),
    '',
    ...environmentLines(environment, style, Number.POSITIVE_INFINITY),
  ]
    .join('\n')
    .trimEnd();
};

const headLines = ({ branch, commit, forge }: StatusReport, style: Style): string[] => {
  const where = `${oneLine(branch, 60)} at ${shortCommit(commit)}`;
  return wrap(
    forge === 'none' ? `${where}, without pull requests: the forge did not answer` : where,
    style.columns,
  );
};

const headPaint =
  ({ strong }: Paint) =>
  (line: string, row: number | 'head'): string =>
    row === 'head' ? strong(line) : line;

const services = (shown: readonly ServiceStatus[], report: StatusReport, style: Style): string[] => {
  const environments = report.environments.map(({ name }) => name);
  const { wait, strong } = paint(style.color);
  return matrixLines(
    {
      corner: 'service',
      columns: environments,
      rows: shown.map(({ name, in: cells }) => ({
        name,
        cells: environments.map((one) => cellText(cells[one])),
      })),
    },
    style.columns,
    (line, row) => (row === 'head' ? strong(line) : shown[row]?.same === false ? wait(line) : line),
  );
};

const cellText = (cell: CellStatus | undefined): string => {
  if (cell === undefined) return '-';
  return `${oneLine(cell.version ?? 'not yet', 128)}${cell.pending ? ' *' : ''}`;
};

const cellColumns = ({ version, digest, config, pending }: CellStatus): string[] => [
  cellText({ ...(version === undefined ? {} : { version }), pending }),
  digest === undefined ? '-' : shortDigest(digest),
  config === undefined
    ? '-'
    : /^[0-9a-f]{40}$/.test(config)
      ? shortCommit(config)
      : `follows ${oneLine(config, 60)}`,
];

const sameLines = (same: number, differing: number, style: Style): string[] =>
  wrap(
    differing === 0
      ? `${count(same, 'service')}, the same in every environment that has them (--all shows them).`
      : `${count(same, 'more service')}, the same in every environment that has them (--all shows them).`,
    style.columns,
  );

const environmentLines = (environment: EnvironmentStatus, style: Style, most = NAMED): string[] => {
  const { name, promotesFrom, holds, pending, notReady } = environment;
  const { strong } = paint(style.color);
  const from = promotesFrom.length === 0 ? 'an entry environment' : `from ${list(promotesFrom)}`;
  const moving = pending.reduce((sum, { members }) => sum + members.length, 0);
  const told =
    moving === 0
      ? 'nothing pending'
      : `${count(moving, 'service')} pending in ${count(pending.length, 'unit')}`;
  const head = `${name} (${from}): ${count(holds, 'service')}${promotesFrom.length === 0 ? '' : `, ${told}`}`;
  const more = pending.length - most;
  return [
    ...wrap(head, style.columns, '  ').map((line, index) => (index === 0 ? strong(line) : line)),
    ...grouped(pending.slice(0, most), name).flatMap((group) => groupLines(group, most, style)),
    ...(more > 0 ? indented(`… and ${count(more, 'more unit')}: bracket status ${name}`, style) : []),
    ...notReady
      .slice(0, most)
      .flatMap(({ service, ...words }) =>
        reasonLines({ ...words, what: `${service}: ${words.what}` }, style),
      ),
    ...(notReady.length > most
      ? indented(`… and ${count(notReady.length - most, 'more service')}: bracket status ${name}`, style)
      : []),
    '',
  ];
};

type Mood = 'good' | 'bad' | 'wait';

/** Units of which the same is said, in order. */
interface Group {
  readonly state: string;
  readonly mood: Mood;
  readonly units: readonly UnitStatus[];
}

const grouped = (units: readonly UnitStatus[], environment: string): Group[] => {
  const groups = new Map<string, Group>();
  for (const unit of units) {
    const [state, mood] = states(unit, environment);
    groups.set(state, { state, mood, units: [...(groups.get(state)?.units ?? []), unit] });
  }
  return [...groups.values()];
};

const groupLines = ({ state, mood, units }: Group, most: number, style: Style): string[] => [
  ...wrap(`  ${state}:`, style.columns, '    ').map((line) => paint(style.color)[mood](line)),
  ...units.flatMap((unit) => unitLines(unit, most, style)),
];

const unitLines = (unit: UnitStatus, most: number, style: Style): string[] => {
  const named = unit.members.slice(0, most).map(memberText);
  const rest = unit.members.length - named.length;
  const members = [...named, ...(rest > 0 ? [`and ${count(rest, 'more service')}`] : [])].join(', ');
  return [
    ...wrap(`    ${members}`, style.columns, '      '),
    ...unit.reasons.slice(0, most).flatMap((words) => reasonLines(words, style, '      ')),
  ];
};

const states = (unit: UnitStatus, environment: string): readonly [string, Mood] => {
  switch (unit.state) {
    case 'ready':
      return [`ready for \`npx bracket promote --to ${environment}\``, 'good'];
    case 'open':
      return [`open as #${unit.pull}`, 'good'];
    case 'queued':
      return [`waiting behind #${unit.pull}`, 'wait'];
    case 'held':
      return [`held at #${unit.pull}`, 'wait'];
    case 'waiting':
      return ['waiting, and opens by itself', 'wait'];
    case 'blocked':
      return ['blocked', 'bad'];
    case 'unasked':
      return ['waiting to be asked for', 'wait'];
  }
};

/** Columns for one version in a list; the tables of one environment have it whole. */
const VERSION = 24;

const memberText = ({ service, from, to, bump }: MemberStatus): string => {
  const [before, after] = [from, to].map((version) => version && squeeze(oneLine(version, 128), VERSION));
  if (before === undefined) return `${service} new ${after}`;
  if (after === undefined) return `${service} ${before} → gone`;
  return from === to
    ? `${service} ${after} (${BUMP[bump]})`
    : `${service} ${before} → ${after} (${BUMP[bump]})`;
};

const indented = (text: string, style: Style): string[] => wrap(`  ${text}`, style.columns, '    ');
