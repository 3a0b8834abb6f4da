import type { Deployment, LogOutcome } from '../history/deployments.ts';
import type { ServiceChange } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';
import { afterText } from './deploy-log.ts';
import { localTime, utcTime } from './deploy-log-time.ts';

/** What `bracket log` answers: printed as it is by `--json` (`schemas/log.output.schema.json`). */
export interface LogReport {
  readonly branch: string;
  /** Its head: the deployments are those up to it. */
  readonly commit: string;
  /** The head of the ledger; absent where there is none yet. */
  readonly ledger?: string;
  readonly timeZone: string;
  /** Oldest first. */
  readonly deployments: readonly LogRow[];
  /** What is wrong with the ledger. */
  readonly troubles: readonly LogTrouble[];
}

/** One deployment: the same as a line of the text, and what people wrote and checks said beside it. */
export interface LogRow {
  readonly utc: string;
  readonly local: string;
  readonly environment: string;
  readonly outcome: LogOutcome;
  readonly commit: string;
  /** A Go duration. */
  readonly after?: string;
  readonly services: readonly ServiceChange[];
  readonly title: string;
  readonly author: string;
  readonly why?: string;
  readonly attempts: number;
  readonly checks: Deployment['checks'];
}

/** A line of the ledger that is not as it should be. */
export interface LogTrouble extends Pick<Problem, 'code' | 'severity' | 'what' | 'why' | 'fix'> {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A trouble for programs. */
export const logTrouble = ({ code, severity, place, what, why, fix }: Problem): LogTrouble => {
  const { file, line, column } = place;
  return { code, severity, file, line, column, what, why, fix };
};

/** A deployment for programs, with the local time of an IANA zone. */
export const logRow = (deployment: Deployment, zone: string): LogRow => {
  const { at, environment, outcome, commit, services, title, author, why, attempts, checks } = deployment;
  return {
    utc: utcTime(at),
    local: localTime(at, zone),
    environment,
    outcome,
    commit,
    ...(deployment.endedAt === undefined ? {} : { after: afterText(deployment) }),
    services,
    title,
    author,
    ...(why === undefined ? {} : { why }),
    attempts,
    checks,
  };
};
