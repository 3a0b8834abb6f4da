import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { MODELS } from '../../../scripts/check/rendered/models.generated.js';
import { structureFaults } from '../../../scripts/check/rendered/structure.ts';
import type { PlainObject } from '../../../scripts/render/plain.ts';

/** `code path: what` of every fault in one object. */
const faults = (text: string): string[] => {
  const object = parse(text) as PlainObject & { metadata?: { name?: string } };
  const name = {
    apiVersion: String(object['apiVersion']),
    kind: String(object['kind']),
    namespace: '',
    name: object.metadata?.name ?? '',
  };
  return structureFaults(object, name, MODELS).map((one) => `${one.code} ${one.path.join('.')}: ${one.what}`);
};

const deployment = (container: string, rest = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { app: web }, creationTimestamp: null }
spec:
  selector: { matchLabels: { app: web } }
  strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 25% } }
  ${rest}
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - ${container}
      volumes: [{ name: tmp, emptyDir: {} }, { name: all, projected: { sources: [{ configMap: { name: a } }] } }]
`;
const CONTAINER =
  '{ name: app, image: a/b, ports: [{ containerPort: 80 }], resources: { limits: { cpu: 1, memory: 64Mi } } }';

test('a sound object has no fault, and a field that is null is no field', () => {
  assert.equal(faults(deployment(CONTAINER)), []);
});

test('fields that do not exist are named with what was meant', () => {
  assert.equal(faults(deployment('{ name: app, imagee: a/b }', 'replica: 2')), [
    'manifest-unknown-field spec.replica: has a field that does not exist: spec.replica',
    'manifest-unknown-field spec.template.spec.containers.0.imagee: has a field that does not exist: spec.template.spec.containers[0].imagee',
  ]);
  const object = parse(deployment(CONTAINER, 'replica: 2')) as PlainObject;
  const name = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: '', name: 'web' };
  assert.is(structureFaults(object, name, MODELS)[0]?.fix, 'Write `replicas` instead of `replica`.');
});

test('values of the wrong type, missing fields and values outside their choice', () => {
  assert.equal(
    faults(
      deployment('{ image: a/b, env: [{ name: A, value: 5 }], imagePullPolicy: always }', 'replicas: "2"'),
    ),
    [
      'manifest-wrong-type spec.replicas: has the text "2" in spec.replicas, where a whole number must be',
      'manifest-missing-field spec.template.spec.containers.0: lacks spec.template.spec.containers[0].name',
      'manifest-wrong-type spec.template.spec.containers.0.env.0.value: has the number 5 in spec.template.spec.containers[0].env[0].value, where text must be',
      'manifest-wrong-value spec.template.spec.containers.0.imagePullPolicy: has the text "always" in spec.template.spec.containers[0].imagePullPolicy, where only Always, IfNotPresent, Never can be',
    ],
  );
  assert.equal(faults(deployment('{ name: a, resources: { limits: { memory: 5Q } } }')), [
    'manifest-wrong-value spec.template.spec.containers.0.resources.limits.memory: has the text "5Q" in spec.template.spec.containers[0].resources.limits.memory, which cannot be',
  ]);
});

test('maps keep whatever keys they have, and keys of the language are no trap', () => {
  assert.equal(
    faults(
      '{ apiVersion: v1, kind: ConfigMap, metadata: { name: a }, data: { constructor: x, toString: y } }',
    ),
    [],
  );
  assert.equal(
    faults(
      '{ apiVersion: v1, kind: ConfigMap, metadata: { name: a, constructor: x }, hasOwnProperty: y }',
    ).map((one) => one.split(':', 1).join()),
    ['manifest-unknown-field metadata.constructor', 'manifest-unknown-field hasOwnProperty'],
  );
  const hostile = JSON.parse(
    '{ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "a", "__proto__": {} } }',
  ) as PlainObject;
  const name = { apiVersion: 'v1', kind: 'ConfigMap', namespace: '', name: 'a' };
  assert.equal(
    structureFaults(hostile, name, MODELS).map(({ path }) => path),
    [['metadata', '__proto__']],
  );
});

test('the value of a secret is in no message', () => {
  const [fault, ...others] = faults(
    '{ apiVersion: v1, kind: Secret, metadata: { name: a }, data: { key: "not base64!" }, stringData: { pin: 483920 } }',
  );
  assert.is(others.length, 1);
  assert.not.match(`${fault}${others[0]}`, /base64!|483920/);
});

test('folded base64, as generators of kustomize write it, is sound', () => {
  assert.equal(
    faults(
      '{ apiVersion: v1, kind: Secret, metadata: { name: a }, data: { key: "QUFB\\nQUE=\\n", empty: "" } }',
    ),
    [],
  );
});

const rollout = (strategy: string, container = CONTAINER): string => `
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: web, annotations: { a: b } }
spec:
  selector: { matchLabels: { app: web } }
  strategy: ${strategy}
  template:
    metadata: { labels: { app: web } }
    spec: { initContainers: [{ name: proxy, image: a/b, restartPolicy: Always }], containers: [${container}] }
`;

test('a Rollout is judged, and its pods by what Kubernetes says of pods', () => {
  assert.equal(faults(rollout('{ canary: { steps: [{ setWeight: 5 }, { pause: { duration: 1h } }] } }')), []);
  assert.equal(faults(rollout('{ canary: { stepz: [], maxSurge: 25% } }', '{ name: app, imag: x }')), [
    'manifest-unknown-field spec.strategy.canary.stepz: has a field that does not exist: spec.strategy.canary.stepz',
    'manifest-unknown-field spec.template.spec.containers.0.imag: has a field that does not exist: spec.template.spec.containers[0].imag',
  ]);
});

test('fields that came after the models were made are no fault', () => {
  assert.equal(faults(rollout('{ canary: { steps: [{ plugin: { name: a, config: {} } }] } }')), []);
});

test('what has no model is not judged', () => {
  assert.equal(faults('{ apiVersion: example.com/v1, kind: Widget, spec: { anything: [1, {}] } }'), []);
  assert.equal(faults('{ apiVersion: apps/v1beta1, kind: Deployment, spec: { anything: 1 } }'), []);
});

test('of an object full of faults only the first are told', () => {
  const fields = Array.from({ length: 500 }, (_, index) => `x${index}: 1`).join(', ');
  assert.is(
    faults(`{ apiVersion: v1, kind: Service, metadata: { name: a }, spec: { ${fields} } }`).length,
    20,
  );
});

test.run();
