import type { Facts } from '../../../scripts/check/facts.ts';
import type { WrittenCheck, WrittenVerify } from '../../../scripts/check/written-verify.ts';
import type { Maintenance } from '../../../scripts/model/verification.ts';
import type { Wish } from '../build-repository.ts';

interface Case {
  readonly that: string;
  readonly wish: Wish;
  readonly facts?: Facts;
  readonly finds: readonly string[];
}

type Argocd = NonNullable<NonNullable<Wish['environments']>[string]['argocd']>;

const FILE = 'environments/dev.yaml';
const ARGOCD: Argocd = { project: 'dev', cluster: 'c', namespace: 'shop' };

const verify = (written: Partial<WrittenVerify>, server?: string): Wish => ({
  environments: {
    dev: {
      verify: { checks: [], ...written },
      ...(server === undefined ? {} : { argocd: { ...ARGOCD, server } }),
    },
  },
});
const check = (written: Omit<WrittenCheck, 'name'>, server?: string): Wish =>
  verify(
    {
      checks: [
        { name: 'first', run: ['true'] },
        { name: 'second', ...written },
      ],
    },
    server,
  );
const prometheus = (written: Partial<NonNullable<WrittenCheck['prometheus']>>): Wish =>
  check({ prometheus: { url: 'https://p.example.com', query: 'up', ...written } });
const http = (written: Partial<NonNullable<WrittenCheck['http']>>): Wish =>
  check({ http: { url: 'https://shop.example.com/', ...written } });
const at = (code: string, path: string): string => `${code} ${FILE} verify.checks.1.${path}`;

const maintained = (one: Partial<Maintenance>, of = 'shop.example.com:8443'): Wish =>
  verify({
    checks: [{ name: 'smoke', http: { url: 'https://shop.example.com:8443/healthz' } }],
    maintenance: [{ of, reason: 'Upgrade', ...one }],
  });
const weekly = { schedule: '0 4 * * 0', duration: '1h' };
const now = new Date('2026-11-21T12:00:00Z');
const ofMaintenance = (code: string, key: string): string => `${code} ${FILE} verify.maintenance.0.${key}`;

const clean = (wish: Wish): Case => ({ that: 'nothing where all is well', wish, finds: [] });
const sound = verify(
  {
    pass: 90,
    checks: [
      {
        name: 'smoke',
        timeout: '10s',
        attempts: 3,
        http: {
          url: 'https://shop.example.com/?page=1',
          headers: { Accept: 'text/html', 'X-Request': 'a' },
          expect: { body: 'ok', latency: '1s' },
        },
      },
      {
        name: 'errors',
        timeout: '2m',
        prometheus: {
          url: 'http://prometheus:9090',
          query: 'up',
          above: 0,
          below: 2,
          range: '5m',
          step: '30s',
          samples: 12,
          against: { before: '1h', below: 2 },
        },
      },
      { name: 'load', level: 'warning', weight: 0, run: ['./load', '-x'] },
      { name: 'health', key: true, argocd: {} },
    ],
    maintenance: [
      { of: 'argocd', reason: 'Upgrade', ...weekly },
      { of: 'Prometheus:9090', reason: 'Disks', until: '2026-12-01T00:00:00Z' },
    ],
  },
  'https://argocd.example.com/team',
);

/** The rules of `verify`, each with what it finds and what it does not. */
export const VERIFY_CASES: Readonly<
  Record<
    'argocd-server' | 'check-credentials' | 'check-patterns' | 'check-values' | 'maintenance',
    readonly Case[]
  >
> = {
  'argocd-server': [
    clean(sound),
    ...[
      'https://argocd.example.com',
      'http://localhost:8080',
      'http://127.0.0.1:8080/argo',
      'http://[::1]:8080',
    ].map((server): Case => ({ that: server, wish: verify({}, server), finds: [] })),
    ...[
      'http://argocd.example.com',
      'http://127.0.0.1.example.com',
      'https://argocd.example.com?a=b',
      'https://argocd.example.com#a',
      'https://argocd:port',
    ].map(
      (server): Case => ({
        that: server,
        wish: verify({}, server),
        finds: [`argocd-server ${FILE} argocd.server`],
      }),
    ),
  ],
  'check-credentials': [
    clean(sound),
    ...['Authorization', 'cookie', 'X-Api-Key', 'Private-Token', 'X-Auth-Token'].map(
      (header): Case => ({
        that: header,
        wish: http({ headers: { [header]: 'x' } }),
        finds: [at('check-credential', `http.headers.${header}`)],
      }),
    ),
    ...['token', 'access_token', 'apiKey', 'X-Amz-Signature', 'sig'].map(
      (name): Case => ({
        that: name,
        wish: http({ url: `https://shop.example.com/?${name}=x` }),
        finds: [at('check-credential', 'http.url')],
      }),
    ),
    {
      that: 'a password in the address of Prometheus',
      wish: prometheus({ url: 'https://p/?password=x', below: 1 }),
      finds: [at('check-credential', 'prometheus.url')],
    },
    {
      that: 'names that only sound like one',
      wish: http({
        url: 'https://shop.example.com/?tokens=1&design=a',
        headers: { 'X-Author': 'a', 'Cookie-Policy': 'b' },
      }),
      finds: [],
    },
    {
      that: 'an address that is none',
      wish: http({ url: 'https://shop.example.com:99999/' }),
      finds: [at('check-address', 'http.url')],
    },
  ],
  'check-patterns': [
    clean(sound),
    {
      that: 'patterns that cannot be read, in the body and in a header',
      wish: http({ expect: { body: '(?=a)', headers: { 'Content-Type': '[', Server: 'ok' } } }),
      facts: {
        patterns: new Map([
          ['(?=a)', 'no look-ahead'],
          ['[', 'missing closing ]'],
        ]),
      },
      finds: [
        at('check-pattern', 'http.expect.body'),
        at('check-pattern', 'http.expect.headers.Content-Type'),
      ],
    },
  ],
  'check-values': [
    clean(sound),
    {
      that: 'no time at all',
      wish: check({ timeout: '0s', interval: '0s', http: { url: 'https://a', expect: { latency: '0ms' } } }),
      finds: [
        at('check-duration', 'timeout'),
        at('check-duration', 'interval'),
        at('check-duration', 'http.expect.latency'),
      ],
    },
    {
      that: 'no time before',
      wish: prometheus({ range: '0s', step: '0s', against: { before: '0s', below: 2 } }),
      finds: [
        at('check-duration', 'prometheus.range'),
        at('check-duration', 'prometheus.step'),
        at('check-duration', 'prometheus.against.before'),
      ],
    },
    {
      that: 'bounds with nothing between them',
      wish: prometheus({ above: 1, below: 1 }),
      finds: [at('check-bounds', 'prometheus.above')],
    },
    {
      that: 'a quotient with nothing between its bounds',
      wish: prometheus({ against: { before: '1h', above: 2, below: 1 } }),
      finds: [at('check-bounds', 'prometheus.against.above')],
    },
    {
      that: 'as many points as Prometheus gives',
      wish: prometheus({ below: 1, range: '11000s', step: '1s' }),
      finds: [],
    },
    {
      that: 'one point more',
      wish: prometheus({ below: 1, range: '11001s', step: '1s' }),
      finds: [at('check-points', 'prometheus.step')],
    },
    {
      that: 'a step longer than the range',
      wish: prometheus({ below: 1, range: '10s' }),
      finds: [at('check-points', 'prometheus.range')],
    },
    {
      that: 'samples that take longer than their attempt',
      wish: prometheus({ below: 1, samples: 7 }),
      finds: [at('check-samples', 'prometheus.samples')],
    },
    { that: 'samples that just end in time', wish: prometheus({ below: 1, samples: 6 }), finds: [] },
    {
      that: 'a warning above the pass',
      wish: verify({ pass: 80, warning: 90 }),
      finds: [`verify-score ${FILE} verify.warning`],
    },
    { that: 'a pass alone', wish: verify({ pass: 80 }), finds: [] },
    {
      that: 'a key check that never fails',
      wish: check({ key: true, level: 'warning', run: ['true'] }),
      finds: [at('check-key', 'key')],
    },
    {
      that: 'an attempt longer than everything',
      wish: verify({ timeout: '30s', checks: [{ name: 'a', run: ['true'] }] }),
      finds: [`check-timeout ${FILE} verify.checks.0.timeout`],
    },
    {
      that: 'a body of HEAD',
      wish: http({ method: 'HEAD', expect: { body: 'ok' } }),
      finds: [at('check-body', 'http.expect.body')],
    },
    {
      that: 'Argo CD asked where there is none',
      wish: check({ argocd: {} }),
      finds: [at('check-argocd', 'argocd')],
    },
    {
      that: 'Argo CD asked where there is one',
      wish: check({ argocd: {} }, 'https://argocd.example.com'),
      finds: [],
    },
    { that: 'no program', wish: check({ run: ['-c', 'true'] }), finds: [at('check-program', 'run.0')] },
    { that: 'an empty program', wish: check({ run: [''] }), finds: [at('check-program', 'run.0')] },
  ],
  maintenance: [
    { ...clean(sound), facts: { now } },
    {
      that: 'a schedule that cannot be read',
      wish: maintained({ ...weekly, schedule: '0 4 * * 7' }),
      finds: [ofMaintenance('maintenance-schedule', 'schedule')],
    },
    {
      that: 'no duration',
      wish: maintained({ ...weekly, duration: '0s' }),
      finds: [ofMaintenance('maintenance-duration', 'duration')],
    },
    {
      that: 'a duration in days',
      wish: maintained({ ...weekly, duration: '1d' }),
      finds: [ofMaintenance('maintenance-duration', 'duration')],
    },
    {
      that: 'no such zone',
      wish: maintained({ ...weekly, timeZone: 'Mars/Base' }),
      finds: [ofMaintenance('maintenance-time-zone', 'timeZone')],
    },
    {
      that: 'an end before the beginning',
      wish: maintained({ from: '2026-12-01T00:00:00Z', until: '2026-12-01T01:00:00+01:00' }),
      finds: [ofMaintenance('maintenance-instants', 'until')],
    },
    {
      that: 'a beginning beside a schedule',
      wish: maintained({ ...weekly, from: '2026-12-01T00:00:00Z' }),
      finds: [ofMaintenance('maintenance-instants', 'from')],
    },
    {
      that: 'both forms at once',
      wish: maintained({ schedule: '0 4 * * 0', until: '2026-12-01T00:00:00Z' }),
      finds: [ofMaintenance('maintenance-instants', 'schedule')],
    },
    {
      that: 'one that is over',
      wish: maintained({ until: '2026-11-21T12:00:00Z' }),
      facts: { now },
      finds: [ofMaintenance('maintenance-over', 'until')],
    },
    {
      that: 'one that is not over',
      wish: maintained({ until: '2026-11-21T12:00:01Z' }),
      facts: { now },
      finds: [],
    },
    {
      that: 'another port',
      wish: maintained(weekly, 'shop.example.com'),
      finds: [ofMaintenance('maintenance-of', 'of')],
    },
    {
      that: 'Argo CD where none is asked',
      wish: maintained(weekly, 'argocd'),
      finds: [ofMaintenance('maintenance-of', 'of')],
    },
  ],
};
