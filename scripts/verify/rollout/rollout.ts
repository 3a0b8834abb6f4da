import type { ServiceName } from '../../model/names.ts';
import type { Outcome, ServiceRollout } from '../../model/verification.ts';
import type { ServiceStanding, Stage } from './stage.ts';

/** What the look at all services at once is judged by. Times are in milliseconds. */
export interface Terms {
  /** Since 1970. */
  readonly now: number;
  /** The time for the rollout is over. */
  readonly over: boolean;
  /** How long a service may look broken before that counts. */
  readonly grace: number;
  /** Why nothing may sync at present, as a sentence without its stop: `Its window is closed until …`; absent: it may. */
  readonly closed?: string;
}

/** Since when and in how many looks in a row a service looked broken. */
export interface Trouble {
  readonly since: number;
  readonly looks: number;
}

export type Troubles = ReadonlyMap<ServiceName, Trouble>;

/** How the rollout of an environment stands. While it is `waiting` it is looked at again, with `troubles`. */
export interface Rollout {
  readonly outcome: Outcome;
  /** One sentence or two: what is there, what is missing, what to do. */
  readonly why: string;
  readonly services: readonly ServiceRollout[];
  readonly standings: readonly ServiceStanding[];
  readonly troubles: Troubles;
}

/**
 * What a stage has come to when the time is over. Where Argo CD never took up what is wanted, nobody knows whether that
 * works; where somebody must continue it, it may yet.
 */
const AT_THE_END: Readonly<Record<Stage, Outcome>> = {
  away: 'waiting',
  absent: 'unavailable',
  unknown: 'unavailable',
  'not-told': 'unavailable',
  'not-looked': 'unavailable',
  held: 'waiting',
  paused: 'waiting',
  failed: 'fail',
  refused: 'fail',
  'out-of-step': 'fail',
  syncing: 'fail',
  progressing: 'fail',
  degraded: 'fail',
  leftovers: 'fail',
  there: 'pass',
};

/** Broken as long as it lasts; and it may last only a moment, while old pods go or before Argo CD tries again. */
const BROKEN: readonly Stage[] = ['failed', 'degraded'];
/** One look may fall into such a moment. */
const LOOKS = 2;
/** The worst of all is what the whole is. */
const WORST: readonly Outcome[] = ['fail', 'unavailable', 'waiting', 'warning', 'pass'];

/** Is the whole there? Before the time is over nothing but a lasting break is a failure. */
export const rolloutOf = (
  standings: readonly ServiceStanding[],
  terms: Terms,
  before: Troubles = new Map(),
): Rollout => {
  const troubles = troublesOf(standings, terms, before);
  const services = standings.map((one) => serviceOf(one, terms, troubles));
  const outcome = WORST.find((one) => services.some((service) => service.outcome === one)) ?? 'pass';
  return { outcome, why: wholeOf(services, outcome), services, standings, troubles };
};

const troublesOf = (standings: readonly ServiceStanding[], { now }: Terms, before: Troubles): Troubles =>
  new Map(
    standings
      .filter(({ stage }) => BROKEN.includes(stage))
      .map(({ service }) => {
        const last = before.get(service);
        return [service, { since: last?.since ?? now, looks: (last?.looks ?? 0) + 1 }] as const;
      }),
  );

const serviceOf = (standing: ServiceStanding, terms: Terms, troubles: Troubles): ServiceRollout => {
  const outcome = outcomeOf(standing, terms, troubles);
  const { service, why, fix } = standing;
  const held = terms.closed !== undefined && isHeld(standing.stage) ? ` ${terms.closed}.` : '';
  const isAsked = terms.over || outcome === 'fail' || AWAITS_SOMEBODY.includes(standing.stage);
  const advice = fix !== undefined && isAsked && held === '' ? ` ${fix}` : '';
  return { service, outcome, why: `${why}${held}${advice}` };
};

/** Only a person moves these on; while anything else goes on by itself, nothing is to be done. */
const AWAITS_SOMEBODY: readonly Stage[] = ['held', 'paused'];

const outcomeOf = ({ service, stage }: ServiceStanding, terms: Terms, troubles: Troubles): Outcome => {
  if (stage === 'there') return 'pass';
  const trouble = troubles.get(service);
  const lasting = trouble !== undefined && trouble.looks >= LOOKS && terms.now - trouble.since >= terms.grace;
  if (lasting) return 'fail';
  if (!terms.over || (terms.closed !== undefined && isHeld(stage))) return 'waiting';
  return AT_THE_END[stage];
};

/** A closed window of Argo CD keeps it from beginning, and opens by itself. */
const isHeld = (stage: Stage): boolean => stage === 'out-of-step' || stage === 'held';

const wholeOf = (services: readonly ServiceRollout[], outcome: Outcome): string => {
  if (services.length === 0) return 'It wants no service, so there is nothing to roll out.';
  const there = services.filter((one) => one.outcome === 'pass').length;
  if (outcome === 'pass') return `All of it is there: ${namesOf(services)}.`;
  const worst = services.filter((one) => one.outcome === outcome);
  const whys = [...new Set(worst.map(({ why }) => why))];
  const said = whys.map((why) => `${namesOf(worst.filter((one) => one.why === why))}: ${why}`);
  const more = said.length > SAID ? [`And ${said.length - SAID} more.`] : [];
  return [`${there} of ${services.length} services are there.`, ...said.slice(0, SAID), ...more].join(' ');
};

const SAID = 3;

const namesOf = (services: readonly ServiceRollout[]): string =>
  services.map(({ service }) => service).join(', ');
