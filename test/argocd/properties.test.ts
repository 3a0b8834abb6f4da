import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { tellArgocd } from '../../scripts/argocd/tell.ts';
import { homeOf } from '../../scripts/check/places.ts';
import { MODELS } from '../../scripts/check/rendered/models.generated.js';
import { structureFaults } from '../../scripts/check/rendered/structure.ts';
import type { EnvironmentName } from '../../scripts/model/names.ts';
import type { ArgocdTarget, Repository } from '../../scripts/model/repository.ts';
import { argocdText } from '../../scripts/show/argocd-file.ts';
import { buildRepository } from '../check/build-repository.ts';
import { ADDRESS, setOf, written } from './told.ts';

const name = fc.constantFrom(
  'dev',
  'prod',
  'prod-eu',
  'no',
  'on',
  'null',
  'y',
  'root',
  'kustomization',
  '0x1',
  '1e3',
);
const service = fc.constantFrom('api', 'eu-api', 'web', 'off', '010');
const option = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined });

const argocd: fc.Arbitrary<Omit<ArgocdTarget, 'project' | 'repository'>> = fc.record(
  {
    cluster: fc.constantFrom('in-cluster', 'prod.eu_1', 'No'),
    namespace: fc.constantFrom('shop', 'on', '1-2'),
    allow: fc.record({
      namespaces: fc.uniqueArray(fc.constantFrom('shop', 'monitoring')),
      clusterResources: fc.uniqueArray(
        fc.constantFrom(
          { group: '', kind: 'Namespace' },
          { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
        ),
      ),
    }),
    deletion: fc.record(
      {
        applications: fc.constantFrom('create-only', 'create-update', 'create-delete', 'sync'),
        preserveResources: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    automated: fc.record(
      { enabled: fc.boolean(), prune: fc.boolean(), selfHeal: fc.boolean() },
      { requiredKeys: [] },
    ),
    syncOptions: fc.uniqueArray(fc.constantFrom('CreateNamespace=true', 'Prune=confirm', 'Replace=false')),
    order: fc.constantFrom('none', 'progressive'),
  },
  { requiredKeys: ['cluster', 'namespace'] },
);

const windows = fc.uniqueArray(
  fc.record({
    kind: fc.constantFrom('allow', 'deny'),
    schedule: fc.constantFrom('30 3 * * *', '0 22 * * 1-5'),
    duration: fc.constantFrom('1h', '90m'),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin'),
  }),
  { maxLength: 4, selector: ({ kind, schedule, duration }) => `${kind}${schedule}${duration}` },
);

/** Repositories that fit the schemas, with every option that they have for Argo CD. */
const repository: fc.Arbitrary<Repository> = fc
  .tuple(
    fc.uniqueArray(fc.tuple(name, argocd, windows, fc.boolean(), fc.uniqueArray(service)), {
      selector: ([one]) => one,
      minLength: 1,
      maxLength: 4,
    }),
    fc.dictionary(service, fc.dictionary(service, fc.constant('*'), { maxKeys: 2 }), { maxKeys: 4 }),
  )
  .map(([environments, requires]) =>
    buildRepository({
      environments: Object.fromEntries(
        environments.map(([one, target, gate, isEntry, runs]) => [
          one,
          {
            ...(isEntry ? {} : { promotesFrom: 'somewhere' }),
            gates: { windows: gate },
            argocd: { ...target, project: one, repository: ADDRESS },
            runs: Object.fromEntries(runs.map((of) => [of, '1.0.0'])),
          },
        ]),
      ),
      services: Object.fromEntries(
        Object.entries(requires).map(([of, needs]) => [of, { releases: { '1.0.0': { requires: needs } } }]),
      ),
    }),
  );

const texts = (one: Repository): [string, string][] =>
  written(one).map((file) => [file.path, argocdText(file)]);

const turned = <K, V>(map: ReadonlyMap<K, V>): Map<K, V> => new Map([...map].reverse());

test('the same files give the same bytes, in whatever order they were read', () => {
  fc.assert(
    fc.property(repository, (one) => {
      const other = { ...one, environments: turned(one.environments), releases: turned(one.releases) };
      const known = { branch: 'main', stands: ADDRESS };
      assert.equal(tellArgocd(other, known), tellArgocd(one, known));
      assert.equal(texts(other), texts(one));
    }),
  );
});

test('YAML 1.1, which Argo CD reads, and YAML 1.2 read every file as the object that is meant', () => {
  fc.assert(
    fc.property(repository, (one) => {
      for (const file of written(one))
        for (const version of ['1.1', '1.2'] as const)
          assert.equal(parse(argocdText(file), { version }), file.object, `${file.path} in YAML ${version}`);
    }),
  );
});

test('every object has the form of its type, and no field that Argo CD does not know', () => {
  fc.assert(
    fc.property(repository, (one) => {
      for (const { object } of written(one)) {
        if (object.kind === 'Kustomization') continue;
        const { apiVersion, kind, metadata } = object;
        assert.ok(MODELS.has(`${apiVersion}/${kind}`));
        const label = { apiVersion, kind, namespace: metadata.namespace, name: metadata.name };
        assert.equal(structureFaults(JSON.parse(JSON.stringify(object)), label, MODELS), []);
      }
    }),
  );
});

test('names are names of Kubernetes, no two objects have one, and no two files one path', () => {
  fc.assert(
    fc.property(repository, (one) => {
      const files = written(one);
      const named = files.flatMap(({ object }) =>
        'metadata' in object ? `${object.kind} ${object.metadata.name}` : [],
      );
      assert.is(new Set(named).size, named.length);
      for (const full of named) assert.match(full, /^\w+ [a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
      assert.is(new Set(files.map(({ path }) => path)).size, files.length);
      const [first, ...others] = files;
      assert.equal(
        first?.object.kind === 'Kustomization' &&
          first.object.resources.map((path) => `environments/argocd/${path}`),
        others.map(({ path }) => path),
      );
    }),
  );
});

const greedy = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
const strict = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`);
const patternOf = (one: Repository, environment: string): string =>
  setOf(written(one), environment).spec.generators[0]?.git.files[0]?.path ?? '';

test('a generator finds every desired file of its environment, however it reads `*`, and none of another', () => {
  fc.assert(
    fc.property(repository, (one) => {
      const desired = [...one.desired.values()].flatMap((held) => [...held.values()]);
      for (const environment of one.environments.keys())
        for (const { file, environment: of } of desired)
          for (const read of [greedy, strict])
            assert.is(
              read(patternOf(one, environment)).test(file),
              of === environment,
              `${file} for ${environment}`,
            );
    }),
  );
});

test('what only a greedy `*` would find is refused where it lies', () => {
  const part = fc.constantFrom('a', 'b.yaml', 'deep', 'argocd', 'x.yml', '.yaml');
  fc.assert(
    fc.property(repository, fc.array(part, { minLength: 1, maxLength: 3 }), part, (one, parts, last) => {
      for (const environment of one.environments.keys()) {
        const path = `environments/${environment}/${[...parts, last].join('/')}`;
        const pattern = patternOf(one, environment);
        if (greedy(pattern).test(path) && !strict(pattern).test(path))
          assert.ok(
            homeOf(path).troubles.some(({ code }) => code === 'nested-file'),
            path,
          );
      }
    }),
  );
});

test('where deletion is safe nothing that goes from the files takes an Application down', () => {
  fc.assert(
    fc.property(repository, option(fc.nat(3)), (one, gone) => {
      for (const { name: environment, argocd: said } of one.environments.values()) {
        const wish = said?.deletion?.applications;
        const isEntry = one.environments.get(environment)?.promotesFrom.length === 0;
        if (wish === 'sync' || wish === 'create-delete' || (wish === undefined && isEntry)) continue;
        const { metadata, spec } = setOf(written(one), environment);
        assert.match(spec.syncPolicy.applicationsSync, /^create-(?:only|update)$/);
        assert.is(metadata.annotations?.['argocd.argoproj.io/sync-options'], 'Prune=false,Delete=false');
        const fewer = { ...one, desired: new Map([...one.desired].slice(gone ?? 0)) };
        assert.equal(setOf(written(fewer), environment), setOf(written(one), environment));
      }
    }),
  );
});

test('every Application is in exactly one step of a progressive rollout', () => {
  fc.assert(
    fc.property(repository, service, (one, of) => {
      for (const environment of one.environments.keys()) {
        const steps = setOf(written(one), environment).spec.strategy?.rollingSync.steps;
        const labels: Record<string, string> = { environment, service: of };
        const taken = steps?.filter(({ matchExpressions }) =>
          matchExpressions.every(
            ({ key, operator, values }) => values.includes(labels[key] ?? '') === (operator === 'In'),
          ),
        );
        assert.is(taken?.length ?? 1, 1);
      }
    }),
  );
});

const hostile = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '{{ .x }}',
    '{{',
    'a}}b',
    'x"\n  y: z',
    "x'",
    '*',
    '!*',
    '$ARGOCD_APP_NAME',
    'a,b',
    '../..',
    '\u2028',
  ),
);
const SAFE = /^[A-Za-z0-9][A-Za-z0-9._=-]*$/;

test('text that could become something else in a template or a pattern is refused', () => {
  const key = fc.constantFrom('project', 'cluster', 'namespace', 'syncOptions');
  fc.assert(
    fc.property(key, hostile, (of, text) => {
      fc.pre(!SAFE.test(text));
      const argocdOf = {
        project: 'p',
        cluster: 'c',
        namespace: 'n',
        repository: ADDRESS,
        [of]: of === 'syncOptions' ? [text] : text,
      };
      const one = buildRepository({ environments: { dev: { argocd: argocdOf } } });
      const telling = tellArgocd(one, { branch: 'main' });
      assert.ok('refused' in telling && telling.refused.some(({ code }) => code === 'argocd-text'));
    }),
  );
});

test('a branch whose name could become part of a template is refused', () => {
  for (const branch of ['{{.x}}', 'a b', 'ä', '-x', 'a"b', 'a$b', '']) {
    const one = buildRepository({
      environments: { dev: { argocd: { project: 'p', cluster: 'c', namespace: 'n', repository: ADDRESS } } },
    });
    const telling = tellArgocd(one, { branch });
    assert.ok('refused' in telling && telling.refused.some(({ code }) => code === 'argocd-branch'), branch);
  }
});

test('an environment called like a file of ours has files of its own', () => {
  const one = buildRepository({
    environments: Object.fromEntries(
      ['root', 'kustomization', 'root-project'].map((of) => [
        of,
        { argocd: { project: of, cluster: 'c', namespace: of, repository: ADDRESS } },
      ]),
    ),
  });
  assert.is(written(one).length, 9);
  assert.is(setOf(written(one), 'root' satisfies string as EnvironmentName).metadata.name, 'root');
});

test.run();
