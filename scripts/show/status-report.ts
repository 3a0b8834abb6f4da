import type { Pull } from '../model/forge.ts';
import type { CommitId, EnvironmentName, ServiceName } from '../model/names.ts';
import type { Bump, Move, Obstacle, Pending, Unit } from '../model/promotion.ts';
import type { Desired, Environment, Repository } from '../model/repository.ts';
import type { NotReady } from '../plan/facts.ts';
import type { PromotionPlan, Unasked } from '../plan/promote.ts';
import { notReadyWords, unaskedWords, type Words } from './reasons.ts';

/** What `bracket status` answers: printed as it is by `--json` (`schemas/status.output.schema.json`). */
export interface StatusReport {
  readonly branch: string;
  readonly commit: CommitId;
  /** Whose pull requests were looked at; `none` when the forge could not be reached. */
  readonly forge: 'local' | 'github' | 'none';
  /** From the entry environments up the ladder. */
  readonly environments: readonly EnvironmentStatus[];
  /** Those that differ somewhere first, then by name. */
  readonly services: readonly ServiceStatus[];
}

export interface EnvironmentStatus {
  readonly name: EnvironmentName;
  readonly promotesFrom: readonly EnvironmentName[];
  /** How many services run there. */
  readonly holds: number;
  readonly pending: readonly UnitStatus[];
  /** Services that differ but cannot be compared or carried. */
  readonly notReady: readonly ({ readonly service: ServiceName } & Words)[];
}

/** What moves together, and why it has not moved yet. */
export interface UnitStatus {
  readonly state: 'ready' | 'open' | 'queued' | 'held' | 'waiting' | 'blocked' | 'unasked';
  readonly members: readonly MemberStatus[];
  readonly pull?: number;
  readonly url?: string;
  readonly reasons: readonly Words[];
}

export interface MemberStatus {
  readonly service: ServiceName;
  readonly from?: string;
  readonly to?: string;
  readonly bump: Bump;
  readonly differs: Pending['differs'];
}

export interface ServiceStatus {
  readonly name: ServiceName;
  /** Does every environment that has it hold the same, with nothing pending? */
  readonly same: boolean;
  readonly in: Readonly<Record<string, CellStatus>>;
}

export interface CellStatus {
  /** Absent: it is not there, but something is pending. */
  readonly version?: string;
  readonly image?: string;
  readonly digest?: string;
  readonly config?: string;
  /** Does what it is promoted from hold something else? */
  readonly pending: boolean;
}

/** Facts about one environment that promotes from others. */
export interface PlannedEnvironment {
  readonly plan: PromotionPlan;
  readonly pulls: readonly Pull[];
}

/** Puts the plans of all environments beside what runs there. Pure: the same facts give the same report. */
export const statusReport = (
  repository: Repository,
  planned: ReadonlyMap<EnvironmentName, PlannedEnvironment>,
  { only, ...head }: Pick<StatusReport, 'branch' | 'commit' | 'forge'> & { readonly only?: EnvironmentName },
): StatusReport => {
  const environments = ladder([...repository.environments.values()])
    .filter(({ name }) => only === undefined || name === only)
    .map((environment) => environmentStatus(environment, repository, planned.get(environment.name)));
  return { ...head, environments, services: servicesOf(repository, environments) };
};

/** Entry environments first, every other one after all it promotes from; those in a circle last, by name. */
export const ladder = (environments: readonly Environment[]): Environment[] => {
  const rest = [...environments].sort((a, b) => (a.name < b.name ? -1 : 1));
  const known = new Set(rest.map(({ name }) => name));
  const placed: Environment[] = [];
  for (let progress = true; progress && rest.length > 0; ) {
    const names = new Set(placed.map(({ name }) => name));
    const next = rest.filter(({ promotesFrom }) =>
      promotesFrom.every((from) => names.has(from) || !known.has(from)),
    );
    progress = next.length > 0;
    placed.push(...next);
    for (const one of next) rest.splice(rest.indexOf(one), 1);
  }
  return [...placed, ...rest];
};

const environmentStatus = (
  { name, promotesFrom }: Environment,
  repository: Repository,
  planned: PlannedEnvironment | undefined,
): EnvironmentStatus => ({
  name,
  promotesFrom,
  holds: repository.desired.get(name)?.size ?? 0,
  pending:
    planned === undefined
      ? []
      : [
          ...planned.plan.moves.flatMap((move) => unitStatus(move, planned.pulls) ?? []),
          ...planned.plan.unasked.map(unaskedStatus),
        ],
  notReady: (planned?.plan.notReady ?? []).map((one: NotReady) => ({
    service: one.service,
    ...notReadyWords(one),
  })),
});

const unitStatus = (move: Move, pulls: readonly Pull[]): UnitStatus | undefined => {
  switch (move.kind) {
    case 'open':
      return { state: 'ready', members: membersOf(move.promotion.unit), reasons: [] };
    case 'refresh':
      return {
        state: 'open',
        members: membersOf(move.promotion.unit),
        ...pullOf(move.pull, pulls),
        reasons: [],
      };
    case 'keep':
      return { state: 'open', members: membersOf(move.unit), ...pullOf(move.pull, pulls), reasons: [] };
    case 'queue':
      return { state: 'queued', members: membersOf(move.unit), ...pullOf(move.behind, pulls), reasons: [] };
    case 'hold': {
      const reasons = [{ what: move.why, fix: move.fix }];
      return { state: 'held', members: membersOf(move.unit), ...pullOf(move.pull, pulls), reasons };
    }
    case 'block':
      return { state: 'blocked', members: membersOf(move.unit), reasons: move.obstacles.map(obstacleWords) };
    case 'wait':
      return { state: 'waiting', members: membersOf(move.unit), reasons: move.obstacles.map(obstacleWords) };
    case 'close':
      return undefined;
  }
};

const pullOf = (number: number, pulls: readonly Pull[]): { readonly pull: number; readonly url?: string } => {
  const url = pulls.find((pull) => pull.number === number)?.url;
  return { pull: number, ...(url === undefined ? {} : { url }) };
};

const unaskedStatus = ({ unit, why }: Unasked): UnitStatus => ({
  state: 'unasked',
  members: membersOf(unit),
  reasons: [unaskedWords(unit, why)],
});

const obstacleWords = ({ what, fix }: Obstacle): Words => ({ what, fix });

const membersOf = (unit: Unit): MemberStatus[] =>
  unit.members.map(({ service, from, to, bump, differs }) => ({
    service,
    bump,
    differs,
    ...(from === undefined ? {} : { from: from.version }),
    ...(to === undefined ? {} : { to: to.version }),
  }));

const servicesOf = (repository: Repository, environments: readonly EnvironmentStatus[]): ServiceStatus[] => {
  const names = new Set<ServiceName>();
  for (const environment of environments) {
    for (const name of repository.desired.get(environment.name)?.keys() ?? []) names.add(name);
    for (const { members } of environment.pending) for (const { service } of members) names.add(service);
    for (const { service } of environment.notReady) names.add(service);
  }
  const rows = [...names].sort().map((name) => serviceStatus(name, repository, environments));
  return [...rows.filter(({ same }) => !same), ...rows.filter(({ same }) => same)];
};

const serviceStatus = (
  name: ServiceName,
  repository: Repository,
  environments: readonly EnvironmentStatus[],
): ServiceStatus => {
  const cells: Record<string, CellStatus> = {};
  for (const environment of environments) {
    const desired = repository.desired.get(environment.name)?.get(name);
    const pending = isPending(name, environment);
    if (desired !== undefined || pending) cells[environment.name] = { ...cell(desired), pending };
  }
  return { name, same: isSame(Object.values(cells)), in: cells };
};

const isPending = (name: ServiceName, { pending, notReady }: EnvironmentStatus): boolean =>
  pending.some(({ members }) => members.some(({ service }) => service === name)) ||
  notReady.some(({ service }) => service === name);

const cell = (desired: Desired | undefined): Omit<CellStatus, 'pending'> => {
  if (desired === undefined) return {};
  const { version, image, digest, config } = desired;
  return { version, image, config, ...(digest === undefined ? {} : { digest }) };
};

const isSame = (cells: readonly CellStatus[]): boolean =>
  cells.every((one) => !one.pending && one.version === cells[0]?.version && one.digest === cells[0]?.digest);
