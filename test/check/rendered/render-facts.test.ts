import { memoryFiles } from 'kustomize-ts/files/memory.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildTroubleOf } from '../../../scripts/check/rendered/build-trouble.ts';
import { type RenderFacts, renderFactsOf } from '../../../scripts/check/rendered/render-facts.ts';
import { scopedManifests } from '../../../scripts/commands/render-answers.ts';
import type { EnvironmentName, ServiceName, Version } from '../../../scripts/model/names.ts';
import { isRendered, render } from '../../../scripts/render/render.ts';

type Files = Readonly<Record<string, string>>;
const OVERLAY = 'services/api/overlays/prod/kustomization.yaml';
const wanted = {
  environment: 'prod' as EnvironmentName,
  service: 'api' as ServiceName,
  image: 'ghcr.io/acme/api',
  version: '1.2.3' as Version,
};

const factsOf = (files: Files): RenderFacts => {
  const rendering = render(memoryFiles(files), wanted);
  if (!isRendered(rendering)) throw new Error(rendering.why);
  const isWritten = (text: string): boolean => rendering.files.some((file) => files[file]?.includes(text));
  return renderFactsOf(
    {
      manifests: scopedManifests(rendering.resources),
      files: rendering.files,
      image: 'ghcr.io/acme/api:1.2.3',
      isWritten,
    },
    new Map(),
  );
};

const rollout = (image: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: api }
spec:
  template:
    spec:
      containers:
        - { name: app, image: "${image}", envFrom: [{ configMapRef: { name: settings } }] }
      volumes: [{ name: s, secret: { secretName: keys } }, { name: o, secret: { secretName: other } }]
`;
const generating = `
resources: [api.yaml]
configMapGenerator: [{ name: settings, literals: [A=1] }]
secretGenerator: [{ name: keys, literals: [B=2] }]
`;

test('what is rendered: objects, the files they come from, and the image that was set', () => {
  const facts = factsOf({
    [OVERLAY]: 'resources: [api.yaml, role.yaml]\nnamespace: shop\n',
    'services/api/overlays/prod/api.yaml': rollout('ghcr.io/acme/api:old'),
    'services/api/overlays/prod/role.yaml':
      '{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: { name: api }, rules: [] }',
  });
  assert.equal(facts.objects, [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      namespace: '',
      name: 'api',
      clusterScoped: true,
    },
    { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: 'shop', name: 'api' },
  ]);
  assert.equal(facts.files, [
    'services/api/overlays/prod/api.yaml',
    OVERLAY,
    'services/api/overlays/prod/role.yaml',
  ]);
  assert.equal([facts.reached, facts.images, facts.faults], [true, ['ghcr.io/acme/api'], []]);
});

test('a misspelled image is reached by nothing', () => {
  const facts = factsOf({
    [OVERLAY]: 'resources: [api.yaml]\n',
    'services/api/overlays/prod/api.yaml': rollout('ghcr.io/acme/apy:1.2.3'),
  });
  assert.equal([facts.reached, facts.images], [false, ['ghcr.io/acme/apy']]);
});

const widget = (image: string): string =>
  `{ apiVersion: example.com/v1, kind: Widget, metadata: { name: api }, spec: { image: "${image}" } }`;

test('an image in a field that no field spec reaches is not reached, also where it holds the same version by chance', () => {
  for (const image of ['ghcr.io/acme/api', 'ghcr.io/acme/api:1.2.3']) {
    const facts = factsOf({
      [OVERLAY]: 'resources: [api.yaml]\n',
      'services/api/overlays/prod/api.yaml': widget(image),
    });
    assert.is(facts.reached, false, image);
  }
  const configured = factsOf({
    [OVERLAY]: 'resources: [api.yaml]\nconfigurations: [images.yaml]\n',
    'services/api/overlays/prod/api.yaml': widget('ghcr.io/acme/api'),
    'services/api/overlays/prod/images.yaml': 'images: [{ kind: Widget, path: spec/image }]\n',
  });
  assert.is(configured.reached, true);
});

test('a Rollout whose generated names are not rewritten', () => {
  const { faults } = factsOf({
    [OVERLAY]: generating,
    'services/api/overlays/prod/api.yaml': rollout('ghcr.io/acme/api'),
  });
  assert.equal(
    faults.map(({ code, path }) => `${code} ${path.join('.')}`),
    [
      'generated-name spec.template.spec.containers.0.envFrom.0.configMapRef.name',
      'generated-name spec.template.spec.volumes.0.secret.secretName',
    ],
  );
  assert.match(
    faults[0]?.what ?? '',
    /refers to the ConfigMap settings .* which is called settings-[0-9a-z]{10} once/,
  );
  assert.match(faults[0]?.fix ?? '', /path: spec\/template\/spec\/containers\/envFrom\/configMapRef\/name/);
});

test('names that configurations rewrite, that have no hash, or that a Deployment refers to are sound', () => {
  const configurations = `nameReference:
  - { kind: ConfigMap, version: v1, fieldSpecs: [{ kind: Rollout, path: spec/template/spec/containers/envFrom/configMapRef/name }] }
  - { kind: Secret, version: v1, fieldSpecs: [{ kind: Rollout, path: spec/template/spec/volumes/secret/secretName }] }
`;
  const told = { 'services/api/overlays/prod/names.yaml': configurations };
  const api = rollout('ghcr.io/acme/api');
  const sound: Files[] = [
    {
      [OVERLAY]: `${generating}configurations: [names.yaml]\n`,
      'services/api/overlays/prod/api.yaml': api,
      ...told,
    },
    {
      [OVERLAY]: `${generating}generatorOptions: { disableNameSuffixHash: true }\n`,
      'services/api/overlays/prod/api.yaml': api,
    },
    {
      [OVERLAY]: generating,
      'services/api/overlays/prod/api.yaml': api
        .replace('argoproj.io/v1alpha1', 'apps/v1')
        .replace('Rollout', 'Deployment'),
    },
  ];
  for (const files of sound) assert.equal(factsOf(files).faults, []);
});

test('in any custom kind, a name beside `kind: ConfigMap` is a reference; data and labels are none', () => {
  const { faults } = factsOf({
    [OVERLAY]: generating,
    'services/api/overlays/prod/api.yaml': `
apiVersion: example.com/v1
kind: Widget
metadata: { name: settings, labels: { configMap: settings } }
spec: { from: [{ kind: ConfigMap, name: settings }], configMap: settings, secretKey: keys, name: settings }
`,
  });
  assert.equal(
    faults.map(({ path }) => path.join('.')),
    ['spec.from.0.name', 'spec.configMap', 'spec.secretKey'],
  );
});

const troubleOf = (files: Files): ReturnType<typeof buildTroubleOf> => {
  const rendering = render(memoryFiles(files), wanted);
  if (isRendered(rendering)) throw new Error('it can be built');
  return buildTroubleOf(rendering, (path) => files[path]);
};

const job = (metadata: string): Files => ({
  [OVERLAY]: 'resources: [job.yaml]\n',
  'services/api/overlays/prod/job.yaml': `{ apiVersion: v1, kind: ConfigMap, metadata: { name: a } }\n---\napiVersion: batch/v1\nkind: Job\nmetadata: ${metadata}\n`,
});

test('what cannot be built names file and field', () => {
  const { code, file, path, what } = troubleOf({ [OVERLAY]: 'resources: [gone.yaml]\n' });
  assert.equal([code, file, path], ['build-failed', OVERLAY, ['resources', 0]]);
  assert.match(what, /gone\.yaml/);
  const unknown = troubleOf({ [OVERLAY]: 'resourcez: []\n' });
  assert.equal([unknown.file, unknown.path], [OVERLAY, ['resourcez']]);
});

test('a message of kustomize is one short line without anything that steers a terminal', () => {
  const long = 'x'.repeat(5000);
  const { what } = buildTroubleOf({ why: `first\u001b[31m\nsecond ${long} last` }, () => undefined);
  assert.ok(what.length < 700 && what.startsWith('first') && what.endsWith('last'), what);
  assert.not.match(what, /[\u0000-\u001f]/);
});

test('a hook with generateName, an object with generateName, an object without any name', () => {
  const hook = troubleOf(job('{ generateName: a-, annotations: { argocd.argoproj.io/hook: PreSync } }'));
  assert.equal(hook, {
    code: 'hook-generate-name',
    what: 'the hook Job has a generateName and no name (missing metadata.name)',
    file: 'services/api/overlays/prod/job.yaml',
    document: 1,
    path: ['metadata', 'generateName'],
  });
  assert.is(troubleOf(job('{ generateName: a- }')).code, 'generate-name');
  const nameless = troubleOf(job('{ labels: {} }'));
  assert.equal([nameless.code, nameless.document, nameless.path], ['object-without-name', 1, ['metadata']]);
});

test.run();
