import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readApplication } from '../../scripts/verify/rollout/application.ts';
import { readImage, readOverride } from '../../scripts/verify/rollout/image.ts';
import { revisionsToLearn, standingsOf } from '../../scripts/verify/rollout/look.ts';
import type { ServiceStanding, Stage } from '../../scripts/verify/rollout/stage.ts';
import { configurationKey, type KnownConfiguration, wantedOf } from '../../scripts/verify/rollout/wanted.ts';
import { applicationAt, type Build, type Plot, type Step } from '../support/argocd/application.ts';

const OLD = 'b'.repeat(40);
const NEW = 'c'.repeat(40);
const DIGEST = `sha256:${'1'.repeat(64)}`;
const OTHER = `sha256:${'2'.repeat(64)}`;
const SINCE = Date.parse('2026-11-21T09:00:00Z');
const NOW = Date.parse('2026-11-21T10:00:00Z');
const NAME = 'production-service-b';

const plot: Plot = {
  service: 'service-b',
  environment: 'production',
  project: 'production',
  image: 'ghcr.io/acme/service-b',
  from: { version: '0.5.0', digest: OTHER, config: OLD },
  to: { version: '0.5.1', digest: DIGEST, config: NEW },
};

const wantedIn = ({ service, environment, image, to }: Plot) =>
  wantedOf(
    {
      environment: environment as never,
      service: service as never,
      image,
      version: to.version as never,
      ...(to.digest === undefined ? {} : { digest: to.digest as never }),
      config: to.config,
      file: `environments/${environment}/${service}.yaml`,
    },
    { since: SINCE, repository: 'https://github.com/acme/release-brackets' },
  );

const at = (one: Plot, step: Step): unknown => applicationAt(one, step, { count: 1, now: NOW });

const judged = (one: Plot, json: unknown, known: KnownConfiguration = new Map()): ServiceStanding => {
  const shown = new Map(json === undefined ? [] : [[wantedIn(one).application, json] as const]);
  const [standing] = standingsOf([wantedIn(one)], shown, known);
  if (standing === undefined) throw new Error('nothing was judged');
  return standing;
};

type Mutable = { [key: string]: Mutable };

/** An Application that is fully there, with something changed in it. */
const changed = (change: (application: Mutable) => void): unknown => {
  const application = structuredClone(at(plot, 'there')) as Mutable;
  change(application);
  return application;
};

const inside = (application: Mutable, ...keys: readonly string[]): Mutable =>
  keys.reduce<Mutable>((one, key) => one[key] as Mutable, application);

const set = (path: string, value: unknown) => (application: Mutable) => {
  const keys = path.split('.');
  inside(application, ...keys.slice(0, -1))[keys.at(-1) ?? ''] = value as Mutable;
};

const STAGES: Readonly<Record<Step, Stage>> = {
  absent: 'absent',
  before: 'not-told',
  told: 'not-looked',
  'until-refresh': 'not-looked',
  'out-of-step': 'out-of-step',
  syncing: 'syncing',
  progressing: 'progressing',
  leaving: 'leftovers',
  there: 'there',
  paused: 'paused',
  degraded: 'degraded',
  'sync-failed': 'failed',
  'comparison-error': 'unknown',
  'no-project': 'refused',
};

for (const [step, stage] of Object.entries(STAGES) as [Step, Stage][])
  test(`an Application that is ${step} is ${stage}`, () => {
    const standing = judged(plot, at(plot, step));
    assert.is(standing.stage, stage, standing.why);
    assert.match(standing.why, /^\S.*\.$/);
    assert.is(stage === 'there', standing.fix === undefined);
  });

test('what is there says so with the health in the words of Argo CD', () => {
  assert.equal(judged(plot, at(plot, 'there')), {
    service: 'service-b',
    application: NAME,
    stage: 'there',
    why: '0.5.1 runs and nothing else of it.',
    health: 'Healthy',
  });
});

/** Each breaks one condition of an Application that is there. */
const BREAKS: readonly (readonly [string, Stage, (application: Mutable) => void])[] = [
  ['another revision', 'not-told', set('spec.source.targetRevision', OLD)],
  ['no image', 'not-told', set('spec.source.kustomize', {})],
  ['another version', 'not-told', set('spec.source.kustomize.images', [`${plot.image}:0.5.0@${DIGEST}`])],
  ['another digest', 'not-told', set('spec.source.kustomize.images', [`${plot.image}:0.5.1@${OTHER}`])],
  ['no digest', 'not-told', set('spec.source.kustomize.images', [`${plot.image}:0.5.1`])],
  [
    'two overrides of one image',
    'not-told',
    set('spec.source.kustomize.images', [`${plot.image}:0.5.1@${DIGEST}`, `${plot.image}=other:1`]),
  ],
  ['another folder', 'not-told', set('spec.source.path', 'services/service-b/overlays/dev')],
  ['another repository', 'not-told', set('spec.source.repoURL', 'https://example.com/other')],
  ['several sources', 'not-told', set('spec.sources', [{ repoURL: 'https://example.com/other' }])],
  ['no source', 'not-told', set('spec.source', null)],
  ['a deletion', 'not-told', set('metadata.deletionTimestamp', '2026-11-21T09:59:00Z')],
  ['an operation that is asked for', 'syncing', set('operation', { sync: {} })],
  ['an operation that runs', 'syncing', set('status.operationState.phase', 'Running')],
  ['an operation that is ended', 'syncing', set('status.operationState.phase', 'Terminating')],
  ['an operation in a state of its own', 'syncing', set('status.operationState.phase', 'Hesitating')],
  ['a failed operation', 'failed', set('status.operationState.phase', 'Failed')],
  ['an operation that broke', 'failed', set('status.operationState.phase', 'Error')],
  ['a comparison error', 'unknown', set('status.conditions', [{ type: 'ComparisonError', message: 'x' }])],
  ['a sync error', 'refused', set('status.conditions', [{ type: 'SyncError', message: 'x' }])],
  ['an error nobody knows', 'refused', set('status.conditions', [{ type: 'NewError', message: 'x' }])],
  ['a comparison with nothing', 'not-looked', set('status.sync.comparedTo', null)],
  ['a comparison with another image', 'not-looked', set('status.sync.comparedTo.source.kustomize', {})],
  ['a comparison with more', 'not-looked', set('status.sync.comparedTo.source.directory', { recurse: true })],
  ['no revision', 'not-looked', set('status.sync.revision', undefined)],
  ['the revision before', 'not-looked', set('status.sync.revision', OLD)],
  ['half a revision', 'not-looked', set('status.sync.revision', NEW.slice(0, 12))],
  ['no comparison since', 'not-looked', set('status.reconciledAt', '2026-11-21T09:00:00Z')],
  ['no comparison at all', 'not-looked', set('status.reconciledAt', undefined)],
  ['objects out of step', 'out-of-step', set('status.sync.status', 'OutOfSync')],
  ['an unknown sync', 'unknown', set('status.sync.status', 'Unknown')],
  ['no sync status', 'unknown', set('status.sync.status', undefined)],
  ['progress', 'progressing', set('status.health.status', 'Progressing')],
  ['missing objects', 'progressing', set('status.health.status', 'Missing')],
  ['a paused rollout', 'paused', set('status.health.status', 'Suspended')],
  ['degraded objects', 'degraded', set('status.health.status', 'Degraded')],
  ['unknown health', 'unknown', set('status.health.status', 'Unknown')],
  ['no health', 'unknown', set('status.health', {})],
  ['health in other letters', 'unknown', set('status.health.status', 'healthy')],
  ['no pods', 'progressing', set('status.summary', {})],
  ['pods of the version before', 'progressing', set('status.summary.images', [`${plot.image}:0.5.0`])],
  ['pods without the digest', 'progressing', set('status.summary.images', [`${plot.image}:0.5.1`])],
  [
    'old pods beside the new ones',
    'leftovers',
    set('status.summary.images', [`${plot.image}:0.5.1@${DIGEST}`, `${plot.image}:0.5.0@${OTHER}`]),
  ],
  [
    'the same version with another digest beside it',
    'leftovers',
    set('status.summary.images', [`${plot.image}:0.5.1@${DIGEST}`, `${plot.image}:0.5.1@${OTHER}`]),
  ],
];

for (const [what, stage, breakIt] of BREAKS)
  test(`with ${what} it is ${stage}`, () => {
    const standing = judged(plot, changed(breakIt));
    assert.is(standing.stage, stage, standing.why);
  });

test('whatever is broken, and with whatever else, it is not there', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(BREAKS.length - 1), { minLength: 1, maxLength: 4 }), (picked) => {
      const json = changed((application) => {
        for (const index of picked) {
          try {
            BREAKS[index]?.[2](application);
          } catch {
            // An earlier break took away the object that this one changes.
          }
        }
      });
      // Two breaks at one place may leave only the second, which is a break all the same.
      assert.is.not(judged(plot, json).stage, 'there');
    }),
    { numRuns: 500 },
  );
});

const build = fc.record({
  version: fc.constantFrom('1.0.0', '1.0.1', '2.0.0-rc.1'),
  digest: fc.constantFrom(DIGEST, OTHER),
  config: fc.constantFrom(OLD, NEW),
});
const isSameBuild = (one: Build, other: Build): boolean =>
  one.version === other.version && one.digest === other.digest && one.config === other.config;

test('an old state is never taken for the new one, however sound it is in itself', () => {
  const early = fc.constantFrom<Step>('before', 'told', 'until-refresh', 'out-of-step', 'syncing');
  fc.assert(
    fc.property(build, build, early, (from, to, step) => {
      fc.pre(!isSameBuild(from, to));
      const one = { ...plot, from, to };
      assert.is.not(judged(one, at(one, step)).stage, 'there');
      assert.is(judged(one, at(one, 'there')).stage, 'there');
    }),
  );
});

test('what is not read makes no difference', () => {
  const places = [[], ['metadata'], ['spec'], ['status'], ['status', 'sync'], ['status', 'health']];
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.string(), fc.jsonValue(), (place, key, value) => {
      const json = changed((application) => {
        Object.defineProperty(inside(application, ...place), `x${key}`, { value, enumerable: true });
      });
      assert.is(judged(plot, json).stage, 'there');
    }),
  );
});

/** Every path of keys in a JSON value. */
const pathsOf = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, one]) => [[...path, key], ...pathsOf(one, [...path, key])])
    : [];

test('what is malformed throws nowhere, and is there only where it reads the same', () => {
  const paths = pathsOf(at(plot, 'there'));
  const sound = readApplication(at(plot, 'there'));
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.anything(), (path, value) => {
      const json = changed((application) => {
        inside(application, ...path.slice(0, -1))[path.at(-1) ?? ''] = value as Mutable;
      });
      const standing = judged(plot, json);
      if (standing.stage !== 'there') return;
      const read = readApplication(json);
      // Of the rest only what cannot matter may differ: the project, a message, another time after the commit.
      assert.equal(read?.source?.images, sound?.source?.images);
      assert.equal(
        read?.images.filter((image) => image.startsWith(plot.image)),
        sound?.images.slice(0, 1),
      );
      assert.is(read?.sync.revision, NEW);
    }),
    { numRuns: 2000 },
  );
});

test('anything at all is read or refused without a throw', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      readApplication(value);
      readApplication({ metadata: { name: 'x' }, spec: value, status: value });
    }),
    { numRuns: 1000 },
  );
});

test('a source nested without end is equal to nothing and breaks nothing', () => {
  const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown;
  const json = changed((application) => {
    inside(application, 'spec', 'source')['directory'] = deep as Mutable;
    inside(application, 'status', 'sync', 'comparedTo', 'source')['directory'] = deep as Mutable;
  });
  assert.is(judged(plot, json).stage, 'not-looked');
});

test('an unreadable Application is unknown and not absent', () => {
  const standing = judged(plot, { metadata: { name: NAME }, spec: [] });
  assert.is(standing.stage, 'unknown');
  assert.match(standing.fix ?? '', /bracket doctor/);
});

test('without an operation all can be there: nothing had to be synced', () => {
  assert.is(judged(plot, changed(set('status.operationState', undefined))).stage, 'there');
});

test('an operation of another state that failed is nothing to this one', () => {
  const json = changed((application) => {
    set('status.operationState.phase', 'Failed')(application);
    set('status.operationState.syncResult.source.targetRevision', OLD)(application);
  });
  assert.is(judged(plot, json).stage, 'there');
});

test('an operation that failed before it began counts when it is of this state', () => {
  const failedAt = (startedAt: string): Stage =>
    judged(
      plot,
      changed((application) => {
        set('status.operationState', { phase: 'Error', message: 'no cluster', startedAt })(application);
      }),
    ).stage;
  assert.is(failedAt('2026-11-21T09:30:00Z'), 'failed');
  assert.is(failedAt('2026-11-20T09:30:00Z'), 'there');
});

test('where nobody syncs by itself, a person is told to press Sync', () => {
  const one = { ...plot, automated: false };
  const standing = judged(one, at(one, 'out-of-step'));
  assert.is(standing.stage, 'held');
  assert.match(standing.fix ?? '', /Press Sync on production-service-b/);
  const off = changed((application) => {
    set('status.sync.status', 'OutOfSync')(application);
    set('spec.syncPolicy.automated.enabled', false)(application);
  });
  assert.is(judged(plot, off).stage, 'held');
});

test('what a progressive sync starts in its turn is not to be synced by hand', () => {
  const one = { ...plot, automated: false };
  const shown = new Map([[NAME, at(one, 'out-of-step')]]);
  const [standing] = standingsOf([{ ...wantedIn(one), inTurn: true }], shown, new Map());
  assert.is(standing?.stage, 'out-of-step');
  assert.not.match(standing?.fix ?? '', /Press Sync/);
});

test('an image without a digest is there with the digest a cluster adds, and not with two', () => {
  const one: Plot = { ...plot, to: { version: '0.5.1', config: NEW } };
  const pods = (...images: readonly string[]): Stage => {
    const json = structuredClone(at(one, 'there')) as Mutable;
    set('status.summary.images', images)(json);
    return judged(one, json).stage;
  };
  assert.is(pods(`${plot.image}:0.5.1`), 'there');
  assert.is(pods(`${plot.image}:0.5.1@${DIGEST}`), 'there');
  assert.is(pods(`${plot.image}:0.5.1@${DIGEST}`, `${plot.image}:0.5.1`), 'leftovers');
});

test('where no digest is wanted, an Application that asks for one was told by somebody else', () => {
  const one: Plot = { ...plot, to: { version: '0.5.1', config: NEW } };
  const json = structuredClone(at({ ...one, to: { ...one.to, digest: DIGEST } }, 'there'));
  assert.is(judged(one, json).stage, 'not-told');
});

test('an image whose name only begins the same is another image', () => {
  const json = changed((application) => {
    inside(application, 'status', 'summary')['images'] = [
      `${plot.image}:0.5.1@${DIGEST}`,
      `${plot.image}-migrations:0.1.0`,
    ] as unknown as Mutable;
  });
  assert.is(judged(plot, json).stage, 'there');
});

test('a branch counts at a revision that is known to hold the wanted configuration, and at no other', () => {
  const dev: Plot = {
    ...plot,
    environment: 'dev',
    from: { version: '0.5.0', config: 'main', revision: OLD },
    to: { version: '0.5.1', config: 'main', revision: NEW },
  };
  const key = configurationKey('service-b' as never, NEW);
  assert.is(judged(dev, at(dev, 'there')).stage, 'unknown');
  assert.is(judged(dev, at(dev, 'there'), new Map([[key, false]])).stage, 'not-looked');
  assert.is(judged(dev, at(dev, 'there'), new Map([[key, true]])).stage, 'there');
  const shown = new Map([['dev-service-b', at(dev, 'there')]]);
  const asked = [{ service: 'service-b', revision: NEW }];
  assert.equal(revisionsToLearn([wantedIn(dev)], shown, new Map()), asked);
  assert.equal(revisionsToLearn([wantedIn(dev)], shown, new Map([[key, false]])), []);
  assert.equal(revisionsToLearn([wantedIn(plot)], new Map([[NAME, at(plot, 'there')]]), new Map()), []);
});

test('text of Argo CD comes as one bounded line without passwords', () => {
  const message = `cannot fetch https://user:hunter2@git.example.com/x\n\u001b[31m${'y'.repeat(500)}`;
  const standing = judged(plot, changed(set('status.conditions', [{ type: 'SyncError', message }])));
  assert.not.match(standing.why, /hunter2|\n|\u001b/);
  assert.ok(standing.why.length < 300);
});

test('references and overrides are taken apart as kustomize writes them', () => {
  assert.equal(readImage('localhost:5000/a/b'), { name: 'localhost:5000/a/b' });
  assert.equal(readImage('localhost:5000/a/b:1.0'), { name: 'localhost:5000/a/b', tag: '1.0' });
  assert.equal(readImage(`a/b@${DIGEST}`), { name: 'a/b', digest: DIGEST });
  assert.equal(readImage(`a/b:1@${DIGEST}`), { name: 'a/b', tag: '1', digest: DIGEST });
  assert.equal(readOverride('a=b:2'), { replaces: 'a', by: { name: 'b', tag: '2' } });
  assert.equal(readOverride('b:2'), { replaces: 'b', by: { name: 'b', tag: '2' } });
});

test.run();
