import type { ServiceName } from '../../model/names.ts';
import { readApplication } from './application.ts';
import type { ServiceStanding } from './stage.ts';
import { judgeService, type Seen } from './standing.ts';
import { type KnownConfiguration, revisionToLearn, type Wanted } from './wanted.ts';

/** The Applications that Argo CD shows, by name, as its API writes them. */
export type Shown = ReadonlyMap<string, unknown>;

/** How every wanted service stands in what Argo CD shows. */
export const standingsOf = (
  wanted: readonly Wanted[],
  shown: Shown,
  known: KnownConfiguration,
): ServiceStanding[] => wanted.map((one) => judgeService(one, seenOf(one, shown), known));

const seenOf = ({ application }: Wanted, shown: Shown): Seen =>
  shown.has(application) ? (readApplication(shown.get(application)) ?? 'unreadable') : undefined;

/**
 * The revisions of which nobody has looked yet whether the configuration of the service there is the wanted one: what
 * to find out before the standings mean anything. Nothing where every file names a commit.
 */
export const revisionsToLearn = (
  wanted: readonly Wanted[],
  shown: Shown,
  known: KnownConfiguration,
): { readonly service: ServiceName; readonly revision: string }[] =>
  wanted.flatMap((one) => {
    const seen = seenOf(one, shown);
    const revision = revisionToLearn(one, seen === 'unreadable' ? undefined : seen, known);
    return revision === undefined ? [] : [{ service: one.service, revision }];
  });

/** Why Argo CD showed nothing. */
export interface Silent {
  /** A sentence each. */
  readonly why: string;
  readonly fix: string;
  /** It said, or somebody declared, that it is in maintenance: that ends by itself. */
  readonly isAway: boolean;
}

/** How every wanted service stands while Argo CD shows nothing. */
export const unansweredOf = (wanted: readonly Wanted[], { why, fix, isAway }: Silent): ServiceStanding[] =>
  wanted.map(({ service, application }) => ({
    service,
    application,
    stage: isAway ? 'away' : 'unknown',
    why,
    fix,
  }));
