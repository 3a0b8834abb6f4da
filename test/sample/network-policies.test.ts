import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Labels, NetworkRule, Peer, Resource, Template } from './manifests.ts';
import { selects } from './manifests.ts';
import { ENVIRONMENTS, namespaceOf, pick, templatesIn } from './overlays.ts';

/** Every kind of pod in the namespace, by the service and the part that it plays. */
const podsIn = (environment: string): Template[] => namespaceOf(environment).flatMap(templatesIn);
const nameOf = (labels: Labels): string =>
  `${labels['app.kubernetes.io/name']}/${labels['app.kubernetes.io/component']}`;

const policiesOf = (environment: string, labels: Labels): Resource[] =>
  pick(namespaceOf(environment), 'NetworkPolicy').filter(({ spec }) =>
    selects(spec.podSelector?.matchLabels ?? {}, labels),
  );

/** Who a peer is, in a word; fails where a selector names a pod that is not there. */
const peerName = (environment: string, { podSelector, namespaceSelector, ipBlock }: Peer): string[] => {
  if (ipBlock !== undefined) return [ipBlock.cidr];
  if (namespaceSelector !== undefined)
    return [`namespace ${namespaceSelector.matchLabels['kubernetes.io/metadata.name']}`];
  const chosen = podsIn(environment)
    .map(({ metadata }) => metadata.labels)
    .filter((labels) => selects(podSelector?.matchLabels ?? {}, labels));
  assert.ok(chosen.length > 0, `no pod has ${JSON.stringify(podSelector)}`);
  return chosen.map(nameOf);
};

const reaches = (environment: string, rules: readonly NetworkRule[]): string[] =>
  rules.flatMap(({ from = [], to = [], ports }) =>
    [...from, ...to].flatMap((peer) =>
      peerName(environment, peer).flatMap((name) => ports.map(({ port }) => `${name} ${port}`)),
    ),
  );

/** All that pods of one kind may do, by the policies that select them. */
const mayOf = (environment: string, { metadata }: Template): { in: string[]; out: string[] } => {
  const policies = policiesOf(environment, metadata.labels);
  return {
    in: [...new Set(policies.flatMap(({ spec }) => reaches(environment, spec.ingress ?? [])))].sort(),
    out: [...new Set(policies.flatMap(({ spec }) => reaches(environment, spec.egress ?? [])))].sort(),
  };
};

const DATABASE = { dev: '10.10.1.0/24', hardening: '10.10.2.0/24', production: '10.20.1.0/24' };
const DNS = 'namespace kube-system 53';
const PROMETHEUS = 'namespace monitoring http';

const WANTED = (database: string): Record<string, { in: string[]; out: string[] }> => ({
  'front-end/server': {
    in: ['namespace ingress http', PROMETHEUS],
    out: [DNS, 'service-a/server http', 'service-b/server http'],
  },
  'service-a/server': {
    in: ['front-end/server http', PROMETHEUS, 'service-a/smoke http'],
    out: [`${database} 5432`, DNS, 'service-b/server http'],
  },
  'service-a/migration': { in: [PROMETHEUS], out: [`${database} 5432`, DNS] },
  'service-a/smoke': { in: [PROMETHEUS], out: [DNS, 'service-a/server http'] },
  'service-b/server': {
    in: ['front-end/server http', PROMETHEUS, 'service-a/server http'],
    out: ['0.0.0.0/0 443', DNS],
  },
});

/** The selectors of peers in the same namespace. */
const podsOfOurs = (peers: readonly Peer[]): Labels[] =>
  peers
    .filter(({ namespaceSelector }) => namespaceSelector === undefined)
    .flatMap(({ podSelector }) => (podSelector === undefined ? [] : [podSelector.matchLabels]));

/** What the ports of the selected pods are called. */
const portNames = (environment: string, labels: Labels): string[] =>
  podsIn(environment)
    .filter(({ metadata }) => selects(labels, metadata.labels))
    .flatMap(({ spec }) => spec.containers.flatMap(({ ports = [] }) => ports.map(({ name }) => name)));

for (const environment of ENVIRONMENTS) {
  test(`in ${environment} exactly these may talk to each other`, () => {
    const seen = podsIn(environment).map((pod) => [nameOf(pod.metadata.labels), mayOf(environment, pod)]);
    const cidr = DATABASE[environment as keyof typeof DATABASE];
    assert.equal(Object.fromEntries(seen), WANTED(cidr));
  });

  test(`in ${environment} what no policy allows is denied: every pod is selected, in and out`, () => {
    for (const { metadata } of podsIn(environment)) {
      const policies = policiesOf(environment, metadata.labels);
      assert.ok(policies.length > 0, nameOf(metadata.labels));
    }
    for (const { spec, metadata } of pick(namespaceOf(environment), 'NetworkPolicy')) {
      assert.equal(spec.policyTypes, ['Ingress', 'Egress'], metadata.name);
      for (const { from, to } of [...(spec.ingress ?? []), ...(spec.egress ?? [])])
        assert.ok((from ?? to ?? []).length > 0, `${metadata.name} allows everybody`);
    }
  });

  test(`in ${environment} every policy selects pods, and no two objects share a name`, () => {
    const policies = pick(namespaceOf(environment), 'NetworkPolicy');
    for (const { spec, metadata } of policies) {
      const chosen = podsIn(environment).filter((pod) =>
        selects(spec.podSelector?.matchLabels ?? {}, pod.metadata.labels),
      );
      assert.ok(chosen.length > 0, metadata.name);
    }
    const names = namespaceOf(environment).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    assert.is(new Set(names).size, names.length);
  });

  test(`in ${environment} a port that has a name is one of the pods that are meant`, () => {
    for (const { spec, metadata } of pick(namespaceOf(environment), 'NetworkPolicy')) {
      const meant = [
        ...(spec.ingress ?? []).map(({ ports }) => ({ labels: spec.podSelector?.matchLabels ?? {}, ports })),
        ...(spec.egress ?? []).flatMap(({ to = [], ports }) =>
          podsOfOurs(to).map((labels) => ({ labels, ports })),
        ),
      ];
      for (const { labels, ports } of meant)
        for (const { port } of ports)
          assert.ok(portNames(environment, labels).includes(String(port)), metadata.name);
    }
  });

  test(`in ${environment} the policy of the migration is there before the migration, and again each time`, () => {
    const policies = pick(namespaceOf(environment), 'NetworkPolicy');
    const migration = policies.find(({ metadata }) => metadata.name === 'service-a-migration');
    assert.equal(migration?.metadata.annotations, {
      'argocd.argoproj.io/hook': 'PreSync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      'argocd.argoproj.io/sync-wave': '-2',
    });
    assert.ok(reaches(environment, migration?.spec.egress ?? []).includes(DNS));
  });
}

test('the payment provider is on the internet, not in a network of our own', () => {
  for (const environment of ENVIRONMENTS) {
    const blocks = pick(namespaceOf(environment), 'NetworkPolicy')
      .flatMap(({ spec }) => spec.egress ?? [])
      .flatMap(({ to = [] }) => to.flatMap(({ ipBlock }) => ipBlock ?? []))
      .filter(({ cidr }) => cidr === '0.0.0.0/0');
    assert.is(blocks.length, 1);
    assert.equal([...(blocks[0]?.except ?? [])].sort(), [
      '10.0.0.0/8',
      '100.64.0.0/10',
      '169.254.0.0/16',
      '172.16.0.0/12',
      '192.168.0.0/16',
    ]);
  }
});

test.run();
