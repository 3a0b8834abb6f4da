import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyOf } from '../../../scripts/check/verify-values.ts';
import type { WrittenCheck } from '../../../scripts/check/written-verify.ts';
import type { Check, CheckResult } from '../../../scripts/model/verification.ts';
import { runChecks } from '../../../scripts/outside/checks/run-checks.ts';
import type { CheckProgress, CheckWorld, Limits } from '../../../scripts/outside/checks/world.ts';
import { worldClock } from '../../../scripts/outside/service/clock.ts';
import { openService } from '../../../scripts/outside/service/open-service.ts';
import { withoutSecretLines } from '../../../scripts/plan/secret-values.ts';
import { judge } from '../../../scripts/verify/checks/judge.ts';

/** Impatient, so that a test that waits for nobody is over soon; its breaker never opens. */
const HASTY = { timeout: 5000, retries: 0, pause: 1, longest: 50, failures: 1000, rest: 10 };

/** The world as it is, but for what a test says. */
export const makeWorld = (more: Partial<CheckWorld> = {}): CheckWorld => {
  const services = { http: openService('The endpoint', HASTY), prometheus: openService('Prometheus', HASTY) };
  return {
    service: (kind) => services[kind],
    health: async () => [],
    programs: {
      folder: process.cwd(),
      variables: process.env,
      secrets: [],
      facts: { environment: 'dev', commit: 'c0ffee', tree: 'beef', services: [] },
    },
    judge,
    masked: withoutSecretLines,
    clock: worldClock(),
    ...more,
  };
};

/** Checks as a file would write them. */
export const checksOf = (
  ...written: readonly (Omit<WrittenCheck, 'name'> & { readonly name?: string })[]
): readonly Check[] =>
  verifyOf({ checks: written.map((one, index) => ({ name: `check-${index}`, ...one })) }).checks;

interface Ran {
  readonly results: readonly CheckResult[];
  readonly progress: readonly CheckProgress[];
}

/** Runs checks with a minute of time and no grace, unless a test says otherwise. */
export const ran = async (
  checks: readonly Check[],
  world: CheckWorld = makeWorld(),
  limits: Partial<Limits> = {},
): Promise<Ran> => {
  const progress: CheckProgress[] = [];
  const now = world.clock.now();
  const results = await runChecks(checks, world, {
    deadline: now + 60_000,
    graceUntil: now,
    onProgress: (one) => progress.push(one),
    ...limits,
  });
  return { results, progress };
};

/** `outcome attempts: why` of the first check. */
export const summary = ({ results: [one] }: Ran): string => `${one?.outcome} ${one?.attempts}: ${one?.why}`;

interface Endpoint {
  readonly url: string;
  close(): Promise<void>;
}

/** A real server on loopback. */
export const listen = async (answer: RequestListener): Promise<Endpoint> => {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
