import * as assert from 'uvu/assert';
import { openService, PATIENCE } from '../../../scripts/outside/service/open-service.ts';
import {
  type Patience,
  type Service,
  type Silence,
  Unavailable,
} from '../../../scripts/outside/service/service.ts';
import { type MadeClock, madeClock } from '../../support/made-clock.ts';

/** A service asked on a clock of the test's own. */
export const asked = (patience: Partial<Patience> = {}): { service: Service; clock: MadeClock } => {
  const clock = madeClock();
  return { clock, service: openService('Prometheus', { ...PATIENCE, ...patience }, clock) };
};

/** What `work` said when nobody could know. */
export const isUnavailable = async (silence: Silence, work: Promise<unknown>): Promise<Unavailable> => {
  const thrown = await work.then(
    (value) => assert.unreachable(`it answered ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  assert.instance(thrown, Unavailable);
  const found = thrown as Unavailable;
  assert.is(found.silence, silence, found.message);
  assert.is(found.exit, 6);
  assert.match(found.fix, /\.$/);
  return found;
};
