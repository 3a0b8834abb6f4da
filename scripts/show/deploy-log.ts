import type { Deployment, LogOutcome } from '../history/deployments.ts';
import type { RanVersion, ServiceChange } from '../model/event.ts';
import { goDuration, localTime, utcTime } from './deploy-log-time.ts';
import { oneLine } from './escape.ts';
import { type Paint, paint } from './paint.ts';
import { shortCommit, shortDigest } from './phrases.ts';

/** How the rows of a log are laid out; the same layout gives the same line, whatever other rows there are. */
export interface Layout {
  /** IANA name: whose clocks the second column shows. */
  readonly zone: string;
  /** Every environment that there may be: the widest sets the width of its column. */
  readonly environments: readonly string[];
  readonly color: boolean;
}

/** The columns of a line, each one word, so that awk and cut can count them. */
const COLUMNS = ['#utc', 'local', 'environment', 'outcome', 'commit', 'after', 'services'] as const;

/** The line that names the columns; awk leaves it out with `!/^#/`. */
export const logHead = (layout: Layout): string =>
  paint(layout.color).strong(aligned(COLUMNS, layout).join('  '));

/**
 * One deployment as one line: when in UTC, when by the clocks of the zone, where, what came of it, the commit, after
 * how long that was known, and every service as `name:before->after`. `-` stands for nothing, and no column has a blank.
 */
export const logLine = (deployment: Deployment, layout: Layout): string => {
  const { environment, outcome, commit, services } = deployment;
  const cells = aligned(
    [
      utcTime(deployment.at),
      localTime(deployment.at, layout.zone),
      word(environment),
      outcome,
      shortCommit(word(commit)),
      afterText(deployment),
      services.map(changeWord).join(',') || '-',
    ],
    layout,
  );
  const mood = paint(layout.color)[MOOD[outcome]];
  return cells.map((cell, index) => (index === 3 ? mood(cell) : cell)).join('  ');
};

/** Widths of every column but the last. */
const aligned = (cells: readonly string[], { environments }: Layout): string[] => {
  const where = environments.reduce((most, name) => Math.max(most, name.length), 'environment'.length);
  const widths = [20, 25, where, 'unavailable'.length, 10, 12];
  return cells.map((cell, index) => cell.padEnd(widths[index] ?? 0));
};

/** How long after the deployment its outcome was known: a Go duration, or `-`. */
export const afterText = ({ at, endedAt }: Pick<Deployment, 'at' | 'endedAt'>): string =>
  endedAt === undefined ? '-' : goDuration(endedAt - at);

/** A change of a service as one word; nothing stands before or behind the arrow where there was nothing. */
const changeWord = ({ service, ...sides }: ServiceChange): string => {
  const { from, to } = sideTexts(sides);
  return `${word(service)}:${word(from)}->${word(to)}`;
};

/**
 * What a service ran before and after. Where the version stays, what else tells the two apart stands behind it:
 * `0.5.1@9f3ab01c22`, the configuration or the digest.
 */
export const sideTexts = ({
  from,
  to,
}: Pick<ServiceChange, 'from' | 'to'>): { readonly from: string; readonly to: string } => {
  const isSame = from !== undefined && to !== undefined && from.version === to.version;
  const more = (one: RanVersion): string => {
    if (!isSame) return '';
    if (from.config !== to.config) return `@${shortConfig(one.config)}`;
    return from.digest === to.digest || one.digest === undefined ? '' : `@${shortDigest(one.digest)}`;
  };
  const text = (one: RanVersion | undefined): string =>
    one === undefined ? '' : `${one.version}${more(one)}`;
  return { from: text(from), to: text(to) };
};

const shortConfig = (config: string): string =>
  /^[0-9a-f]{40}$/.test(config) ? shortCommit(config) : config;

/** Printable ASCII that neither ends a column nor an entry of the last one: what names and versions are made of. */
const word = (text: string): string => oneLine(text, 300).replace(/[^!-~]|[,:>]/g, '_');

const MOOD = {
  pass: 'good',
  warning: 'wait',
  fail: 'bad',
  waiting: 'wait',
  unavailable: 'wait',
  running: 'strong',
  unverified: 'faint',
} as const satisfies Record<LogOutcome, keyof Paint>;
