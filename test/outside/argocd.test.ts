import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ARGOCD_PATIENCE, type Argocd, openArgocd } from '../../scripts/outside/argocd/argocd.ts';
import { makeEventReader } from '../../scripts/outside/argocd/events.ts';
import { Failure } from '../../scripts/outside/failure.ts';
import { worldClock } from '../../scripts/outside/service/clock.ts';
import { openService } from '../../scripts/outside/service/open-service.ts';
import { Unavailable } from '../../scripts/outside/service/service.ts';
import { plotOf } from '../support/argocd/plot.ts';
import { openStandIn, type Script, type StandIn } from '../support/argocd/stand-in.ts';

const OLD = 'b'.repeat(40);
const NEW = 'c'.repeat(40);
const plot = plotOf({ from: { version: '0.5.0', config: OLD }, to: { version: '0.5.1', config: NEW } });
/** Between two tries nobody has to wait; what may take its time on a busy machine has it. */
const QUICK = worldClock(200);
const PATIENT = 10_000;

interface Opening {
  readonly token?: string;
  readonly project?: string;
  /** Milliseconds that one call may take. */
  readonly patience?: number;
}

const open = (standIn: Pick<StandIn, 'url' | 'token'>, more: Opening = {}): Argocd =>
  openArgocd({
    server: standIn.url,
    project: more.project ?? 'production',
    variable: 'ARGOCD_AUTH_TOKEN',
    token: more.token ?? standIn.token,
    service: openService('Argo CD', { ...ARGOCD_PATIENCE, timeout: more.patience ?? PATIENT }, QUICK),
    clock: worldClock(),
  });

/** A test with a stand-in of its own, which is closed however it ends. */
const withStandIn = (script: Script, work: (standIn: StandIn) => Promise<void>) => async () => {
  const standIn = await openStandIn(script);
  try {
    await work(standIn);
  } finally {
    await standIn.close();
  }
};

const thrown = async (work: () => Promise<unknown>): Promise<Failure> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

const two: Script = {
  applications: [
    plot,
    plotOf({ service: 'service-a', to: plot.to }),
    plotOf({ environment: 'dev', to: plot.to }),
  ],
};

test(
  'lists the Applications of one project and environment, asked with the token',
  withStandIn(two, async (standIn) => {
    standIn.tick(6);
    const found = await open(standIn).applications('production');
    assert.equal([...found.keys()], ['production-service-b', 'production-service-a']);
    assert.equal([...(await open(standIn).applications('dev')).keys()], ['dev-service-b']);
    assert.is(
      standIn.calls[0]?.url,
      '/api/v1/applications?projects=production&selector=environment%3Dproduction',
    );
    assert.is((await open(standIn, { project: 'other' }).applications('production')).size, 0);
  }),
);

test(
  'names its version',
  withStandIn(two, async (standIn) => {
    assert.is(await open(standIn).version(), 'v3.5.1+0e6e6b1');
  }),
);

test(
  'has one Application compared anew',
  withStandIn({ applications: [{ ...plot, steps: ['until-refresh', 'there'] }] }, async (standIn) => {
    const application = (await open(standIn).refresh('production-service-b')) as { status: object };
    assert.match(JSON.stringify(application.status), new RegExp(NEW));
    assert.is(
      standIn.calls[0]?.url,
      '/api/v1/applications/production-service-b?refresh=normal&project=production',
    );
  }),
);

for (const [fault, why] of [
  ['login-page', /text\/html/],
  ['login-redirect', /sends us to https:\/\/sso\.example\.com$/],
  ['not-found', /no such page \(404\)/],
  ['half', /not the JSON/],
  ['other-json', /has no name/],
] as const)
  test(
    `${fault}: it is not the API, which is no answer about a rollout`,
    withStandIn({ ...two, faults: [{ of: 'list', fault, times: 9 }] }, async (standIn) => {
      const error = await thrown(() => open(standIn).applications('production'));
      assert.instance(error, Unavailable);
      assert.is((error as Unavailable).silence, 'broken');
      assert.is(error.exit, 6);
      assert.match(error.message, /is not answering as Argo CD's API/);
      assert.match(error.fix, /argocd\.server/);
      assert.match(error.message.replace(/\.$/, ''), why);
    }),
  );

for (const fault of ['hang', 'reset', 'bad-gateway'] as const)
  test(
    `${fault}: nobody can know now`,
    withStandIn({ ...two, faults: [{ of: 'list', fault, times: 9 }] }, async (standIn) => {
      const error = await thrown(() => open(standIn, { patience: 100 }).applications('production'));
      assert.instance(error, Unavailable);
      assert.is(error.exit, 6);
    }),
  );

for (const fault of ['refuse-token', 'forbid'] as const)
  test(
    `${fault}: a person must make another token, and no message holds this one`,
    withStandIn({ ...two, faults: [{ of: 'list', fault }] }, async (standIn) => {
      const error = await thrown(() => open(standIn).applications('production'));
      assert.is(error.code, 'argocd-refused');
      assert.is(error.exit, 5);
      assert.match(error.message, /ARGOCD_AUTH_TOKEN/);
      assert.match(error.fix, /argocd proj role create-token production verify/);
      assert.not.match(JSON.stringify([error.message, error.fix, String(error.stack)]), /eyJ/);
    }),
  );

test(
  'a token of somebody else is not accepted',
  withStandIn(two, async (standIn) => {
    const error = await thrown(() => open(standIn, { token: 'other' }).applications('production'));
    assert.is(error.code, 'argocd-refused');
  }),
);

test('without a token, or with one that is none, nothing is asked', () => {
  for (const token of ['', '  ', 'two words', 'line\nbreak', 'ключ'])
    assert.throws(
      () => open({ url: 'http://127.0.0.1:9', token: 'unused' }, { token }),
      (error: unknown) =>
        error instanceof Failure &&
        error.code === 'argocd-refused' &&
        error.exit === 5 &&
        (token.trim() === '' || !error.message.includes(token)),
    );
});

test('a token never goes over the network unprotected, nor to an address that holds a name', () => {
  for (const url of [
    'http://argocd.example.com',
    'https://user@argocd.example.com',
    'https://argocd.example.com?x=1',
    'ftp://argocd.example.com',
    'argocd.example.com',
  ])
    assert.throws(
      () => open({ url, token: 'token' }),
      (error: unknown) => error instanceof Failure && error.code === 'argocd-address' && error.exit === 2,
    );
});

test(
  'the stream tells all that there is, then every change, and ends with its signal',
  withStandIn({ applications: [plot] }, async (standIn) => {
    const stop = new AbortController();
    const told: string[] = [];
    const listening = (async () => {
      for await (const { name, application } of open(standIn).watch('production', {
        signal: stop.signal,
        silence: PATIENT,
      })) {
        told.push(`${name} ${application === undefined ? 'gone' : 'is'}`);
        if (told.length === 1) standIn.tick();
        if (told.length === 2) standIn.alter('production-service-b', () => undefined);
        if (told.length === 3) stop.abort(new Error('enough'));
      }
    })();
    await listening.then(
      () => assert.unreachable(),
      (error: unknown) => assert.is((error as Error).message, 'enough'),
    );
    assert.equal(told, ['production-service-b is', 'production-service-b is', 'production-service-b gone']);
  }),
);

for (const [fault, why] of [
  ['silence', /nothing came for/],
  ['hang', /nothing came for/],
  ['error-event', /told an error/],
  ['reset', /was cut/],
  ['bad-gateway', /error \(502\)/],
  ['login-page', /text\/html/],
] as const)
  test(
    `a stream with ${fault} is a broken one`,
    withStandIn({ ...two, faults: [{ of: 'stream', fault }] }, async (standIn) => {
      const error = await thrown(async () => {
        const signal = new AbortController().signal;
        const silence = fault === 'silence' || fault === 'hang' ? 50 : PATIENT;
        for await (const change of open(standIn).watch('production', { signal, silence })) void change;
      });
      assert.instance(error, Unavailable);
      assert.match(error.message, why);
    }),
  );

test(
  'a stream that is dropped in the middle is a broken one',
  withStandIn({ applications: [plot] }, async (standIn) => {
    const error = await thrown(async () => {
      const signal = new AbortController().signal;
      for await (const change of open(standIn).watch('production', { signal, silence: PATIENT })) {
        assert.is(change.name, 'production-service-b');
        standIn.dropStreams();
      }
    });
    assert.instance(error, Unavailable);
    assert.match(error.message, /event stream of Argo CD .* broke/);
  }),
);

test('events are the same however their text is cut', () => {
  const events = fc.array(
    fc.string({ minLength: 1 }).map((text) => text.replace(/[\r\n]/g, '')),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(events, fc.constantFrom('\n', '\r\n'), fc.array(fc.nat(9)), (sent, end, cuts) => {
      const text = sent.map((one) => `: a comment${end}data: ${one}${end}${end}`).join('');
      const reader = makeEventReader();
      const read: string[] = [];
      let place = 0;
      for (const cut of cuts) {
        read.push(...reader.read(text.slice(place, place + cut)));
        place += cut;
      }
      read.push(...reader.read(text.slice(place)));
      assert.equal(read, sent);
    }),
  );
});

test('an event without an end is refused before it fills the memory', () => {
  const reader = makeEventReader();
  const piece = 'x'.repeat(4 * 1024 * 1024);
  assert.throws(() => {
    for (let count = 0; count < 4; count++) reader.read(piece);
  }, /longer than 10 MiB/);
});

test.run();
