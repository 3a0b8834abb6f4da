import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Answer, Unavailable } from '../../../scripts/outside/service/service.ts';
import { answer, type Behaviour, type Scripted, withScripted } from '../../support/scripted-server.ts';
import { asked } from './asked.ts';

const RETRIES = 2;
const REST = 30_000;

/** A status, or another way to behave; `down`: the port is closed until the next ask. */
const deeds = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(200, 204, 404, 429, 500, 502, 503, 504) },
  { weight: 8, arbitrary: fc.constantFrom('reset', 'half', 'noise', 'later', 'much later') },
  { weight: 1, arbitrary: fc.constantFrom('hang', 'stall') },
);
const asks = fc.record({
  down: fc.nat(3).map((one) => one === 0),
  deeds: fc.array(deeds, { minLength: 1, maxLength: RETRIES + 2 }),
  method: fc.constantFrom('GET', 'POST'),
  pass: fc.constantFrom(0, REST / 2, REST),
});

/** Each answer has a body of its own, so that it is known again. */
const behaviour = (deed: typeof deeds extends fc.Arbitrary<infer T> ? T : never, mark: string): Behaviour => {
  if (typeof deed === 'number') return answer(deed, { body: mark });
  if (deed === 'later') return answer(503, { headers: { 'retry-after': '9' }, body: mark });
  if (deed === 'much later') return answer(429, { headers: { 'retry-after': '9000' }, body: mark });
  return { kind: deed as 'reset' | 'half' | 'noise' | 'hang' | 'stall' };
};

type Ended = { readonly answer: Answer } | { readonly error: unknown };

const isTrue = (ended: Ended, given: readonly Behaviour[]): void => {
  if ('error' in ended) {
    assert.instance(ended.error, Unavailable);
    return;
  }
  const { status, text } = ended.answer;
  const same = given.some(
    (one) => one.kind === 'answer' && one.status === status && (status === 204 ? '' : one.body) === text,
  );
  assert.ok(same, `nobody answered ${status} ${text}`);
};

test('whatever a server does: its own answer or Unavailable, few calls, and well again within one rest', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(asks, { minLength: 1, maxLength: 6 }), (list) =>
      withScripted(async (server) => {
        const { service, clock } = asked({ retries: RETRIES, failures: 3, rest: REST, timeout: 300 });
        const given: Behaviour[] = [];
        for (const [at, one] of list.entries()) {
          const now = one.deeds.map((deed, call) => behaviour(deed, `#${at}.${call}`));
          given.push(...now);
          await prepare(server, one.down, now);
          const ended = await service.ask(`${server.url}/${at}`, { method: one.method }).then(
            (value) => ({ answer: value }),
            (error: unknown) => ({ error }),
          );
          // By address, because a busy machine may receive what has been given up already.
          const calls = server.calls.filter(({ url }) => url === `/${at}`).length;
          assert.ok(calls <= (one.down ? 0 : RETRIES + 1), `${calls} calls`);
          isTrue(ended, given);
          clock.pass(one.pass);
        }
        await prepare(server, false, []);
        await aMoment();
        clock.pass(REST);
        assert.is((await service.ask(server.url, { timeout: 20_000 })).text, 'fine');
      }),
    ),
    { numRuns: 60 },
  );
});

/** The made clock leaves no time in which connections that were cut could be noticed, as any real pause does. */
const aMoment = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 50);
  });

const prepare = async (server: Scripted, down: boolean, given: readonly Behaviour[]): Promise<void> => {
  if (down) await server.down();
  else await server.up();
  server.play(...given);
  server.otherwise(given.length === 0 ? answer() : { kind: 'reset' });
};

test.run();
