import type { Outcome, WantedHealth } from '../../model/verification.ts';
import { type Judgement, pass, type ServiceHealth, told, unavailable } from './seen.ts';

/** What a health that is not wanted means (Argo CD: `gitops-engine/pkg/health/health.go`). */
const MEANING: Readonly<Record<string, Outcome>> = {
  Healthy: 'fail',
  Degraded: 'fail',
  Missing: 'fail',
  Suspended: 'waiting',
  Progressing: 'waiting',
};
/** From the worst to the best: one service that is degraded outweighs nine that go on. */
const ORDER: readonly Outcome[] = ['fail', 'unavailable', 'waiting'];

/** Has every service one of the wanted healths? A health that is not known is never one of them. */
export const judgeHealth = (
  wanted: readonly WantedHealth[],
  services: readonly ServiceHealth[],
): Judgement => {
  if (services.length === 0) return unavailable('Argo CD knows no service of this environment.');
  const others = services.filter(({ health }) => !wanted.some((one) => one === health));
  const allowed = wanted.join(' or ');
  if (others.length === 0) return pass(`All services (${services.length}) are ${allowed}.`);
  const meanings = others.map(({ health = '' }) =>
    Object.hasOwn(MEANING, health) ? (MEANING[health] as Outcome) : 'unavailable',
  );
  const outcome = ORDER.find((one) => meanings.includes(one)) ?? 'unavailable';
  return { outcome, why: `Wanted is ${allowed}, but ${listed(others)}.` };
};

const MOST = 5;

const listed = (services: readonly ServiceHealth[]): string => {
  const words = services.slice(0, MOST).map(({ service, health }) => `${service} is ${healthWord(health)}`);
  const more = services.length - MOST;
  return more > 0 ? `${words.join(', ')} and ${more} more are not as wanted` : words.join(', ');
};

const healthWord = (health: string | undefined): string => {
  if (health === undefined) return 'of unknown health';
  if (health === 'Suspended') return 'Suspended (it waits for its promotion)';
  return /^[A-Za-z]{1,20}$/.test(health) ? health : told(health);
};
