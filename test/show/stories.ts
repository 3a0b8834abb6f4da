import type { CommitId, Digest, EnvironmentName, ServiceName, Version } from '../../scripts/model/names.ts';
import type { Bracket, Bump, Pending, Unit } from '../../scripts/model/promotion.ts';
import type { Desired, Environment, Release } from '../../scripts/model/repository.ts';
import type { ShownChange } from '../../scripts/plan/shown-difference.ts';
import type { MemberStory, PromotionStory } from '../../scripts/show/story.ts';

const DEV = 'dev' as EnvironmentName;
const HARDENING = 'hardening' as EnvironmentName;

/** A commit id that is the same digit all over. */
export const commit = (digit: string | number): CommitId => String(digit).repeat(40).slice(0, 40) as CommitId;
export const digest = (digit: string): Digest => `sha256:${digit.repeat(64).slice(0, 64)}` as Digest;

const desired = (service: string, version: string, more: Partial<Desired> = {}): Desired => ({
  environment: DEV,
  service: service as ServiceName,
  image: `ghcr.io/acme/${service}`,
  version: version as Version,
  digest: digest('a'),
  config: commit(1),
  file: `environments/dev/${service}.yaml`,
  ...more,
});

export const release = (service: string, version: string, more: Partial<Release> = {}): Release => ({
  service: service as ServiceName,
  version: version as Version,
  requires: {},
  changes: [],
  file: `services/${service}/releases/${version}.yaml`,
  ...more,
});

/** From one version to another; `undefined` on either side: new, or retired. */
type Step = readonly [from: string | undefined, to: string | undefined];

export const pending = (service: string, [from, to]: Step, bump: Bump): Pending => ({
  service: service as ServiceName,
  source: DEV,
  target: HARDENING,
  ...(from === undefined ? {} : { from: desired(service, from, { digest: digest('a') }) }),
  ...(to === undefined ? {} : { to: desired(service, to, { digest: digest('b') }) }),
  differs: ['version', 'digest'],
  bump,
});

export const member = (moves: Pending, more: Partial<MemberStory> = {}): MemberStory => ({
  pending: moves,
  service: {
    name: moves.service,
    description: '',
    owners: ['@acme/owners'],
    source: `https://github.com/acme/${moves.service}`,
    image: `ghcr.io/acme/${moves.service}`,
    file: `services/${moves.service}/service.yaml`,
  },
  ...(moves.from === undefined ? {} : { before: release(moves.service, moves.from.version) }),
  ...(moves.to === undefined ? {} : { after: release(moves.service, moves.to.version) }),
  releases: [],
  configuration: [],
  rendered: { changes: [] },
  ...more,
});

/** A Deployment of that name with another number of replicas. */
export const deployment = (name: string): ShownChange => ({
  kind: 'changed',
  object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: '', name },
  fields: [{ path: ['spec', 'replicas'], old: 2, new: 3 }],
});

export const environment = (more: Partial<Environment> = {}): Environment => ({
  name: HARDENING,
  promotesFrom: [DEV],
  promotion: { open: 'automatic', merge: 'manual', unit: 'bracket', whenSuperseded: 'replace' },
  accepts: { prerelease: true, digest: 'optional', record: 'optional' },
  gates: { checks: [], windows: [] },
  file: 'environments/hardening.yaml',
  ...more,
});

export const bracket = (services: readonly string[], more: Partial<Bracket> = {}): Bracket => ({
  commit: commit('c'),
  environment: DEV,
  services: services as readonly ServiceName[],
  time: Date.UTC(2026, 0, 5, 9) / 1000,
  author: 'Tim',
  subject: 'Want the new versions',
  ...more,
});

export const story = (
  members: readonly MemberStory[],
  more: Partial<PromotionStory> & { unit?: Partial<Unit> } = {},
): PromotionStory => {
  const { unit, ...rest } = more;
  const all: Unit = {
    source: DEV,
    target: HARDENING,
    members: members.map((one) => one.pending),
    brackets: [],
    proof: commit('d'),
    ...unit,
  };
  return {
    promotion: { unit: all, branch: `promote/hardening/${all.members[0]?.service}-12345678`, edits: [] },
    target: environment(),
    members,
    mainBranch: 'main',
    ...rest,
  };
};
