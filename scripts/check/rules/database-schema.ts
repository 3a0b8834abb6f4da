import type { Version } from '../../model/names.ts';
import type { Finding } from '../../model/problem.ts';
import { type Cell, isThere, type Rule, recordFile, type Scope } from '../scope.ts';

/**
 * `database: { schema: 12, tolerates: 10 }` says of a release: it migrates its service's database to 12 and runs on 10,
 * 11 and 12. Migrations only go up, so the schema an environment is at is the highest of any release it ever held.
 *
 * 1. Never lower: a release whose `schema` is below that would meet a database that is too new for it.
 * 2. One step at a time: while a release that arrives replaces the one that runs, both use one database, at the schema
 *    that is there and then at the new one (expand and contract). The schema that is there must be one that the arriving
 *    release tolerates. Once main holds the release, its own schema is the one that is there.
 * 3. Never unknown: where an environment's database has a schema, every release that runs on it says which it needs.
 *
 * The database belongs to the service; what services share is a matter of `requires`.
 */
export const databaseSchema: Rule = (scope) => {
  const { held } = scope.facts;
  if (held === undefined) return [];
  const findings: Finding[] = [];
  for (const cell of scope.cells) {
    const past = held.get(cell.desired.file);
    const reached = past === undefined ? undefined : highest(past, cell, scope);
    if (reached === undefined) continue;
    const found = judge(cell, reached);
    if (found !== undefined && !(found.code === 'database-unknown' && isBroken(cell, scope)))
      findings.push(found);
  }
  return findings;
};

const judge = (cell: Cell, reached: Reached): Finding | undefined => {
  const wanted = cell.release?.database;
  if (wanted === undefined) return unknown(cell, reached);
  if (wanted.schema < reached.schema) return lowered(cell, reached);
  return reached.schema < wanted.tolerates ? skipped(cell, reached) : undefined;
};

/** A record that is there but cannot be read has a problem of its own. */
const isBroken = ({ desired, release }: Cell, scope: Scope): boolean =>
  release === undefined && isThere(scope, recordFile(desired));

/** The schema a database is at, and the version that took it there. */
interface Reached {
  readonly schema: number;
  readonly version: Version;
}

/** The highest schema of all releases that an environment held of a service. */
const highest = (past: readonly Version[], { desired }: Cell, scope: Scope): Reached | undefined => {
  const records = scope.repository.releases.get(desired.service);
  let top: Reached | undefined;
  for (const version of past) {
    const schema = records?.get(version)?.database?.schema;
    if (schema !== undefined && (top === undefined || schema > top.schema)) top = { schema, version };
  }
  return top;
};

const about = ({
  desired,
}: Cell): Pick<Finding, 'severity' | 'file' | 'path' | 'environment' | 'services'> => ({
  severity: 'error',
  file: desired.file,
  path: ['version'],
  environment: desired.environment,
  services: [desired.service],
});

const reachedBy = ({ desired }: Cell, reached: Reached): string =>
  `the database of ${desired.service} in ${desired.environment} is at schema ${reached.schema} since ${reached.version}`;

const lowered = (cell: Cell, reached: Reached): Finding => ({
  code: 'database-lowered',
  ...about(cell),
  what: `${cell.desired.service} ${cell.desired.version} knows schema ${cell.release?.database?.schema} at most, but ${reachedBy(cell, reached)}.`,
  why: 'Migrations only go up: this version would run on a database that is too new for it.',
  fix: `Choose a version whose record says schema ${reached.schema} or higher.`,
});

const skipped = (cell: Cell, reached: Reached): Finding => ({
  code: 'database-skipped',
  ...about(cell),
  what: `${cell.desired.service} ${cell.desired.version} tolerates schema ${cell.release?.database?.tolerates} and up, but ${reachedBy(cell, reached)}.`,
  why: 'While it is rolled out, old and new version use one database; this one cannot run on the schema that is there.',
  fix: `Promote a version in between first, one that migrates to schema ${cell.release?.database?.tolerates} and tolerates ${reached.schema}.`,
});

const unknown = (cell: Cell, reached: Reached): Finding => ({
  code: 'database-unknown',
  ...about(cell),
  what: `Nothing says which schema ${cell.desired.service} ${cell.desired.version} needs, but ${reachedBy(cell, reached)}.`,
  why: 'Whether this version runs on that database cannot be known, and what cannot be known is never a pass.',
  fix:
    cell.release === undefined
      ? `Write its release record with \`database\` (${recordFile(cell.desired)}).`
      : 'Choose a version whose record names its `database`; a record that landed on main stays as it is.',
});
