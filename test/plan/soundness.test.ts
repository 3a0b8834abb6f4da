import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkEnvironment } from '../../scripts/check/check.ts';
import { heldBy } from '../../scripts/check/facts.ts';
import type { EnvironmentName, ServiceName, Version } from '../../scripts/model/names.ts';
import type { Pending, Unit } from '../../scripts/model/promotion.ts';
import type { Desired, Environment, Release, Repository } from '../../scripts/model/repository.ts';
import { groundOf, newFindings, soundnessObstacles } from '../../scripts/plan/soundness.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'] as ServiceName[];
const VERSIONS = ['1.0.0', '1.1.0', '2.0.0', '3.0.0-rc.1', 'odd'] as Version[];
const target = 'hardening' as EnvironmentName;

const desiredOf = (service: ServiceName, version: Version): Desired => ({
  environment: target,
  service,
  image: `ghcr.io/acme/${service}`,
  version,
  config: 'a'.repeat(40),
  file: `environments/${target}/${service}.yaml`,
});

const release = fc.record({
  requires: fc.dictionary(
    fc.constantFrom(...NAMES),
    fc.constantFrom('^1.0.0', '>=2.0.0', '1.1.0', 'nonsense'),
    {
      maxKeys: 3,
    },
  ),
  schema: fc.integer({ min: 1, max: 4 }),
  tolerates: fc.integer({ min: 1, max: 4 }),
  hasDatabase: fc.boolean(),
  isThere: fc.boolean(),
});
const scene = fc.record({
  releases: fc.array(release, {
    minLength: NAMES.length * VERSIONS.length,
    maxLength: NAMES.length * VERSIONS.length,
  }),
  holds: fc.array(fc.option(fc.constantFrom(...VERSIONS)), {
    minLength: NAMES.length,
    maxLength: NAMES.length,
  }),
  moves: fc.array(fc.option(fc.constantFrom(...VERSIONS, 'gone')), {
    minLength: NAMES.length,
    maxLength: NAMES.length,
  }),
  prerelease: fc.boolean(),
  recorded: fc.boolean(),
});
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

const repositoryOf = (told: Scene): Repository => {
  const environment: Environment = {
    name: target,
    promotesFrom: ['dev' as EnvironmentName],
    promotion: { open: 'automatic', merge: 'manual', unit: 'bracket', whenSuperseded: 'replace' },
    accepts: {
      prerelease: told.prerelease,
      digest: 'optional',
      record: told.recorded ? 'required' : 'optional',
    },
    gates: { checks: [], windows: [] },
    checks: [],
    file: `environments/${target}.yaml`,
  } as Environment;
  const releases = NAMES.map((service, row) => {
    const known = VERSIONS.flatMap((version, column) => {
      const one = told.releases[row * VERSIONS.length + column];
      if (one?.isThere !== true) return [];
      const value: Release = {
        service,
        version,
        requires: one.requires,
        changes: [],
        file: `services/${service}/releases/${version}.yaml`,
        ...(one.hasDatabase
          ? { database: { schema: one.schema, tolerates: Math.min(one.schema, one.tolerates) } }
          : {}),
      };
      return [[version, value] as const];
    });
    return [service, new Map(known)] as const;
  });
  const holds = NAMES.flatMap((service, index) => {
    const version = told.holds[index];
    return version == null ? [] : [[service, desiredOf(service, version)] as const];
  });
  return {
    environments: new Map([[target, environment]]),
    services: new Map(
      NAMES.map((name) => [
        name,
        {
          name,
          description: name,
          owners: [],
          image: `ghcr.io/acme/${name}`,
          file: `services/${name}/service.yaml`,
        },
      ]),
    ),
    releases: new Map(releases),
    desired: new Map([[target, new Map(holds)]]),
    locks: [],
  };
};

const membersOf = (told: Scene, repository: Repository): Pending[] =>
  NAMES.flatMap((service, index) => {
    const move = told.moves[index];
    const from = repository.desired.get(target)?.get(service);
    if (move == null || (move === 'gone' && from === undefined) || move === from?.version) return [];
    return {
      service,
      source: 'dev' as EnvironmentName,
      target,
      differs: ['version'] as const,
      bump: 'unordered' as const,
      ...(from === undefined ? {} : { from }),
      ...(move === 'gone' ? {} : { to: desiredOf(service, move as Version) }),
    };
  });

const applied = (repository: Repository, members: readonly Pending[]): Repository => {
  const after = new Map(repository.desired.get(target));
  for (const { service, to } of members) {
    if (to === undefined) after.delete(service);
    else after.set(service, to);
  }
  return { ...repository, desired: new Map([[target, after]]) };
};

/** Errors in the whole environment, each as code, file and services. */
const errors = (repository: Repository, held: ReturnType<typeof heldBy>): Set<string> =>
  new Set(
    checkEnvironment(repository, target, { held })
      .filter(({ severity }) => severity === 'error')
      .map(({ code, file, path, services }) => JSON.stringify([code, file, path, services])),
  );

test('judging only the neighbourhood of a change finds what judging the whole environment finds', () => {
  fc.assert(
    fc.property(scene, (told) => {
      const repository = repositoryOf(told);
      const members = membersOf(told, repository);
      const held = heldBy(repository, target);
      const before = errors(repository, held);
      const whole = [...errors(applied(repository, members), held)].filter((one) => !before.has(one));
      const near = newFindings(groundOf(repository, target, new Map()), members).map(
        ({ code, file, path, services }) => JSON.stringify([code, file, path, services]),
      );
      for (const one of whole) assert.ok(near.includes(one), one);
      // What is near and not new in the whole concerns a service that moves: there another version is another fault.
      const moving = new Set(members.map(({ service }) => `environments/${target}/${service}.yaml`));
      for (const one of near) assert.ok(whole.includes(one) || moving.has(JSON.parse(one)[1]), one);
    }),
    { numRuns: 400 },
  );
});

const alone = (member: Pending): Unit => ({
  source: member.source,
  target,
  members: [member],
  brackets: [],
  proof: 'a'.repeat(40) as Unit['proof'],
});

test('what is named to take along makes the unit sound, and nothing of it is superfluous', () => {
  let mended = 0;
  fc.assert(
    fc.property(scene, (told) => {
      const repository = repositoryOf(told);
      const ground = groundOf(repository, target, new Map());
      const members = membersOf(told, repository);
      for (const member of members) {
        const others = members.filter((one) => one !== member);
        const obstacles = soundnessObstacles(ground, alone(member), others.map(alone));
        const along = obstacles[0]?.takeAlong ?? [];
        assert.is(obstacles.length === 0, newFindings(ground, [member]).length === 0);
        if (along.length === 0) continue;
        mended += 1;
        const taken = others.filter(({ service }) => along.includes(service));
        assert.equal(newFindings(ground, [member, ...taken]), []);
        for (const one of taken)
          assert.ok(newFindings(ground, [member, ...taken.filter((other) => other !== one)]).length > 0);
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(mended > 2, `only ${mended} were mended at all`);
});

test.run();
