import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defaultConfiguration } from '../../scripts/kustomize-ts/facts/configuration.ts';
import { prefixTransformer } from '../../scripts/kustomize-ts/transform/prefix.ts';
import { replicaTransformer } from '../../scripts/kustomize-ts/transform/replicas.ts';
import { failureOf, transformed } from './transformed.ts';

const scaled = (name: string, count: number, fieldSpecs = defaultConfiguration.replicas) =>
  replicaTransformer({ replica: { name, count }, fieldSpecs });

const workload = (kind: string, spec: string): string =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: web}\nspec: ${spec}\n`;

test('workloads of the name are scaled, whether or not they said how much', () => {
  for (const kind of ['Deployment', 'StatefulSet', 'ReplicaSet'])
    for (const spec of ['{replicas: 1}', '{}', '{replicas: null}'])
      assert.match(transformed(workload(kind, spec), scaled('web', 3)), 'spec:\n  replicas: 3\n');
});

test('a count in quotes stays in quotes', () => {
  assert.match(transformed(workload('Deployment', '{replicas: "1"}'), scaled('web', 3)), 'replicas: "3"');
});

test('former names count, too', () => {
  const renamed = prefixTransformer({ prefix: 'x-', fieldSpecs: [{ path: 'metadata/name' }] });
  const yaml = workload('Deployment', '{}');
  assert.match(transformed(yaml, renamed, scaled('web', 3)), 'replicas: 3');
  assert.match(transformed(yaml, renamed, scaled('x-web', 3)), 'replicas: 3');
});

test('a name that nothing scalable has is a failure', () => {
  const message =
    'resource with name db does not match a config with the following GVK [Deployment.[noVer].[noGrp] ' +
    'StatefulSet.[noVer].[noGrp] ReplicaSet.[noVer].[noGrp] ReplicationController.[noVer].[noGrp]]';
  assert.is(
    failureOf(() => transformed(workload('Deployment', '{}'), scaled('db', 3))),
    message,
  );
  assert.match(
    failureOf(() => transformed(workload('DaemonSet', '{}'), scaled('web', 3))),
    'with name web',
  );
});

test.run();
