import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../scripts/kustomize-ts/build.ts';
import { memoryFiles } from '../../scripts/kustomize-ts/files/memory.ts';
import { failureOf } from './transformed.ts';

const generated = (kind: string, fields: string, kustomization = ''): string => {
  const config = `apiVersion: builtin\nkind: ${kind}\nmetadata: {name: settings}\n${fields}`;
  const files = {
    '/app/kustomization.yaml': `generators: [made.yaml]\n${kustomization}`,
    '/app/made.yaml': config,
  };
  return build(memoryFiles(files), '/app').yaml;
};

const account = (fields: string): string => generated('IAMPolicyGenerator', fields);

const GKE = 'cloud: gke\nserviceAccount: {name: robot, projectId: shop-1}\n';

test('an account of a cloud is a ServiceAccount whose annotation names it', () => {
  const plain = account(`${GKE}kubernetesService: {name: web}\n`);
  assert.is(
    plain,
    'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  annotations:\n' +
      '    iam.gke.io/gcp-service-account: robot@shop-1.iam.gserviceaccount.com\n  name: web\n',
  );
  const placed = account(`${GKE}unknown: {}\nkubernetesService: {name: web, namespace: shop}\n`);
  assert.is(placed, `${plain}  namespace: shop\n`);
});

test('what a kustomization says counts for generated accounts too', () => {
  const named = generated(
    'IAMPolicyGenerator',
    `${GKE}kubernetesService: {name: web}\n`,
    'namePrefix: eu-\nbuildMetadata: [originAnnotations]\n',
  );
  assert.match(named, 'name: eu-web\n');
  assert.match(named, 'configuredIn: made.yaml\n      configuredBy:\n        apiVersion: builtin\n');
});

test('names of an account stand in a text that is read as YAML', () => {
  assert.match(account(`${GKE}kubernetesService: {name: "web #1"}\n`), 'name: web\n');
  assert.is(
    failureOf(() => account(`${GKE}kubernetesService: {name: "a: b"}\n`)),
    'yaml: line 7: mapping values are not allowed in this context',
  );
  assert.is(
    failureOf(() => account('cloud: gke\nkubernetesService: {name: web}\n')),
    'yaml: line 6: found character that cannot start any token',
  );
});

test('an account in a cloud nobody knows, or with fields of another type, is refused', () => {
  assert.is(
    failureOf(() => account('cloud: azure\nkubernetesService: {name: web}\n')),
    'cloud provider azure not supported yet',
  );
  assert.is(
    failureOf(() => account(`${GKE}kubernetesService: {name: 12}\n`)),
    'loading generator plugins: failed to load generator: ' +
      'plugin IAMPolicyGenerator.builtin.[noGrp]/settings.[noNs] fails configuration: ' +
      'error unmarshaling JSON: while decoding JSON: ' +
      'json: cannot unmarshal number into Go struct field KubernetesService.kubernetesService.name of type string',
  );
});

test('ConfigMaps and Secrets may be described by files of their own', () => {
  assert.match(generated('ConfigMapGenerator', 'literals: [a=b]\n'), /^ {2}a: b$/m);
  assert.match(generated('SecretGenerator', 'name: other\nliterals: [a=b]\n'), /^ {2}name: other-\w{10}$/m);
});

test('files that describe no generator are refused', () => {
  const start = 'loading generator plugins: failed to load generator: ';
  assert.is(
    failureOf(() => generated('LabelTransformer', '')),
    `${start}plugin LabelTransformer.builtin.[noGrp]/settings.[noNs] not a generator`,
  );
  assert.is(
    failureOf(() => generated('Unheard', '')),
    `${start}unable to load builtin Unheard.builtin.[noGrp]`,
  );
});

test.run();
