import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { assemble } from '../../scripts/check/assemble.ts';
import { changedScope } from '../../scripts/check/changed.ts';
import { checkRepository, checkScope } from '../../scripts/check/check.ts';
import type { Facts } from '../../scripts/check/facts.ts';
import type { FileFacts } from '../../scripts/check/file-facts.ts';
import { reachOf } from '../../scripts/check/reach.ts';
import type { CellRenders, RenderFacts } from '../../scripts/check/rendered/render-facts.ts';
import type { BlobId, CommitId, EnvironmentName, ServiceName, Version } from '../../scripts/model/names.ts';
import type { Finding } from '../../scripts/model/problem.ts';
import type {
  Desired,
  Environment,
  Lock,
  Release,
  Repository,
  Service,
} from '../../scripts/model/repository.ts';
import { blobOf, buildRepository, digestOf, PIN } from './build-repository.ts';

/** A tree as the rules see it: what each file says (undefined: it cannot be read, or is no file of ours). */
type Tree = ReadonlyMap<string, FileFacts['value'] | undefined>;

const environments = ['a', 'a-b', 'c'] as const;
const services = ['s', 'b-s', 't'] as const;
const versions = ['1.0.0', '1.1.0-rc.1', '2.0.0', 'v7'] as const;

const pick = <T>(all: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...all);
const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(one, { nil: undefined, freq: 4 });

const environmentFile = pick(environments).chain((name) =>
  fc
    .record({
      promotesFrom: fc.uniqueArray(pick([...environments, 'nowhere']), { maxLength: 2 }),
      direct: fc.boolean(),
      digest: pick(['required', 'optional'] as const),
      record: pick(['required', 'optional'] as const),
      prerelease: fc.boolean(),
      checks: fc.subarray(['smoke', 'load']),
      verify: fc.subarray(['smoke', 'load']),
      namespace: pick(['x', 'y']),
    })
    .map((wish): [string, Environment] => {
      const built = buildRepository({
        environments: {
          [name]: {
            promotesFrom: wish.promotesFrom,
            promotion: { open: wish.direct ? 'direct' : 'automatic' },
            accepts: { digest: wish.digest, record: wish.record, prerelease: wish.prerelease },
            gates: { checks: wish.checks },
            verify: { checks: wish.verify.map((check) => ({ name: check })) },
            argocd: { project: name, cluster: 'c', namespace: wish.namespace },
          },
        },
      });
      const one = built.environments.get(name as EnvironmentName) as Environment;
      return [one.file, one];
    }),
);

const desiredFile = fc
  .record({
    environment: pick(environments),
    service: pick([...services, 'ghost']),
    version: pick(versions),
    config: pick(['main', PIN]),
    image: pick(['own', 'other']),
    digest: maybe(pick(['a', 'b'])),
  })
  .map(({ environment, service, version, config, image, digest }): [string, Desired] => {
    const file = `environments/${environment}/${service}.yaml`;
    return [
      file,
      {
        environment: environment as EnvironmentName,
        service: service as ServiceName,
        image,
        version: version as Version,
        config,
        ...(digest === undefined ? {} : { digest: digestOf(digest) }),
        file,
      },
    ];
  });

const serviceFile = fc
  .tuple(pick(services), pick(['own', 'other']))
  .map(([name, image]): [string, Service] => {
    const file = `services/${name}/service.yaml`;
    return [file, { name: name as ServiceName, description: name, owners: ['@a/b'], image, file }];
  });

const releaseFile = fc
  .record({
    service: pick(services),
    version: pick(versions),
    requires: fc.dictionary(pick([...services, 'ghost']), pick(['^1.0.0', '*', 'newest']), { maxKeys: 2 }),
    database: maybe(fc.record({ schema: fc.nat(3), tolerates: fc.nat(3) })),
    digest: maybe(pick(['a', 'b'])),
    contract: maybe(fc.constant('openapi.yaml')),
  })
  .map(({ service, version, requires, database, digest, contract }): [string, Release] => {
    const file = `services/${service}/releases/${version}.yaml`;
    return [
      file,
      {
        service: service as ServiceName,
        version: version as Version,
        requires,
        changes: [],
        ...(database === undefined ? {} : { database }),
        ...(digest === undefined ? {} : { digest: digestOf(digest) }),
        ...(contract === undefined ? {} : { contract }),
        file,
      },
    ];
  });

const lockFile = fc
  .record({
    name: pick(['l', 'm']),
    environment: maybe(pick([...environments, 'nowhere'])),
    service: maybe(pick([...services, 'ghost'])),
    version: maybe(pick(versions)),
    until: maybe(pick(['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'])),
  })
  .map(({ name, environment, service, version, until }): [string, Lock] => {
    const file = `environments/locks/${name}.yaml`;
    return [
      file,
      {
        name,
        reason: 'r',
        by: 'b',
        ...(environment === undefined ? {} : { environment: environment as EnvironmentName }),
        ...(service === undefined ? {} : { service: service as ServiceName }),
        ...(version === undefined ? {} : { version: version as Version }),
        ...(until === undefined ? {} : { until }),
        file,
      },
    ];
  });

const otherFile = fc
  .oneof(
    fc
      .tuple(pick(services), pick(environments))
      .map(([service, environment]) => `services/${service}/overlays/${environment}/kustomization.yaml`),
    pick(services).map((service) => `services/${service}/releases/openapi.yaml`),
    pick(services).map((service) => `services/${service}/base/kustomization.yaml`),
    fc.constant('README.md'),
  )
  .map((path): [string, undefined] => [path, undefined]);

const anyFile: fc.Arbitrary<[string, FileFacts['value']]> = fc.oneof(
  { weight: 3, arbitrary: desiredFile },
  { weight: 2, arbitrary: environmentFile },
  { weight: 2, arbitrary: serviceFile },
  { weight: 2, arbitrary: releaseFile },
  { weight: 1, arbitrary: lockFile },
  { weight: 1, arbitrary: otherFile },
);

/** Puts a file, makes it unreadable, or removes it. */
const anyEdit = fc.tuple(anyFile, pick(['put', 'put', 'break', 'remove'] as const));
type Edit = [[string, FileFacts['value']], 'put' | 'break' | 'remove'];

const kindOf = (path: string): FileFacts['kind'] => {
  if (path.startsWith('environments/locks/')) return 'lock';
  if (path.endsWith('/service.yaml')) return 'service';
  if (/^environments\/[^/]+\.yaml$/.test(path)) return 'environment';
  return path.startsWith('environments/') ? 'desired' : 'release';
};

const repositoryOf = (tree: Tree): Repository =>
  assemble(
    [...tree].flatMap(([path, value]) =>
      value === undefined ? [] : [{ path, kind: kindOf(path), value, problems: [] } as unknown as FileFacts],
    ),
  );

/** What a configuration comes to, told from a number: with and without a fault, and sometimes alike in two services. */
const renderOf = (seed: number, file: string): RenderFacts => ({
  objects: [{ ...object, namespace: seed % 2 === 0 ? '' : 'x', name: `n${seed % 3}` }],
  reached: seed !== 1,
  images: [],
  faults:
    seed === 3
      ? [
          {
            code: 'manifest-wrong-type',
            severity: 'error',
            object,
            path: [],
            what: 'is not',
            why: 'y',
            fix: 'f.',
          },
        ]
      : [],
  files: [file],
});
const object = { apiVersion: 'v1', kind: 'ConfigMap', namespace: '', name: 'n' };

/** At hand by what files there are, at a pin by what is wanted: the files of a pin never change. */
const rendersOf = (tree: Tree): Map<string, CellRenders> => {
  const renders = new Map<string, CellRenders>();
  for (const [path, value] of tree) {
    if (kindOf(path) !== 'desired' || value === undefined) continue;
    const { environment, service, config, version, image } = value as Desired;
    const overlay = `services/${service}/overlays/${environment}/kustomization.yaml`;
    const isThere = tree.has(overlay);
    const seed = service.length + (tree.has(`services/${service}/base/kustomization.yaml`) ? 2 : 0);
    const written = isThere ? { written: renderOf(seed, overlay) } : {};
    const pinned = { deployed: renderOf(version.length + image.length, overlay) };
    renders.set(path, { ...written, ...(config === PIN ? pinned : {}) });
  }
  return renders;
};

const factsOf = (tree: Tree, past: Pick<Facts, 'held' | 'git'>): Facts => ({
  ...past,
  reach: reachOf(new Map()),
  renders: rendersOf(tree),
  now: new Date('2026-11-21T12:00:00Z'),
  entries: new Map(
    [...tree].map(([path, value]) => [path, { path, mode: '100644', blob: contentOf(value) }]),
  ),
});

/** Equal contents have equal ids, as in Git. */
const contentOf = (value: unknown): BlobId =>
  blobOf([...JSON.stringify(value ?? null)].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 1e9, 7));

/** Main once held every record of the first tree; and some environments held other versions before. */
const pastOf = (tree: Tree, held: readonly Version[]): Pick<Facts, 'held' | 'git'> => ({
  held: new Map([...tree.keys()].filter((path) => kindOf(path) === 'desired').map((path) => [path, held])),
  git: {
    main: 'main' as CommitId & string,
    configs: new Map(),
    landed: new Map(
      [...tree]
        .filter(([path]) => /\/releases\/.*\d\.yaml$/.test(path))
        .map(([path, value]) => [path, contentOf(value)]),
    ),
  },
});

const edited = (tree: Tree, edits: readonly Edit[]): Tree => {
  const after = new Map(tree);
  for (const [[path, value], how] of edits) {
    if (how === 'remove') after.delete(path);
    else after.set(path, how === 'put' ? value : undefined);
  }
  return after;
};

const keys = (findings: readonly Finding[]): string[] => findings.map((one) => JSON.stringify(one)).sort();

test('a change is told exactly what the whole repository is told about it', () => {
  let found = 0;
  fc.assert(
    fc.property(
      fc.array(anyFile, { maxLength: 24 }),
      fc.array(anyEdit, { minLength: 1, maxLength: 4 }),
      fc.array(pick(versions), { maxLength: 3 }),
      (files, edits, held) => {
        const before: Tree = new Map(files);
        const after = edited(before, edits as Edit[]);
        const past = pastOf(before, held as readonly string[] as readonly Version[]);
        const [repository, facts] = [repositoryOf(after), factsOf(after, past)];
        const paths = edits.map(([[path]]) => path);
        const told = keys(checkScope(changedScope(repository, facts, paths)));
        const whole = keys(checkRepository(repository, facts));
        const known = new Set(keys(checkRepository(repositoryOf(before), factsOf(before, past))));
        assert.equal(
          told.filter((one) => !whole.includes(one)),
          [],
          'nothing is said of a change that is not true of the whole',
        );
        const fresh = whole.filter((one) => !known.has(one));
        found += fresh.length;
        assert.equal(
          fresh.filter((one) => !told.includes(one)),
          [],
          'nothing that the change brings is missed',
        );
        assert.equal(new Set(told).size, told.length, 'nothing is said twice');
      },
    ),
    { numRuns: 2000 },
  );
  assert.ok(found > 1000, `the edits brought only ${found} findings: the test asks too little`);
});

const two = buildRepository({
  environments: {
    dev: { runs: { api: '1', web: '1' } },
    prod: { promotesFrom: 'dev', runs: { api: '1', web: '1' } },
  },
});
const cellsFor = (paths: readonly string[]): string[] =>
  changedScope(two, {}, paths).cells.map((cell) => cell.desired.file);

test('a desired file concerns itself alone', () => {
  assert.equal(cellsFor(['environments/dev/api.yaml']), ['environments/dev/api.yaml']);
});

test('a policy concerns its environment, a description every environment of its service, a schema everything', () => {
  assert.equal(cellsFor(['environments/prod.yaml']), [
    'environments/prod/api.yaml',
    'environments/prod/web.yaml',
  ]);
  assert.equal(cellsFor(['services/api/service.yaml']), [
    'environments/dev/api.yaml',
    'environments/prod/api.yaml',
  ]);
  assert.equal(cellsFor(['schemas/desired.schema.json']).length, 4);
});

test('what is deployed is a matter of desired files and policies, what is written one of configurations, too', () => {
  const reach = reachOf(new Map([['services/web/base/kustomization.yaml', ['services/components/x']]]));
  const judged = (path: string): string[][] => {
    const { deployed, written } = changedScope(two, { reach }, [path]);
    return [deployed, written].map((cells) => cells.map((cell) => cell.desired.file));
  };
  const [inDev, inProd] = ['environments/dev/web.yaml', 'environments/prod/web.yaml'];
  assert.equal(judged('environments/dev/web.yaml'), [[inDev], [inDev]]);
  assert.equal(judged('environments/prod.yaml'), [
    ['environments/prod/api.yaml', inProd],
    ['environments/prod/api.yaml', inProd],
  ]);
  assert.equal(judged('services/components/x/patch.yaml'), [[], [inDev, inProd]]);
  assert.equal(judged('services/web/overlays/dev/kustomization.yaml'), [[], [inDev, inProd]]);
  assert.equal(judged('services/web/releases/1.yaml'), [[], []]);
});

test('an overlay concerns one service in one environment; a base, a document and a component concern no rule', () => {
  assert.equal(cellsFor(['services/web/overlays/prod/patch.yaml']), ['environments/prod/web.yaml']);
  assert.equal(
    cellsFor(['services/web/base/deployment.yaml', 'README.md', 'services/components/x/a.yaml']),
    [],
  );
});

test.run();
