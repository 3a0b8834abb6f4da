import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ARGOCD_PATIENCE, type Argocd, openArgocd } from '../../scripts/outside/argocd/argocd.ts';
import type { LookPace } from '../../scripts/outside/argocd/pace.ts';
import { type View, type Waiting, waitForRollout } from '../../scripts/outside/argocd/wait.ts';
import { Failure } from '../../scripts/outside/failure.ts';
import type { Clock } from '../../scripts/outside/service/clock.ts';
import { type Declared, duringMaintenance } from '../../scripts/outside/service/expected.ts';
import { openService } from '../../scripts/outside/service/open-service.ts';
import { standingsOf, unansweredOf } from '../../scripts/verify/rollout/look.ts';
import { type Rollout, rolloutOf, type Troubles } from '../../scripts/verify/rollout/rollout.ts';
import type { Stage } from '../../scripts/verify/rollout/stage.ts';
import { wantedOf } from '../../scripts/verify/rollout/wanted.ts';
import type { Plot, Step } from '../support/argocd/application.ts';
import { plotOf } from '../support/argocd/plot.ts';
import { openStandIn, type Script, type StandIn } from '../support/argocd/stand-in.ts';
import { type JumpingClock, jumpingClock } from '../support/jumping-clock.ts';

const OLD = 'b'.repeat(40);
const NEW = 'c'.repeat(40);
const SINCE = Date.parse('2026-11-21T09:00:00Z');

const MINUTE = 60_000;
/** Beyond what a test may take: one that waits for the end by mistake never ends. */
const TIME = 10 * MINUTE;
/** As in use, and some hundred times as fast; nothing gets old or silent while a machine is busy. */
const PACE: LookPace = { first: 5, longest: 40, settle: 1, silence: MINUTE, stale: 2 * TIME };
/** How long the world goes on after the stage that a story waits for, before its time is over. */
const A_WHILE = 60;

const plot = (steps?: readonly Step[], more: Partial<Plot> = {}): Plot =>
  plotOf({
    from: { version: '0.5.0', config: OLD },
    to: { version: '0.5.1', config: NEW },
    ...(steps === undefined ? {} : { steps }),
    ...more,
  });

const wantedIn = ({ service, environment, image, to }: Plot) =>
  wantedOf(
    {
      environment: environment as never,
      service: service as never,
      image,
      version: to.version as never,
      config: to.config,
      file: '',
    },
    { since: SINCE },
  );

/** The judgement as a verb makes it. */
const judgeOf = (plots: readonly Plot[], clock: Clock, grace = 0): Waiting['judge'] => {
  let troubles: Troubles = new Map();
  const wanted = plots.map(wantedIn);
  return (view: View, over: boolean): Rollout => {
    const standings =
      'silent' in view
        ? unansweredOf(wanted, {
            why: view.silent.message,
            fix: view.silent.fix,
            isAway: view.silent.silence === 'maintenance',
          })
        : standingsOf(wanted, view.shown, new Map());
    const rollout = rolloutOf(standings, { now: clock.now(), over, grace }, troubles);
    troubles = rollout.troubles;
    return rollout;
  };
};

interface Story extends Script {
  /** The time is over a while after this stage was first told. */
  readonly overAfter?: Stage;
  readonly grace?: number;
  readonly pace?: Partial<LookPace>;
  /** Milliseconds that one call may take. */
  readonly patience?: number;
  readonly signal?: AbortSignal;
  readonly maintenance?: (clock: Clock) => Declared | undefined;
  readonly token?: string;
  /** Called with each judgement that says something new. */
  readonly onProgress?: (rollout: Rollout, world: { standIn: StandIn; clock: JumpingClock }) => void;
}

interface Told {
  readonly rollout: Rollout;
  /** Every stage of the first service, in order. */
  readonly stages: readonly string[];
  readonly standIn: StandIn;
}

const openFor = (standIn: StandIn, clock: Clock, story: Omit<Story, 'applications'>): Argocd => {
  const patience = { ...ARGOCD_PATIENCE, retries: 0, failures: 1000 };
  const timeout = story.patience ?? patience.timeout;
  const service = openService('Argo CD', { ...patience, timeout }, clock);
  const { maintenance } = story;
  return openArgocd({
    server: standIn.url,
    project: 'production',
    variable: 'ARGOCD_AUTH_TOKEN',
    token: story.token ?? standIn.token,
    service: maintenance === undefined ? service : duringMaintenance(service, () => maintenance(clock)),
    clock,
  });
};

const tell = async (story: Story, check: (told: Told) => void): Promise<void> => {
  const clock = jumpingClock();
  const standIn = await openStandIn(story);
  const stages: string[] = [];
  try {
    const rollout = await waitForRollout({
      argocd: openFor(standIn, clock, story),
      environment: 'production',
      judge: judgeOf(story.applications, clock, story.grace),
      deadline: clock.now() + TIME,
      clock,
      pace: { ...PACE, ...story.pace },
      ...(story.signal === undefined ? {} : { signal: story.signal }),
      onProgress: (now) => {
        const stage = now.standings[0]?.stage;
        if (stage === story.overAfter && !stages.includes(stage ?? ''))
          setTimeout(() => clock.jump(TIME), A_WHILE);
        stages.push(stage ?? '');
        story.onProgress?.(now, { standIn, clock });
      },
    });
    check({ rollout, stages, standIn });
    await allClosed(standIn);
  } finally {
    await standIn.close();
  }
};

/** The other side of a connection learns a moment later that it is closed. */
const allClosed = async (standIn: StandIn): Promise<void> => {
  for (let tries = 0; standIn.openStreams() > 0; tries++) {
    if (tries > 400) assert.unreachable('a stream is left open');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

const noStream = { of: 'stream', fault: 'not-found', times: 1000 } as const;

/** The same with the stream and without it: what is found must not depend on how it is asked. */
const both = (name: string, story: Story, check: (told: Told) => void): void => {
  test(`${name}, told by the stream`, () => tell(story, check));
  test(`${name}, found by asking`, () =>
    tell({ ...story, faults: [noStream, ...(story.faults ?? [])] }, check));
};

both(
  'a rollout is waited for until all of it is there',
  { applications: [plot()], every: 15 },
  ({ rollout }) => {
    assert.is(rollout.outcome, 'pass');
    assert.is(rollout.why, 'All of it is there: service-b.');
  },
);

test('each stage is told once, in the order of a rollout', () =>
  tell({ applications: [plot()], onProgress: (_, { standIn }) => standIn.tick() }, ({ stages, standIn }) => {
    assert.equal(stages, [
      'not-told',
      'not-looked',
      'out-of-step',
      'syncing',
      'progressing',
      'leftovers',
      'there',
    ]);
    assert.is(standIn.calls.filter(({ kind }) => kind === 'stream').length, 1);
  }));

test('a change is heard of from the stream, long before the next list', () =>
  tell(
    {
      applications: [plot(['progressing', 'there'])],
      pace: { first: TIME, longest: TIME },
      onProgress: ({ outcome }, { standIn }) => {
        if (outcome === 'waiting') setTimeout(() => standIn.tick(), 50);
      },
    },
    ({ rollout, standIn }) => {
      assert.is(rollout.outcome, 'pass');
      assert.is(standIn.calls.filter(({ kind }) => kind === 'list').length, 1);
    },
  ));

const several = [plot(), plot(['before', 'told', 'syncing', 'there'], { service: 'service-a' })];
both(
  'several services are there when the last one is',
  { applications: several, every: 15 },
  ({ rollout }) => {
    assert.is(rollout.outcome, 'pass');
    assert.equal(
      rollout.services.map(({ service }) => service),
      ['service-b', 'service-a'],
    );
  },
);

both(
  'an environment that lags at a sound old version is never taken for the new one',
  { applications: [plot(['before'])], overAfter: 'not-told' },
  ({ rollout, stages }) => {
    assert.is(rollout.outcome, 'unavailable');
    assert.equal([...new Set(stages)], ['not-told']);
    assert.match(rollout.why, /does not ask for 0\.5\.1 yet.*ApplicationSet/);
  },
);

both(
  'a status of the version before under the new spec is no pass',
  { applications: [plot(['told'])], overAfter: 'not-looked' },
  ({ rollout }) => {
    assert.is(rollout.outcome, 'unavailable');
    assert.match(rollout.why, /has not compared 0\.5\.1/);
  },
);

both(
  'what Argo CD never heard of is not known',
  { applications: [plot(['absent'])], overAfter: 'absent' },
  ({ rollout }) => {
    assert.is(rollout.outcome, 'unavailable');
    assert.match(rollout.why, /shows no Application production-service-b.*token/);
  },
);

for (const [step, why] of [
  ['sync-failed', /could not sync 0\.5\.1: the database is locked/],
  ['degraded', /0\.5\.1 is degraded/],
] as const)
  both(
    `${step} ends the wait early`,
    { applications: [plot(['before', step])], every: 15 },
    ({ rollout }) => {
      assert.is(rollout.outcome, 'fail');
      assert.match(rollout.why, why);
    },
  );

both(
  'what is degraded only for a moment passes',
  { applications: [plot(['degraded', 'progressing', 'there'])], every: 30, grace: TIME },
  ({ rollout }) => assert.is(rollout.outcome, 'pass'),
);

both(
  'a rollout that never gets ready has failed when the time is over',
  { applications: [plot(['progressing'])], overAfter: 'progressing' },
  ({ rollout }) => {
    assert.is(rollout.outcome, 'fail');
    assert.match(rollout.why, /is coming up.*does not get ready/);
  },
);

both(
  'a project that does not exist has failed when the time is over',
  { applications: [plot(['no-project'])], overAfter: 'refused' },
  ({ rollout }) => {
    assert.is(rollout.outcome, 'fail');
    assert.match(rollout.why, /InvalidSpecError/);
  },
);

both(
  'where Argo CD cannot compare, nobody knows',
  { applications: [plot(['comparison-error'])], overAfter: 'unknown' },
  ({ rollout }) => {
    assert.is(rollout.outcome, 'unavailable');
    assert.match(rollout.why, /ComparisonError: rpc error/);
  },
);

both(
  'a paused canary waits for its promotion, also when the time is over',
  { applications: [plot(['paused'])], overAfter: 'paused' },
  ({ rollout }) => {
    assert.is(rollout.outcome, 'waiting');
    assert.match(rollout.why, /waiting for promotion/);
  },
);

test('a comparison that is due is asked for, once', () =>
  tell({ applications: [plot(['until-refresh', 'there'])] }, ({ rollout, standIn }) => {
    assert.is(rollout.outcome, 'pass');
    assert.is(standIn.calls.filter(({ kind }) => kind === 'get').length, 1);
  }));

test('a comparison that changes nothing is not asked for again', () =>
  tell({ applications: [plot(['told'])], overAfter: 'not-looked' }, ({ standIn }) => {
    assert.is(standIn.calls.filter(({ kind }) => kind === 'get').length, 1);
  }));

test('a comparison that cannot be asked for stops nothing', () =>
  tell(
    {
      applications: [plot(['told', 'there'])],
      every: 60,
      faults: [{ of: 'get', fault: 'forbid', times: 1000 }],
    },
    ({ rollout }) => assert.is(rollout.outcome, 'pass'),
  ));

for (const fault of ['hang', 'reset', 'bad-gateway', 'login-page', 'login-redirect', 'half'] as const) {
  test(`${fault} from the start and then up`, () =>
    tell(
      { applications: [plot(['there'])], patience: 100, faults: [{ of: 'list', fault, times: 3 }] },
      ({ rollout, stages }) => {
        assert.is(rollout.outcome, 'pass');
        assert.equal([...new Set(stages)], ['unknown', 'there']);
      },
    ));

  test(`${fault} to the end is unavailable, and never a failed rollout`, () =>
    tell(
      {
        applications: [plot(['degraded'])],
        overAfter: 'unknown',
        patience: 100,
        faults: [{ of: 'list', fault, times: 1000 }],
      },
      ({ rollout }) => {
        assert.is(rollout.outcome, 'unavailable');
        assert.is(rollout.services[0]?.outcome, 'unavailable');
      },
    ));
}

test('down for a while in the middle, it goes on where it was', () =>
  tell(
    {
      applications: [plot()],
      tickOnList: true,
      faults: [noStream],
      onProgress: ({ standings }, { standIn }) => {
        if (standings[0]?.stage === 'syncing') standIn.fail('list', 'bad-gateway', 4);
      },
    },
    ({ rollout }) => assert.is(rollout.outcome, 'pass'),
  ));

test('what was seen long before the end is not known at the end', () =>
  tell(
    {
      applications: [plot(['progressing'])],
      overAfter: 'unknown',
      pace: { stale: MINUTE },
      faults: [noStream],
      onProgress: ({ standings }, { standIn, clock }) => {
        if (standings[0]?.stage !== 'progressing') return;
        standIn.fail('list', 'bad-gateway');
        clock.jump(2 * MINUTE);
      },
    },
    ({ rollout, stages }) => {
      assert.is(rollout.outcome, 'unavailable');
      assert.equal(stages.slice(0, 2), ['progressing', 'unknown']);
      assert.match(rollout.why, /Argo CD answers with an error \(502\)/);
    },
  ));

test('one look that is asked for again in vain is no second look', () =>
  tell(
    {
      applications: [plot(['degraded', 'there'])],
      faults: [noStream],
      onProgress: ({ outcome }, { standIn }) => {
        if (outcome !== 'waiting') return;
        standIn.fail('list', 'bad-gateway', 5);
        standIn.tick();
      },
    },
    ({ rollout }) => assert.is(rollout.outcome, 'pass'),
  ));

for (const fault of ['silence', 'hang', 'error-event', 'reset', 'login-page'] as const)
  test(`a stream with ${fault} is opened anew, and meanwhile it is asked`, () =>
    tell({ applications: [plot()], every: 60, faults: [{ of: 'stream', fault, times: 2 }] }, ({ rollout }) =>
      assert.is(rollout.outcome, 'pass'),
    ));

test('a stream that is dropped again and again costs nothing but time', () =>
  tell(
    {
      applications: [plot()],
      onProgress: (_, { standIn }) => {
        standIn.dropStreams();
        standIn.tick();
      },
    },
    ({ rollout }) => assert.is(rollout.outcome, 'pass'),
  ));

test('a stream that is dropped is opened again', () => {
  let dropped = 0;
  return tell(
    {
      applications: [plot(['progressing', 'there'])],
      onProgress: ({ outcome }, { standIn }) => {
        if (outcome !== 'waiting') return;
        const drop = setInterval(() => {
          if (standIn.openStreams() === 0) return;
          standIn.dropStreams();
          dropped += 1;
          if (dropped < 2) return;
          clearInterval(drop);
          standIn.tick();
        }, 5);
      },
    },
    ({ rollout, standIn }) => {
      assert.is(rollout.outcome, 'pass');
      assert.ok(standIn.calls.filter(({ kind }) => kind === 'stream').length >= 2);
    },
  );
});

test('a service is still judged when Argo CD forgets it in the middle', () =>
  tell(
    {
      applications: [plot(['progressing'])],
      overAfter: 'absent',
      onProgress: ({ standings }, { standIn }) => {
        if (standings[0]?.stage === 'progressing') standIn.alter('production-service-b', () => undefined);
      },
    },
    ({ rollout, stages }) => {
      assert.is(rollout.outcome, 'unavailable');
      assert.equal(stages.slice(0, 2), ['progressing', 'absent']);
    },
  ));

test('a refused token ends the wait at once', async () => {
  let caught: unknown;
  await tell({ applications: [plot()], token: 'other' }, () => assert.unreachable()).catch((error) => {
    caught = error;
  });
  assert.instance(caught, Failure);
  assert.is((caught as Failure).code, 'argocd-refused');
});

test('declared maintenance is waited for as long as it ends in time, and asks nothing', () => {
  let until: number | undefined;
  return tell(
    {
      applications: [plot(['there'])],
      maintenance: ({ now }) => {
        until ??= now() + MINUTE;
        return now() < until ? { reason: 'Upgrade', until } : undefined;
      },
      onProgress: ({ standings }, { standIn, clock }) => {
        if (standings[0]?.stage !== 'away') return;
        assert.is(standIn.calls.length, 0);
        clock.jump(2 * MINUTE);
      },
    },
    ({ rollout, stages }) => {
      assert.is(rollout.outcome, 'pass');
      assert.equal(stages, ['away', 'there']);
    },
  );
});

test('maintenance that outlasts the time is said at once, and is a wait', () =>
  tell(
    {
      applications: [plot(['there'])],
      maintenance: ({ now }) => ({ reason: 'Upgrade', until: now() + 2 * TIME }),
    },
    ({ rollout, standIn }) => {
      assert.is(rollout.outcome, 'waiting');
      assert.match(rollout.why, /maintenance until .*Upgrade/);
      assert.is(standIn.calls.length, 0);
    },
  ));

test('a signal ends it with its reason and leaves nothing running', async () => {
  const stop = new AbortController();
  let caught: unknown;
  await tell(
    {
      applications: [plot(['progressing'])],
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('interrupted')),
    },
    () => assert.unreachable(),
  ).catch((error) => {
    caught = error;
  });
  assert.is((caught as Error).message, 'interrupted');
});

test('a judgement that throws is a bug, and is not hidden', async () => {
  const clock = jumpingClock();
  const standIn = await openStandIn({ applications: [plot()] });
  try {
    await waitForRollout({
      argocd: openFor(standIn, clock, {}),
      environment: 'production',
      judge: () => {
        throw new RangeError('a bug');
      },
      deadline: clock.now() + TIME,
      clock,
      pace: PACE,
    });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, RangeError);
  } finally {
    await standIn.close();
  }
});

test.run();
