import type { ServiceName } from '../../model/names.ts';
import type { ApplicationState } from './application.ts';
import type { KnownConfiguration, Wanted } from './wanted.ts';

/**
 * How far one service is. In the order of a rollout: `away`: Argo CD is in maintenance; `absent`: no Application;
 * `unknown`: nobody can tell; `not-told`:
 * its Application does not say what is wanted yet; `syncing`: an operation runs; `failed`: the operation for what is
 * wanted ended badly; `refused`: Argo CD reports an error; `not-looked`: it has not compared what is wanted yet;
 * `held`: out of step, and only a person syncs it; `out-of-step`: out of step; `progressing`: not healthy yet; `paused`:
 * somebody must continue it; `degraded`: unhealthy; `leftovers`: something else of that image still runs; `there`.
 */
export type Stage =
  | 'away'
  | 'absent'
  | 'unknown'
  | 'not-told'
  | 'syncing'
  | 'failed'
  | 'refused'
  | 'not-looked'
  | 'held'
  | 'out-of-step'
  | 'progressing'
  | 'paused'
  | 'degraded'
  | 'leftovers'
  | 'there';

/** How one service stands now, and what a person can do where it does not move. */
export interface ServiceStanding {
  readonly service: ServiceName;
  readonly application: string;
  readonly stage: Stage;
  /** One sentence. */
  readonly why: string;
  readonly fix?: string;
  /** In Argo CD's own words. */
  readonly health?: string;
}

/** What one question found: where the service stands, unless all is well as far as it asks. */
export type Finding = Pick<ServiceStanding, 'stage' | 'why' | 'fix'>;

/** What a question may look at. */
export interface Look {
  readonly wanted: Wanted;
  readonly application: ApplicationState;
  readonly known: KnownConfiguration;
}
