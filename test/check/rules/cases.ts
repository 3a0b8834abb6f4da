import type { Facts } from '../../../scripts/check/facts.ts';
import type { Fault, ObjectName } from '../../../scripts/check/rendered/fault.ts';
import {
  type CellRenders,
  failedFacts,
  type RenderFacts,
} from '../../../scripts/check/rendered/render-facts.ts';
import type { RULES } from '../../../scripts/check/rules/table.ts';
import type { BlobId, Version } from '../../../scripts/model/names.ts';
import type { Environment } from '../../../scripts/model/repository.ts';
import { blobOf, digestOf, entriesOf, PIN, type Wish } from '../build-repository.ts';
import { VERIFY_CASES } from './verify-cases.ts';

/** One repository and what one rule finds in it: `code file path`, nothing for a clean one. */
interface Case {
  readonly that: string;
  readonly wish: Wish;
  readonly facts?: Facts;
  readonly finds: readonly string[];
}

type Rules = Readonly<Record<keyof typeof RULES, readonly Case[]>>;

const shop: Wish = {
  environments: {
    dev: { runs: { api: '1.0.0' } },
    prod: { promotesFrom: 'dev', runs: { api: '1.0.0' } },
  },
  services: { api: { releases: { '1.0.0': {} } } },
};
const clean: Case = { that: 'a sound shop', wish: shop, finds: [] };

const OVERLAYS = ['services/api/overlays/dev/kustomization.yaml', 'services/api/overlays/prod/Kustomization'];
const RECORD = 'services/api/releases/1.0.0.yaml';
const now = new Date('2026-11-21T12:00:00Z');
const held = (versions: readonly string[]): Facts => ({
  held: new Map([['environments/prod/api.yaml', versions as readonly Version[]]]),
});
const landed = (files: Readonly<Record<string, BlobId>>): NonNullable<Facts['git']> => ({
  main: 'main',
  configs: new Map(),
  landed: new Map(Object.entries(files)),
});
const entry = (path: string, blob: BlobId): Facts => ({
  entries: new Map([[path, { path, mode: '100644', blob }]]),
  git: landed({ [path]: blobOf(1) }),
});

/** The api of prod at one version, its releases 1, 2, 3 with a database, 4 with a record that says nothing of it. */
const database = (version: string): Wish => ({
  environments: { dev: {}, prod: { promotesFrom: 'dev', runs: { api: version } } },
  services: {
    api: {
      releases: {
        '1': { database: { schema: 10, tolerates: 10 } },
        '2': { database: { schema: 11, tolerates: 10 } },
        '3': { database: { schema: 12, tolerates: 11 } },
        '4': {},
      },
    },
  },
});

const gates = (wanted: NonNullable<NonNullable<Wish['environments']>[string]['gates']>): Wish => ({
  environments: {
    dev: { verify: { checks: [{ name: 'smoke' }] } },
    prod: { promotesFrom: 'dev', gates: wanted },
  },
});

const window = (schedule: string, duration: string, timeZone: string): Wish =>
  gates({ windows: [{ kind: 'allow', schedule, duration, timeZone }] });

const requires = (range: string, runs: Readonly<Record<string, string>>): Wish => ({
  environments: { prod: { runs: { web: '2.0.0', ...runs } } },
  services: { api: {}, web: { releases: { '2.0.0': { requires: { api: range } } } } },
});

const object = (kind: string, more: Partial<ObjectName> = {}): ObjectName => ({
  apiVersion: 'v1',
  kind,
  namespace: '',
  name: 'api',
  ...more,
});
const facts = (more: Partial<RenderFacts> = {}): RenderFacts => ({
  objects: [object('Service')],
  reached: true,
  images: ['ghcr.io/acme/api'],
  faults: [],
  files: ['services/api/overlays/prod/kustomization.yaml', 'services/api/base/service.yaml'],
  ...more,
});
const fault = (code: string, path: Fault['path']): RenderFacts =>
  facts({
    faults: [
      {
        code,
        severity: 'error',
        object: object('Service'),
        path,
        what: 'is not right',
        why: 'It is.',
        fix: 'Mend it.',
      },
    ],
  });
const renders = (files: Readonly<Record<string, CellRenders>>): Facts => ({
  renders: new Map(Object.entries(files)),
  git: landed({}),
});
/** Of prod: what is deployed at its pin, and what is written at hand. */
const prod = (deployed: RenderFacts, written: RenderFacts = facts()): Facts =>
  renders({ 'environments/prod/api.yaml': { deployed, written } });
const OVERLAY = 'services/api/overlays/prod/kustomization.yaml';
/** A shop whose prod has a namespace of its own, and may hold more. */
const placed = (allow?: NonNullable<Environment['argocd']>['allow']): Wish => ({
  ...shop,
  environments: {
    dev: {},
    prod: {
      promotesFrom: 'dev',
      argocd: { project: 'prod', cluster: 'c', namespace: 'shop', ...(allow === undefined ? {} : { allow }) },
      runs: { api: '1.0.0', web: '1.0.0' },
    },
  },
});
const clusterRole = {
  ...object('ClusterRole', { apiVersion: 'rbac.authorization.k8s.io/v1' }),
  clusterScoped: true as const,
};

const PROJECT = 'environments/argocd/projects/prod.yaml';
/** Of a shop with one file for Argo CD, which is as it should be but for this. */
const told = (more: Partial<NonNullable<Facts['argocd']>>): Facts => ({
  entries: entriesOf([PROJECT]),
  argocd: {
    wanted: new Map([[PROJECT, blobOf(0)]]),
    needless: [],
    foreign: [],
    refused: [],
    ...more,
  },
});

export const CASES: Rules = {
  ...VERIFY_CASES,
  accepts: [
    clean,
    {
      that: 'a pre-release where none is accepted',
      wish: {
        environments: { prod: { accepts: { prerelease: false }, runs: { api: '1.0.0-rc.1', web: '1.0.0' } } },
      },
      finds: ['prerelease-refused environments/prod/api.yaml version'],
    },
    {
      that: 'a pre-release with a v before it',
      wish: { environments: { prod: { accepts: { prerelease: false }, runs: { api: 'v2.0.0-rc.1' } } } },
      finds: ['prerelease-refused environments/prod/api.yaml version'],
    },
    {
      that: 'a tag that is no semver is no pre-release',
      wish: {
        environments: { prod: { accepts: { prerelease: false }, runs: { api: 'v123', web: '2026-11-21' } } },
      },
      finds: [],
    },
    {
      that: 'a missing digest where one is required',
      wish: {
        environments: {
          prod: {
            accepts: { digest: 'required' },
            runs: { api: '1.0.0', web: { version: '1.0.0', digest: digestOf('a') } },
          },
        },
      },
      finds: ['digest-required environments/prod/api.yaml version'],
    },
  ],
  'application-name': [
    clean,
    {
      that: 'a hyphen that may belong to either name',
      wish: {
        environments: {
          prod: { runs: { 'eu-api': '1', web: '1' } },
          'prod-eu': { runs: { api: '1', web: '1' } },
        },
      },
      finds: [
        'application-name environments/prod/eu-api.yaml ',
        'application-name environments/prod-eu/api.yaml ',
      ],
    },
    {
      that: 'environments whose names begin alike',
      wish: { environments: { prod: { runs: { api: '1' } }, 'prod-eu': { runs: { api: '1' } } } },
      finds: [],
    },
  ],
  'argocd-stale': [
    clean,
    { that: 'files for Argo CD that are as they should be', wish: shop, facts: told({}), finds: [] },
    {
      that: 'a file that was edited by hand, or whose environment says something else now',
      wish: shop,
      facts: told({ wanted: new Map([[PROJECT, blobOf(7)]]) }),
      finds: [`argocd-stale ${PROJECT} `],
    },
    {
      that: 'a file that is missing',
      wish: shop,
      facts: told({
        wanted: new Map([
          [PROJECT, blobOf(0)],
          ['environments/argocd/root.yaml', blobOf(1)],
        ]),
      }),
      finds: ['argocd-stale environments/argocd/root.yaml '],
    },
    {
      that: 'a program in the place of a file',
      wish: shop,
      facts: {
        ...told({}),
        entries: new Map([[PROJECT, { path: PROJECT, mode: '100755', blob: blobOf(0) }]]),
      },
      finds: [`argocd-stale ${PROJECT} `],
    },
    {
      that: 'a file that no environment needs, and one that nothing applies',
      wish: shop,
      facts: told({
        needless: ['environments/argocd/projects/old.yaml'],
        foreign: ['environments/argocd/a.yaml'],
      }),
      finds: [
        'argocd-stale environments/argocd/projects/old.yaml ',
        'argocd-stale environments/argocd/a.yaml ',
      ],
    },
    {
      that: 'an environment that Argo CD cannot be told of',
      wish: shop,
      facts: told({
        refused: [
          {
            code: 'argocd-project-twice',
            severity: 'error',
            file: 'environments/prod.yaml',
            path: ['argocd', 'project'],
            what: 'The AppProject shop is that of dev already.',
            why: 'It is a border.',
            fix: 'Name another.',
          },
        ],
      }),
      finds: ['argocd-project-twice environments/prod.yaml argocd.project'],
    },
  ],
  'config-pinned': [
    clean,
    {
      that: 'a branch beyond the entry',
      wish: {
        environments: {
          dev: { runs: { api: { version: '1', config: 'main' } } },
          prod: { promotesFrom: 'dev', runs: { api: { version: '1', config: 'main' } } },
        },
      },
      finds: ['config-pinned environments/prod/api.yaml config'],
    },
    {
      that: 'a pin in an entry environment',
      wish: { environments: { dev: { runs: { api: { version: '1', config: PIN } } } } },
      finds: [],
    },
  ],
  'config-revision': [
    clean,
    {
      that: 'each trouble at the file it was found for',
      wish: { environments: { prod: { runs: { a: '1', b: '1', c: '1', d: '1' } } } },
      facts: {
        git: {
          ...landed({}),
          configs: new Map([
            ['environments/prod/a.yaml', 'unknown'],
            ['environments/prod/b.yaml', 'off-main'],
            ['environments/prod/c.yaml', 'without-overlay'],
            ['environments/prod/d.yaml', 'other-branch'],
          ]),
        },
      },
      finds: [
        'config-unknown environments/prod/a.yaml config',
        'config-off-main environments/prod/b.yaml config',
        'config-without-overlay environments/prod/c.yaml config',
        'config-other-branch environments/prod/d.yaml config',
      ],
    },
    {
      that: 'a branch that nobody has, where only a commit may stand: one problem, not two that disagree',
      wish: {
        environments: {
          dev: {},
          prod: { promotesFrom: 'dev', runs: { a: { version: '1', config: '4ad3652' } } },
        },
      },
      facts: { git: { ...landed({}), configs: new Map([['environments/prod/a.yaml', 'unknown']]) } },
      finds: [],
    },
  ],
  'contract-missing': [
    {
      that: 'a contract beside the record',
      wish: { services: { api: { releases: { '1.0.0': { contract: 'openapi.yaml' } } } } },
      facts: { entries: entriesOf(['services/api/releases/openapi.yaml']) },
      finds: [],
    },
    {
      that: 'a contract somewhere else',
      wish: { services: { api: { releases: { '1.0.0': { contract: 'openapi.yaml' } } } } },
      facts: { entries: entriesOf(['services/api/openapi.yaml']) },
      finds: [`contract-missing ${RECORD} contract`],
    },
  ],
  'database-schema': [
    { that: 'a first release', wish: database('1'), facts: held([]), finds: [] },
    { that: 'a step that is tolerated', wish: database('2'), facts: held(['1']), finds: [] },
    { that: 'a version that does not move', wish: database('3'), facts: held(['1', '3']), finds: [] },
    {
      that: 'a step over a schema',
      wish: database('3'),
      facts: held(['1']),
      finds: ['database-skipped environments/prod/api.yaml version'],
    },
    {
      that: 'back to a lower schema',
      wish: database('1'),
      facts: held(['1', '2']),
      finds: ['database-lowered environments/prod/api.yaml version'],
    },
    {
      that: 'a lower schema that main already holds',
      wish: database('1'),
      facts: held(['2', '1']),
      finds: ['database-lowered environments/prod/api.yaml version'],
    },
    {
      that: 'a lower schema that was reached long ago, before a version without a record',
      wish: database('2'),
      facts: held(['3', '9', '2']),
      finds: ['database-lowered environments/prod/api.yaml version'],
    },
    {
      that: 'a record that says nothing of the database',
      wish: database('4'),
      facts: held(['2']),
      finds: ['database-unknown environments/prod/api.yaml version'],
    },
    {
      that: 'a version without a record on a database',
      wish: database('5'),
      facts: held(['2']),
      finds: ['database-unknown environments/prod/api.yaml version'],
    },
    {
      that: 'a record that cannot be read has its own problem',
      wish: database('5'),
      facts: { ...held(['2']), entries: entriesOf(['services/api/releases/5.yaml']) },
      finds: [],
    },
  ],
  'destination-twice': [
    clean,
    {
      that: 'one service twice in one namespace',
      wish: {
        environments: {
          blue: { argocd: { project: 'a', cluster: 'c', namespace: 'shop' }, runs: { api: '1' } },
          green: { argocd: { project: 'b', cluster: 'c', namespace: 'shop' }, runs: { api: '1', web: '1' } },
          grey: { argocd: { project: 'b', cluster: 'c', namespace: 'other' }, runs: { api: '1' } },
        },
      },
      finds: [
        'destination-twice environments/blue/api.yaml ',
        'destination-twice environments/green/api.yaml ',
      ],
    },
  ],
  'direct-needs-entry': [
    { that: 'a direct entry', wish: { environments: { dev: { promotion: { open: 'direct' } } } }, finds: [] },
    {
      that: 'direct beyond the entry',
      wish: { environments: { dev: {}, prod: { promotesFrom: 'dev', promotion: { open: 'direct' } } } },
      finds: ['direct-needs-entry environments/prod.yaml promotion.open'],
    },
  ],
  'gate-checks': [
    { that: 'a check of the source', wish: gates({ checks: ['smoke'] }), finds: [] },
    {
      that: 'a check that nobody defines',
      wish: gates({ checks: ['smoke', 'smok'] }),
      finds: ['gate-check-undefined environments/prod.yaml gates.checks.1'],
    },
    {
      that: 'a check that one of two sources lacks',
      wish: {
        environments: {
          east: { verify: { checks: [{ name: 'smoke' }] } },
          west: {},
          prod: { promotesFrom: ['east', 'west'], gates: { checks: ['smoke'] } },
        },
      },
      finds: ['gate-check-undefined environments/prod.yaml gates.checks.0'],
    },
    {
      that: 'a check before the entry',
      wish: {
        environments: { dev: { gates: { checks: ['smoke'] }, verify: { checks: [{ name: 'smoke' }] } } },
      },
      finds: ['gate-check-undefined environments/dev.yaml gates.checks.0'],
    },
  ],
  'gate-duration': [
    {
      that: 'two hours and a cool-down',
      wish: gates({ soak: '2h', breaker: { failures: 2, coolDown: '1h30m' } }),
      finds: [],
    },
    {
      that: 'days, nothing, and no time-out',
      wish: {
        environments: {
          dev: { verify: { timeout: '0s', checks: [] } },
          prod: { promotesFrom: 'dev', gates: { soak: '1d', breaker: { failures: 1, coolDown: '0m' } } },
        },
      },
      finds: [
        'gate-duration environments/dev.yaml verify.timeout',
        'gate-duration environments/prod.yaml gates.soak',
        'gate-duration environments/prod.yaml gates.breaker.coolDown',
      ],
    },
  ],
  'image-differs': [
    clean,
    {
      that: 'an image that service.yaml does not know',
      wish: {
        environments: { dev: { runs: { api: { version: '1', image: 'docker.io/other/api' } } } },
        services: { api: {} },
      },
      finds: ['image-differs environments/dev/api.yaml image'],
    },
  ],
  'ladder-cycle': [
    clean,
    {
      that: 'an environment that promotes from itself',
      wish: { environments: { dev: { promotesFrom: 'dev' } } },
      finds: ['ladder-cycle environments/dev.yaml promotesFrom'],
    },
    {
      that: 'a circle of three, told once, and what hangs on it, not told',
      wish: {
        environments: {
          a: { promotesFrom: 'c' },
          b: { promotesFrom: 'a' },
          c: { promotesFrom: 'b' },
          d: { promotesFrom: 'c' },
        },
      },
      finds: ['ladder-cycle environments/a.yaml promotesFrom'],
    },
    {
      that: 'a diamond is no circle',
      wish: {
        environments: {
          a: {},
          b: { promotesFrom: 'a' },
          c: { promotesFrom: 'a' },
          d: { promotesFrom: ['b', 'c'] },
        },
      },
      finds: [],
    },
  ],
  'ladder-entry': [
    clean,
    { that: 'no environment at all', wish: {}, finds: [] },
    {
      that: 'no entry',
      wish: { environments: { a: { promotesFrom: 'b' }, b: { promotesFrom: 'a' } } },
      finds: ['ladder-no-entry environments/a.yaml promotesFrom'],
    },
    {
      that: 'an environment between two circles',
      wish: {
        environments: {
          dev: {},
          a: { promotesFrom: 'a' },
          b: { promotesFrom: 'a' },
          c: { promotesFrom: ['b', 'c'] },
        },
      },
      finds: ['ladder-dead-end environments/b.yaml promotesFrom'],
    },
    {
      that: 'an environment behind a circle',
      wish: { environments: { dev: {}, a: { promotesFrom: 'a' }, b: { promotesFrom: 'a' } } },
      finds: ['ladder-dead-end environments/b.yaml promotesFrom'],
    },
  ],
  'ladder-source': [
    clean,
    {
      that: 'sources that do not exist, one alone and one in a list',
      wish: { environments: { dev: {}, a: { promotesFrom: 'deve' }, b: { promotesFrom: ['dev', 'tset'] } } },
      finds: [
        'ladder-source-unknown environments/a.yaml promotesFrom',
        'ladder-source-unknown environments/b.yaml promotesFrom.1',
      ],
    },
    {
      that: 'a source whose file cannot be read has its own problem',
      wish: { environments: { prod: { promotesFrom: 'dev' } } },
      facts: { entries: entriesOf(['environments/dev.yaml']) },
      finds: [],
    },
  ],
  'lock-expired': [
    { that: 'no clock, no judgement', wish: { locks: { a: { until: '2020-01-01T00:00:00Z' } } }, finds: [] },
    {
      that: 'locks without end, of tomorrow and of yesterday',
      wish: {
        locks: {
          a: {},
          b: { until: '2026-11-22T00:00:00+01:00' },
          c: { until: '2026-11-21T12:59:00+01:00' },
        },
      },
      facts: { now },
      finds: ['lock-expired environments/locks/c.yaml until'],
    },
  ],
  'lock-reason': [
    { that: 'a reason and a name', wish: { locks: { a: {} } }, finds: [] },
    {
      that: 'blanks',
      wish: { locks: { a: { reason: ' \t', by: ' ' } } },
      finds: ['lock-reason environments/locks/a.yaml reason', 'lock-reason environments/locks/a.yaml by'],
    },
  ],
  'lock-subject': [
    {
      that: 'what exists',
      wish: {
        ...shop,
        locks: { a: { environment: 'prod' as never, service: 'api' as never, version: '1.0.0' as never } },
      },
      finds: [],
    },
    {
      that: 'what does not',
      wish: {
        ...shop,
        locks: {
          a: { environment: 'prd' as never },
          b: { service: 'ap' as never },
          c: { service: 'api' as never, version: '9.9.9' as never },
        },
      },
      finds: [
        'lock-subject environments/locks/a.yaml environment',
        'lock-subject environments/locks/b.yaml service',
        'lock-subject environments/locks/c.yaml version',
      ],
    },
  ],
  'nothing-here': [
    { ...clean, facts: { entries: entriesOf([]) } },
    {
      that: 'only files of others',
      wish: {},
      facts: { entries: entriesOf(['README.md', 'src/services/x.ts']) },
      finds: ['nothing-here environments '],
    },
    {
      that: 'a file that cannot be read has its own problem',
      wish: {},
      facts: { entries: entriesOf(['environments/dev.yaml']) },
      finds: [],
    },
  ],
  'generated-name': [
    { that: 'names that are rewritten', wish: shop, facts: prod(facts()), finds: [] },
    {
      that: 'a name that is not, at hand and at the pin',
      wish: shop,
      facts: prod(fault('generated-name', ['spec', 'x']), fault('generated-name', ['spec', 'x'])),
      finds: [`generated-name ${OVERLAY} `, 'generated-name environments/prod/api.yaml config'],
    },
    { that: 'another fault', wish: shop, facts: prod(fault('manifest-unknown-field', ['spec'])), finds: [] },
  ],
  'image-unreached': [
    { that: 'an image that is used', wish: shop, facts: prod(facts()), finds: [] },
    {
      that: 'an image that no container uses, told once',
      wish: shop,
      facts: prod(facts({ reached: false }), facts({ reached: false, images: ['ghcr.io/acme/apy'] })),
      finds: ['image-unreached environments/prod/api.yaml image'],
    },
    { that: 'nothing at all', wish: shop, facts: prod(facts({ reached: false, objects: [] })), finds: [] },
  ],
  'manifest-form': [
    { that: 'sound objects', wish: shop, facts: prod(facts()), finds: [] },
    { that: 'nothing rendered', wish: shop, finds: [] },
    {
      that: 'a field that does not exist at the pin',
      wish: shop,
      facts: prod(fault('manifest-unknown-field', ['spec', 'portz'])),
      finds: ['manifest-unknown-field environments/prod/api.yaml config'],
    },
    {
      that: 'a pin that has a problem of its own',
      wish: shop,
      facts: {
        ...prod(fault('manifest-unknown-field', ['spec', 'portz'])),
        git: { ...landed({}), configs: new Map([['environments/prod/api.yaml', 'off-main']]) },
      },
      finds: [],
    },
    {
      that: 'files that dev follows',
      wish: shop,
      facts: renders({ 'environments/dev/api.yaml': { written: fault('manifest-wrong-type', ['spec']) } }),
      finds: ['manifest-wrong-type services/api/overlays/dev/kustomization.yaml '],
    },
  ],
  'object-twice': [
    { that: 'objects of one service', wish: placed(), facts: prod(facts()), finds: [] },
    {
      that: 'the same object of two services, in the namespace of the environment or written out',
      wish: placed(),
      facts: renders({
        'environments/prod/api.yaml': { deployed: facts(), written: facts() },
        'environments/prod/web.yaml': {
          deployed: facts({ objects: [object('Service', { namespace: 'shop' })] }),
          written: facts({ objects: [object('Service', { name: 'web' })] }),
        },
      }),
      finds: ['object-twice environments/prod/web.yaml config'],
    },
    {
      that: 'at hand, whatever the version of the API',
      wish: placed(),
      facts: renders({
        'environments/prod/api.yaml': {
          written: facts({ objects: [object('Ingress', { apiVersion: 'n/v1' })] }),
        },
        'environments/prod/web.yaml': {
          written: facts({ objects: [object('Ingress', { apiVersion: 'n/v2' })] }),
        },
      }),
      finds: ['object-twice services/web/overlays/prod/kustomization.yaml '],
    },
    {
      that: 'one name in two namespaces, and in two groups',
      wish: placed(),
      facts: renders({
        'environments/prod/api.yaml': {
          written: facts({ objects: [object('Service'), object('X', { apiVersion: 'a/v1' })] }),
        },
        'environments/prod/web.yaml': {
          written: facts({
            objects: [object('Service', { namespace: 'other' }), object('X', { apiVersion: 'b/v1' })],
          }),
        },
      }),
      finds: [],
    },
  ],
  'outside-project': [
    { that: 'objects in the namespace of the environment', wish: placed(), facts: prod(facts()), finds: [] },
    {
      that: 'another namespace, and something outside namespaces',
      wish: placed(),
      facts: prod(
        facts(),
        facts({ objects: [object('Service', { namespace: 'kube-system' }), clusterRole] }),
      ),
      finds: [`namespace-outside ${OVERLAY} `, `cluster-resource-outside ${OVERLAY} `],
    },
    {
      that: 'what the environment allows',
      wish: placed({
        namespaces: ['monitoring'],
        clusterResources: [{ group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' }],
      }),
      facts: prod(facts({ objects: [object('Service', { namespace: 'monitoring' }), clusterRole] })),
      finds: [],
    },
    {
      that: 'a kind of the same name in another group',
      wish: placed({ namespaces: [], clusterResources: [{ group: '', kind: 'ClusterRole' }] }),
      facts: prod(facts({ objects: [clusterRole] })),
      finds: ['cluster-resource-outside environments/prod/api.yaml config'],
    },
    {
      that: 'an environment that Argo CD does not deploy',
      wish: shop,
      facts: prod(facts({ objects: [clusterRole] })),
      finds: [],
    },
  ],
  'overlay-missing': [
    { ...clean, facts: { entries: entriesOf(OVERLAYS) } },
    {
      that: 'one of two overlays',
      wish: shop,
      facts: {
        entries: entriesOf([
          'services/api/overlays/dev/kustomization.yml',
          'services/api/overlays/prod/x.yaml',
        ]),
      },
      finds: ['overlay-missing environments/prod/api.yaml '],
    },
    {
      that: 'a service that is unknown anyway',
      wish: { environments: { dev: { runs: { api: '1' } } } },
      facts: { entries: entriesOf([]) },
      finds: [],
    },
  ],
  'record-changed': [
    { that: 'a record as it landed', wish: shop, facts: entry(RECORD, blobOf(1)), finds: [] },
    {
      that: 'a record with another content',
      wish: shop,
      facts: entry(RECORD, blobOf(2)),
      finds: [`record-changed ${RECORD} `],
    },
    {
      that: 'a record that is gone',
      wish: shop,
      facts: { entries: entriesOf([]), git: landed({ [RECORD]: blobOf(1) }) },
      finds: [`record-deleted ${RECORD} `],
    },
    {
      that: 'a service that left with all its records',
      wish: { environments: { dev: { runs: { web: '1' } } }, services: { web: {} } },
      facts: { entries: entriesOf([]), git: landed({ [RECORD]: blobOf(1) }) },
      finds: [],
    },
    {
      that: 'a service that somebody still wants',
      wish: { environments: { dev: { runs: { api: '1' } } } },
      facts: { entries: entriesOf([]), git: landed({ [RECORD]: blobOf(1) }) },
      finds: [`record-deleted ${RECORD} `],
    },
  ],
  'record-contradicts': [
    {
      that: 'one digest in both, or in only one',
      wish: {
        environments: { dev: { runs: { api: { version: '1', digest: digestOf('a') }, web: '1' } } },
        services: {
          api: { releases: { '1': { digest: digestOf('a') } } },
          web: { releases: { '1': { digest: digestOf('b') } } },
        },
      },
      finds: [],
    },
    {
      that: 'two digests',
      wish: {
        environments: { dev: { runs: { api: { version: '1', digest: digestOf('a') } } } },
        services: { api: { releases: { '1': { digest: digestOf('b') } } } },
      },
      finds: ['record-contradicts environments/dev/api.yaml digest'],
    },
    {
      that: 'a version without a record at the digest of another one: it was forgotten',
      wish: {
        environments: { dev: { runs: { api: { version: '2', digest: digestOf('a') } } } },
        services: { api: { releases: { '1': { digest: digestOf('a') } } } },
      },
      finds: ['record-contradicts environments/dev/api.yaml digest'],
    },
    {
      that: 'the same image recorded under a second name, as a candidate that became a release',
      wish: {
        environments: { dev: { runs: { api: { version: '2', digest: digestOf('a') } } } },
        services: {
          api: { releases: { '2-rc.1': { digest: digestOf('a') }, '2': { digest: digestOf('a') } } },
        },
      },
      finds: [],
    },
  ],
  'record-missing': [
    {
      that: 'no record where none is asked for',
      wish: { environments: { dev: { runs: { api: '1' } } } },
      finds: [],
    },
    {
      that: 'one record of two',
      wish: {
        environments: { dev: { accepts: { record: 'required' }, runs: { api: '1.0.0', web: '1.0.0' } } },
        services: { api: { releases: { '1.0.0': {} } }, web: { releases: { '1.0.1': {} } } },
      },
      finds: ['record-missing environments/dev/web.yaml version'],
    },
    {
      that: 'a record that cannot be read has its own problem',
      wish: { environments: { dev: { accepts: { record: 'required' }, runs: { api: '1.0.0' } } } },
      facts: { entries: entriesOf([RECORD]) },
      finds: [],
    },
  ],
  'release-without-service': [
    clean,
    {
      that: 'records that nobody describes',
      wish: { services: { api: { undescribed: true, releases: { '1.0.0': {}, '1.0.1': {} } } } },
      finds: ['release-without-service services/api/service.yaml '],
    },
  ],
  'render-fails': [
    { that: 'what can be built', wish: shop, facts: prod(facts()), finds: [] },
    {
      that: 'what cannot, at hand',
      wish: shop,
      facts: prod(
        facts(),
        failedFacts({
          code: 'build-failed',
          what: 'no such file',
          file: 'services/api/base/kustomization.yaml',
          path: ['resources'],
        }),
      ),
      finds: ['build-failed services/api/base/kustomization.yaml resources'],
    },
    {
      that: 'what cannot at the pin, wherever it lies there',
      wish: shop,
      facts: prod(
        failedFacts({ code: 'hook-generate-name', what: 'no name', file: 'x.yaml', path: ['metadata'] }),
      ),
      finds: ['hook-generate-name environments/prod/api.yaml config'],
    },
    {
      that: 'nobody knows where',
      wish: shop,
      facts: prod(facts(), failedFacts({ code: 'object-without-name', what: 'no name', path: [] })),
      finds: [`object-without-name ${OVERLAY} `],
    },
  ],
  'requirements-pattern': [
    { that: 'plain patterns', wish: gates({ requirements: 'B\\d+|[A-Z]+-\\d+(?:\\.\\d+)?' }), finds: [] },
    ...['(a+)+$', '(', '(?:x|xx)*', '(a?){30}', '(?=a)b', '(a)\\1', 'a*a*a*a*a*b'].map((pattern) => ({
      that: `the pattern ${pattern}`,
      wish: gates({ requirements: pattern }),
      finds: ['requirements-pattern environments/prod.yaml gates.requirements'],
    })),
  ],
  'requires-known': [
    { that: 'a known service and a range', wish: requires('^1.0.0', {}), finds: [] },
    {
      that: 'a service that does not exist and a range that is none',
      wish: { services: { web: { releases: { '2.0.0': { requires: { ap: '^1.0.0', web: 'newest' } } } } } },
      finds: [
        'requires-unknown services/web/releases/2.0.0.yaml requires.ap',
        'requires-range services/web/releases/2.0.0.yaml requires.web',
      ],
    },
  ],
  'requires-met': [
    { that: 'a version within', wish: requires('^1.0.0', { api: '1.9.0' }), finds: [] },
    { that: 'a pre-release within', wish: requires('^1.0.0', { api: '1.1.0-rc.1' }), finds: [] },
    ...(
      [
        ['a version below', '^1.0.0', { api: '0.9.0' }, 'requires-unmet'],
        ['a pre-release of the first version within', '^1.0.0', { api: '1.0.0-rc.1' }, 'requires-unmet'],
        ['nothing', '^1.0.0', {}, 'requires-absent'],
        ['a version that is no semver', '^1.0.0', { api: 'v1.0.0' }, 'requires-unanswerable'],
        ['a version that is no semver, and any will do', '*', { api: 'v123' }, 'requires-unanswerable'],
        ['a range that is none', 'newest', { api: '1.0.0' }, 'requires-unanswerable'],
      ] as const
    ).map(([that, range, runs, code]) => ({
      that,
      wish: requires(range, runs),
      finds: [`${code} environments/prod/web.yaml version`],
    })),
    {
      that: 'a required service whose file cannot be read',
      wish: requires('^1.0.0', {}),
      facts: { entries: entriesOf(['environments/prod/api.yaml']) },
      finds: [],
    },
    {
      that: 'a version that runs in another environment only',
      wish: {
        environments: { dev: { runs: { api: '1.0.0' } }, prod: { runs: { web: '2.0.0' } } },
        services: { web: { releases: { '2.0.0': { requires: { api: '^1.0.0' } } } } },
      },
      finds: ['requires-absent environments/prod/web.yaml version'],
    },
  ],
  'sign-off': [
    {
      that: 'a team of unknown size',
      wish: gates({ signOff: { count: 9, from: ['@acme/owners'] } }),
      finds: [],
    },
    {
      that: 'more approvals than people',
      wish: gates({ signOff: { count: 2, from: ['@tim', '@Tim'] } }),
      finds: ['sign-off-unreachable environments/prod.yaml gates.signOff.count'],
    },
  ],
  'unknown-environment': [
    clean,
    {
      that: 'a folder without a policy, told once',
      wish: { environments: { prd: { undescribed: true, runs: { api: '1', web: '1' } } } },
      finds: ['unknown-environment environments/prd.yaml '],
    },
    {
      that: 'a policy that cannot be read has its own problem',
      wish: { environments: { prd: { undescribed: true, runs: { api: '1' } } } },
      facts: { entries: entriesOf(['environments/prd.yaml']) },
      finds: [],
    },
  ],
  'unknown-service': [
    clean,
    {
      that: 'a service that nobody describes',
      wish: { environments: { dev: { runs: { api: '1', web: '1' } } }, services: { web: {} } },
      finds: ['unknown-service environments/dev/api.yaml '],
    },
    {
      that: 'a description that cannot be read has its own problem',
      wish: { environments: { dev: { runs: { api: '1' } } } },
      facts: { entries: entriesOf(['services/api/service.yaml']) },
      finds: [],
    },
  ],
  'window-grammar': [
    ...[
      ['30 3 * * *', '1h', 'America/Montreal'],
      ['1/15 9-17 * * MON-FRI', '1h30m', 'UTC'],
      ['0 2 ? * 1', '90m', 'Etc/GMT+1'],
      ['0 2 * * *', '1h', 'America/Port-au-Prince'],
    ].map(([schedule = '', duration = '', zone = '']) => ({
      that: `${schedule}, ${duration}, ${zone}`,
      wish: window(schedule, duration, zone),
      finds: [],
    })),
    ...['@daily', '0 2 * * 7', '0 2 L * *', '0 2 * * 5#2', '0 2 15W * *', '0 0 2 * * *', '0 0 30 2 *'].map(
      (schedule) => ({
        that: schedule,
        wish: window(schedule, '1h', 'UTC'),
        finds: ['window-schedule environments/prod.yaml gates.windows.0.schedule'],
      }),
    ),
    ...['1d', '0s', '-1h', '3600'].map((duration) => ({
      that: duration,
      wish: window('0 2 * * *', duration, 'UTC'),
      finds: ['window-duration environments/prod.yaml gates.windows.0.duration'],
    })),
    ...['Mars/Olympus', 'europe/oslo', '+02:00', 'america/Montreal', 'utc', ''].map((zone) => ({
      that: `the zone ${zone}`,
      wish: window('0 2 * * *', '1h', zone),
      finds: ['window-time-zone environments/prod.yaml gates.windows.0.timeZone'],
    })),
  ],
};
