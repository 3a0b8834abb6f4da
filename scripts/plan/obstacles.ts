import type { Obstacle, Unit } from '../model/promotion.ts';
import type { PromoteFacts } from './facts.ts';
import { lockObstacles } from './locks.ts';
import { type Ground, soundnessObstacles } from './soundness.ts';

/** What units are judged on. */
export interface Scene {
  readonly facts: PromoteFacts;
  readonly ground: Ground;
  /** What could move along with a unit that is unsound alone. */
  readonly companions: readonly Unit[];
}

/** Everything that keeps a unit from moving: locks, downgrades that nobody answers for, and an unsound result. */
export const obstaclesOf = ({ facts, ground, companions }: Scene, unit: Unit): Obstacle[] => [
  ...lockObstacles(facts.repository, unit.members, facts.ask.now),
  ...downgradeObstacles(facts, unit),
  ...soundnessObstacles(
    ground,
    unit,
    companions.filter((other) => other.source === unit.source && !overlap(other, unit)),
  ),
];

const overlap = (one: Unit, other: Unit): boolean => {
  const services = new Set(other.members.map((member) => member.service));
  return one.members.some((member) => services.has(member.service));
};

const downgradeObstacles = ({ ask }: PromoteFacts, unit: Unit): Obstacle[] => {
  if (ask.allowDowngrade && (ask.reason ?? '').trim() !== '') return [];
  return unit.members
    .filter((member) => member.bump === 'downgrade')
    .map(({ service, from, to }) => ({
      code: 'downgrade',
      what: `${service} ${to?.version} is older than ${from?.version}, which ${unit.target} holds.`,
      fix: `If that is meant: \`npx bracket promote --to ${unit.target} ${service} --allow-downgrade --reason TEXT\`.`,
      takeAlong: [],
      findings: [],
    }));
};
