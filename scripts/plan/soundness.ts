import { checkEnvironment } from '../check/check.ts';
import { heldBy } from '../check/facts.ts';
import type { EnvironmentName, ServiceName, Version } from '../model/names.ts';
import type { Finding } from '../model/problem.ts';
import type { Obstacle, Pending, Unit } from '../model/promotion.ts';
import type { Desired, Repository, TreeEntry } from '../model/repository.ts';

/** What a change is judged on. */
export interface Ground {
  readonly repository: Repository;
  readonly target: EnvironmentName;
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** Per service of the target: the services running there that require it. */
  readonly dependents: ReadonlyMap<string, readonly ServiceName[]>;
}

/** Prepares a target for judging many units in turn. */
export const groundOf = (
  repository: Repository,
  target: EnvironmentName,
  entries: ReadonlyMap<string, TreeEntry>,
): Ground => {
  const dependents = new Map<string, ServiceName[]>();
  for (const { service, version } of repository.desired.get(target)?.values() ?? []) {
    for (const name of requiredBy(repository, service, version))
      dependents.set(name, [...(dependents.get(name) ?? []), service]);
  }
  return { repository, target, entries, dependents };
};

const requiredBy = (repository: Repository, service: ServiceName, version: Version): string[] =>
  Object.keys(repository.releases.get(service)?.get(version)?.requires ?? {});

/**
 * What would be wrong in the target after these members moved that is not wrong there now (design, "Soundness of the
 * result"). Only what they touch is judged: themselves, what they require, and what requires them; no rule inside one
 * environment looks further. What was wrong with a service that does not move stays no reason against the move.
 */
export const newFindings = (ground: Ground, members: readonly Pending[]): Finding[] => {
  const { repository, target } = ground;
  const before = neighbourhood(ground, members);
  const after = new Map(before);
  for (const member of members) {
    if (member.to === undefined) after.delete(member.service);
    else after.set(member.service, member.to);
  }
  const within = (services: ReadonlyMap<ServiceName, Desired>): Repository => ({
    ...repository,
    desired: new Map(repository.desired).set(target, services),
  });
  const held = heldBy(within(before), target);
  const moved = new Set(members.map((member) => member.service));
  const known = new Set(
    checkEnvironment(within(before), target, { held, entries: ground.entries }).map((one) =>
      keyOf(one, moved),
    ),
  );
  const entries = entriesAfter(ground.entries, members);
  return checkEnvironment(within(after), target, { held, entries }).filter(
    (one) => one.severity === 'error' && !known.has(keyOf(one, moved)),
  );
};

/** The words of a finding count only where its own service moves: elsewhere they may name the version that moved. */
const keyOf = (finding: Finding, moved: ReadonlySet<ServiceName>): string => {
  const own = (/([^/]+)\.yaml$/.exec(finding.file)?.[1] ?? '') as ServiceName;
  return JSON.stringify([
    finding.code,
    finding.file,
    finding.path,
    finding.services,
    moved.has(own) ? finding.what : '',
  ]);
};

const neighbourhood = (
  { repository, target, dependents }: Ground,
  members: readonly Pending[],
): Map<ServiceName, Desired> => {
  const all = repository.desired.get(target) ?? new Map<ServiceName, Desired>();
  const names = new Set<ServiceName>();
  for (const { service, from, to } of members) {
    names.add(service);
    for (const name of dependents.get(service) ?? []) names.add(name);
    for (const version of [from?.version, to?.version])
      if (version !== undefined)
        for (const name of requiredBy(repository, service, version)) names.add(name as ServiceName);
  }
  return new Map(
    [...names].sort().flatMap((name) => {
      const desired = all.get(name);
      return desired === undefined ? [] : [[name, desired] as const];
    }),
  );
};

/** A desired file that goes is no longer there to excuse its absence from what was read. */
const entriesAfter = (
  entries: ReadonlyMap<string, TreeEntry>,
  members: readonly Pending[],
): ReadonlyMap<string, TreeEntry> => {
  const leaving = members.flatMap((member) => (member.to === undefined ? (member.from?.file ?? []) : []));
  if (leaving.length === 0) return entries;
  const left = new Map(entries);
  for (const file of leaving) left.delete(file);
  return left;
};

/** Why a unit would leave the target unsound, and which of `others` would mend that if they moved with it. */
export const soundnessObstacles = (ground: Ground, unit: Unit, others: readonly Unit[]): Obstacle[] => {
  const findings = newFindings(ground, unit.members);
  if (findings.length === 0) return [];
  const along = companions(ground, unit, others);
  const takeAlong = along.flatMap((one) => one.members.map((member) => member.service)).sort();
  return findings.map((finding) => ({
    code: finding.code,
    what: finding.what,
    fix: takeAlong.length === 0 ? finding.fix : together(unit, takeAlong),
    takeAlong,
    findings: [finding],
  }));
};

const together = (unit: Unit, takeAlong: readonly ServiceName[]): string => {
  const all = [...unit.members.map((member) => member.service), ...takeAlong].sort();
  const only = unit.alone === true ? ' --only' : '';
  return `Take ${takeAlong.join(' and ')} with it: \`npx bracket promote --to ${unit.target} ${all.join(' ')}${only}\`.`;
};

/**
 * The units that make this one sound by moving with it: whatever the findings name, again until nothing is wrong, and
 * then without those that turn out not to be needed. Empty when nothing that is pending helps.
 */
const companions = (ground: Ground, unit: Unit, others: readonly Unit[]): Unit[] => {
  const judge = (along: readonly Unit[]): Finding[] =>
    newFindings(
      ground,
      [unit, ...along].flatMap((one) => one.members),
    );
  let chosen: Unit[] = [];
  for (let findings = judge(chosen); findings.length > 0; findings = judge(chosen)) {
    const named = new Set(findings.flatMap((finding) => finding.services ?? []));
    const more = others.filter(
      (one) => !chosen.includes(one) && one.members.some((member) => named.has(member.service)),
    );
    if (more.length === 0) return [];
    chosen = [...chosen, ...more];
  }
  for (const one of [...chosen]) {
    const without = chosen.filter((other) => other !== one);
    if (judge(without).length === 0) chosen = without;
  }
  return chosen;
};
