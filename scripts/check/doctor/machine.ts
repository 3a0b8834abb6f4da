import { gte, minVersion, valid } from 'semver';
import { type Diagnosis, missing, ok, unknown, warning } from './diagnosis.ts';

/** What this program runs on. */
export interface MachineFacts {
  /** Of this program itself. */
  readonly version: string;
  /** The range of Node that it needs. */
  readonly engines: string;
  readonly node: string;
  /** What `git --version` prints. */
  readonly git: string;
  /** The clock at hand, in milliseconds since 1970. */
  readonly now: number;
  /** How much later than the clock at hand others say that it is, in milliseconds. */
  readonly clocks: readonly Clock[];
}

/** A clock that was compared with ours. */
export interface Clock {
  readonly of: string;
  readonly ahead: number;
}

/** Merging in memory, `git merge-tree --write-tree`, came with it. */
const OLDEST_GIT = '2.38.0';
/** The `Date` of an answer has whole seconds, and the answer took its time. */
const TOLERANCE = 30_000;
/** From here on windows and soak times are judged wrongly, and GitHub refuses what an App signs. */
const WRONG = 300_000;

export const examineMachine = (facts: MachineFacts): Diagnosis[] => [
  ok('program', `bracket ${facts.version}.`),
  judgeNode(facts),
  judgeGit(facts),
  judgeClock(facts),
];

const judgeNode = ({ node, engines }: MachineFacts): Diagnosis => {
  const oldest = minVersion(engines)?.version ?? '20.0.0';
  if (gte(node, oldest)) return ok('node', `Node ${node}; ${oldest} or newer is needed.`);
  return missing(
    'node',
    `Node is ${node}, and this program needs ${oldest} or newer.`,
    'Install a newer Node; in a workflow set `node-version` on actions/setup-node.',
  );
};

const judgeGit = ({ git }: MachineFacts): Diagnosis => {
  const [, major, minor, patch = '0'] = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(git) ?? [];
  const version = valid(`${major}.${minor}.${patch}`);
  if (version === null)
    return unknown('git', 'Git does not say its version in words known here.', 'Look at `git --version`.');
  if (gte(version, OLDEST_GIT)) return ok('git', `Git ${version}; ${OLDEST_GIT} or newer is needed.`);
  return missing(
    'git',
    `Git is ${version}: the local forge merges with a command that ${OLDEST_GIT} brought.`,
    `Install Git ${OLDEST_GIT} or newer.`,
  );
};

/** Of several clocks the nearest is believed: one server with a wrong clock does not make ours wrong. */
const judgeClock = ({ clocks, now }: MachineFacts): Diagnosis => {
  const [nearest] = [...clocks].sort((one, other) => Math.abs(one.ahead) - Math.abs(other.ahead));
  const here = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  if (nearest === undefined)
    return unknown(
      'clock',
      `Here it is ${here}; no server was there to compare with.`,
      'Compare with a clock that you trust: windows, soak times and locks are judged by this one.',
    );
  const apart = Math.abs(nearest.ahead);
  if (apart <= TOLERANCE) return ok('clock', `The clock is right, compared with ${nearest.of}.`);
  const tell = apart < WRONG ? warning : missing;
  return tell(
    'clock',
    `The clock here is ${spoken(apart)} ${nearest.ahead > 0 ? 'behind' : 'ahead of'} that of ${nearest.of}: windows, soak times and locks are judged by it, and tokens of an App may be refused.`,
    'Let the machine set its clock by NTP (`timedatectl set-ntp true`).',
  );
};

const spoken = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
};
