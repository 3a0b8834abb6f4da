import {
  type CommitId,
  type EnvironmentName,
  isCommitId,
  isEnvironmentName,
  isServiceName,
  type ServiceName,
} from '../model/names.ts';
import type { Unit } from '../model/promotion.ts';

/** What a promotion's commit says of itself, in trailers and nowhere else. */
export interface PromotionTrailers {
  readonly to: EnvironmentName;
  readonly from: EnvironmentName;
  /** The commit of main at which the source held the versions written. */
  readonly source: CommitId;
  /** Sorted, at least one. */
  readonly services: readonly ServiceName[];
  /** Split from its bracket with `--only`. */
  readonly alone: boolean;
}

/** The trailers of a promotion's commit, in the order in which they are written. */
export const promotionTrailers = (unit: Unit): string[] => [
  `Promotion-To: ${unit.target}`,
  `Promotion-From: ${unit.source}`,
  `Promotion-Source: ${unit.proof}`,
  ...(unit.alone === true ? ['Promotion-Alone: true'] : []),
  ...unit.members.map((member) => `Promotes: ${member.service}`),
];

/**
 * Reads the trailers out of a commit message; undefined unless all are there, each once and each well-formed. Like
 * git-interpret-trailers(1), only the last paragraph counts, so no prose above it can forge one.
 */
export const parsePromotionTrailers = (message: string): PromotionTrailers | undefined => {
  const last =
    message
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1) ?? '';
  const values = (key: string): string[] =>
    last
      .split('\n')
      .flatMap((line) => (line.startsWith(`${key}: `) ? [line.slice(key.length + 2).trim()] : []));
  const [to, from, source, alone] = [
    'Promotion-To',
    'Promotion-From',
    'Promotion-Source',
    'Promotion-Alone',
  ].map(values) as [string[], string[], string[], string[]];
  const services = [...new Set(values('Promotes'))].sort();
  if (to.length !== 1 || from.length !== 1 || source.length !== 1 || services.length === 0) return undefined;
  if (!isEnvironmentName(to[0] as string) || !isEnvironmentName(from[0] as string)) return undefined;
  if (!isCommitId(source[0] as string) || !services.every(isServiceName)) return undefined;
  return {
    to: to[0] as EnvironmentName,
    from: from[0] as EnvironmentName,
    source: source[0] as CommitId,
    services: services as ServiceName[],
    alone: alone[0] === 'true',
  };
};
