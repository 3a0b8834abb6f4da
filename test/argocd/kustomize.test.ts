import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'kustomize-ts';
import { memoryFiles } from 'kustomize-ts/files/memory.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { argocdText } from '../../scripts/show/argocd-file.ts';
import { findKustomize } from '../support/kustomize.ts';
import { ladder, target, written } from './told.ts';

const everything = ladder(
  {
    order: 'progressive',
    syncOptions: ['CreateNamespace=true'],
    allow: { namespaces: ['monitoring'], clusterResources: [{ group: '', kind: 'Namespace' }] },
  },
  {
    services: { web: { releases: { '1.0.0': { requires: { api: '*' } } } } },
    prod: {
      promotesFrom: 'dev',
      argocd: target('prod', { order: 'progressive' }),
      gates: { windows: [{ kind: 'allow', schedule: '30 3 * * *', duration: '1h', timeZone: 'UTC' }] },
    },
  },
);

const kustomize = findKustomize();
if (kustomize.build === undefined) process.stdout.write(`# skip ${kustomize.why}\n`);

for (const [that, repository] of [
  ['a ladder of two', ladder()],
  ['every option', everything],
] as const)
  test(`${that}: what kubectl applies is what is written, object by object, and our own engine builds the same`, () => {
    const files = written(repository);
    const texts = files.map((file) => [file.path, argocdText(file)] as const);
    const ours = build(
      memoryFiles(Object.fromEntries(texts.map(([path, text]) => [`/${path}`, text]))),
      '/environments/argocd',
    );
    const built = parseAllDocuments(ours.yaml).map((one) => one.toJS() as unknown);
    const meant = files.flatMap(({ object }) => (object.kind === 'Kustomization' ? [] : [object]));
    const sorted = (objects: readonly unknown[]): string[] =>
      objects.map((one) => JSON.stringify(one, sortedKeys)).sort();
    assert.equal(sorted(built), sorted(meant));
    if (kustomize.build === undefined) return;
    const root = mkdtempSync(join(tmpdir(), 'bracket-argocd-'));
    try {
      for (const [path, text] of texts) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      assert.is(kustomize.build(join(root, 'environments/argocd')), ours.yaml);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

/** Kustomize sorts keys; which one comes first means nothing. */
const sortedKeys = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

test.run();
