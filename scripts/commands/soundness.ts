import { checkEnvironment } from '../check/check.ts';
import { heldBy } from '../check/facts.ts';
import { readFile } from '../check/read.ts';
import type { EnvironmentName } from '../model/names.ts';
import type { Finding, Problem } from '../model/problem.ts';
import type { Edit } from '../model/promotion.ts';
import type { Desired, Release, Repository } from '../model/repository.ts';
import { EXIT, Failure } from '../outside/failure.ts';
import type { Snapshot } from '../outside/snapshot.ts';

/** The repository as it would be with these desired files and records in place of what is there. */
export const withValues = (
  repository: Repository,
  values: { readonly desired?: readonly Desired[]; readonly releases?: readonly Release[] },
): Repository => {
  const desired = new Map([...repository.desired].map(([name, held]) => [name, new Map(held)]));
  for (const one of values.desired ?? [])
    desired.set(one.environment, (desired.get(one.environment) ?? new Map()).set(one.service, one));
  const releases = new Map([...repository.releases].map(([name, known]) => [name, new Map(known)]));
  for (const one of values.releases ?? [])
    releases.set(one.service, (releases.get(one.service) ?? new Map()).set(one.version, one));
  return { ...repository, desired, releases };
};

/**
 * What would be wrong in an environment after a change and is not wrong there now: errors only, because what was
 * unsound before is no reason to refuse an unrelated release.
 */
export const newErrors = (
  { before, after }: { readonly before: Repository; readonly after: Repository },
  environment: EnvironmentName,
  now: Date,
): Finding[] => {
  const facts = { held: heldBy(before, environment), now };
  const name = ({ code, file, what }: Finding): string => `${code}\0${file}\0${what}`;
  const known = new Set(checkEnvironment(before, environment, facts).map(name));
  return checkEnvironment(after, environment, facts).filter(
    (finding) => finding.severity === 'error' && !known.has(name(finding)),
  );
};

/** Reads edited texts as the reader would read them from the repository; throws with every problem they have. */
const readEdits = (edits: readonly Edit[]): { desired: Desired[]; releases: Release[] } => {
  const read = edits.flatMap(({ path, after }) =>
    after === undefined ? [] : [readFile({ path, mode: '100644', bytes: Buffer.from(after) })],
  );
  const problems = read.flatMap((facts) => facts.problems.filter(({ severity }) => severity === 'error'));
  if (problems.length > 0) throw unsound(problems);
  return {
    desired: read.flatMap((facts) => (facts.kind === 'desired' && facts.value ? [facts.value] : [])),
    releases: read.flatMap((facts) => (facts.kind === 'release' && facts.value ? [facts.value] : [])),
  };
};

/** The repository as the edits make it; throws with every problem that they have. */
export const afterEdits = (repository: Repository, edits: readonly Edit[]): Repository =>
  withValues(repository, readEdits(edits));

/** Throws a `Failure` that names everything the edits would make wrong in an environment. Nothing is written before. */
export const assertSound = (
  snapshot: Snapshot,
  edits: readonly Edit[],
  where: { readonly environment: EnvironmentName; readonly now: Date },
): void => {
  const before = snapshot.repository;
  const findings = newErrors({ before, after: afterEdits(before, edits) }, where.environment, where.now);
  if (findings.length > 0) throw unsound(findings);
};

const unsound = (wrong: readonly (Finding | Problem)[]): Failure => {
  const lines = wrong.map((one) => `${'file' in one ? one.file : one.place.file}: ${one.what} ${one.fix}`);
  return new Failure({
    code: 'unsound',
    exit: EXIT.unsound,
    what: `The result would not be sound:\n${lines.map((line) => `    ${line}`).join('\n')}`,
    fix: 'Nothing was written. Mend what is named above and run this again.',
  });
};
