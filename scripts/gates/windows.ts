import { activeUntil, isActive, nextStart, readWindow, type Timetable } from './active.ts';
import type { Gate, GateFacts } from './facts.ts';

/** Nobody waits longer than this for a window; a later opening is a mistake in the file. */
const HORIZON = 400 * 86_400_000;
/** Edges of windows looked at before giving up: far more than a year of nightly ones. */
const EDGES = 2000;

/**
 * May the environment change at this hour? As Argo CD decides: an active deny closes; where allow windows exist one must
 * be active. A window that cannot be read closes, because what it means is not known.
 */
export const windows = ({ environment, now }: Pick<GateFacts, 'environment' | 'now'>): ReturnType<Gate> => {
  const wanted = environment.gates.windows;
  if (wanted.length === 0) return undefined;
  const read = wanted.map((window) => readWindow(window));
  const broken = read.findIndex((one) => 'error' in one);
  const first = read[broken];
  if (first !== undefined && 'error' in first)
    return {
      gate: 'windows',
      state: 'blocked',
      why: `Window ${broken + 1} of ${environment.name} cannot be read: ${first.error}.`,
      fix: `Mend gates.windows in ${environment.file}.`,
    };
  const tables = read.flatMap((one) => ('value' in one ? [one.value] : []));
  if (isOpen(tables, now))
    return { gate: 'windows', state: 'open', why: 'Inside a window, or outside every freeze.' };
  const until = opening(tables, now);
  const denied = tables.some((table) => table.kind === 'deny' && isActive(table, now));
  const why = denied ? 'A deny window is active.' : 'No allow window is active.';
  if (until === undefined)
    return {
      gate: 'windows',
      state: 'blocked',
      why: `${why} None opens within a year.`,
      fix: `Mend gates.windows in ${environment.file}.`,
    };
  return { gate: 'windows', state: 'waiting', why, until: new Date(until).toISOString() };
};

const isOpen = (tables: readonly Timetable[], now: number): boolean => {
  const active = (kind: Timetable['kind']): boolean =>
    tables.some((table) => table.kind === kind && isActive(table, now));
  return !active('deny') && (active('allow') || !tables.some(({ kind }) => kind === 'allow'));
};

/** The first instant at which it is open: an edge of a window, or the second after, as edges themselves are closed. */
const opening = (tables: readonly Timetable[], now: number): number | undefined => {
  let time = now;
  for (let edge = 0; edge < EDGES; edge++) {
    const edges = tables
      .flatMap((table) => [activeUntil(table, time), nextStart(table, time, HORIZON)])
      .filter((one): one is number => one !== undefined && one >= time);
    if (edges.length === 0) return undefined;
    time = Math.min(...edges);
    if (time - now > HORIZON) return undefined;
    if (isOpen(tables, time)) return time;
    time += 1000;
    if (isOpen(tables, time)) return time;
  }
  return undefined;
};
