import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Tie, Walked } from '../../scripts/history/walk.ts';
import type { CommitId, EnvironmentName, ServiceName, Version } from '../../scripts/model/names.ts';
import type { Pending } from '../../scripts/model/promotion.ts';
import { branchName } from '../../scripts/plan/branch.ts';
import { unitsOf } from '../../scripts/plan/units.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'] as ServiceName[];
const target = 'production' as EnvironmentName;
const id = (number: number): CommitId => number.toString(16).padStart(40, '0') as CommitId;

const tie = (services: readonly ServiceName[], place: number): Tie => ({
  services,
  bracket: {
    commit: id(place),
    environment: 'dev' as EnvironmentName,
    services,
    time: 0,
    author: 'Tim',
    subject: '',
  },
});
const pending = (service: ServiceName, source: string, leaves: boolean): Pending => {
  const desired = {
    environment: target,
    service,
    image: service,
    version: '1' as Version,
    config: id(1),
    file: `environments/production/${service}.yaml`,
  };
  return {
    service,
    source: source as EnvironmentName,
    target,
    differs: ['version'],
    bump: 'newer',
    from: desired,
    ...(leaves ? {} : { to: desired }),
  };
};

const scene = fc.record({
  members: fc
    .subarray(NAMES, { minLength: 1 })
    .chain((names) =>
      fc.tuple(
        ...names.map((name) => fc.tuple(fc.constant(name), fc.constantFrom('dev', 'dev', 'test'), fc.nat(5))),
      ),
    ),
  ties: fc.array(fc.subarray(NAMES, { minLength: 2, maxLength: 3 }), { maxLength: 4 }),
  together: fc.array(fc.subarray(NAMES, { minLength: 1, maxLength: 3 }), { maxLength: 2 }),
  unit: fc.constantFrom('bracket', 'service', 'all'),
});
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

const walkedOf = (told: Scene, ties: readonly Tie[]): Walked => ({
  ties,
  latest: new Map(told.members.map(([name], index) => [name, { commit: id(100 + index), place: index }])),
  pins: new Map(),
  settled: new Set(),
});
const unitsFor = (told: Scene, ties = told.ties.map(tie)) =>
  unitsOf(
    told.members.map(([name, source, dice]) => pending(name, source, dice === 0)),
    { target, base: id(7), walked: walkedOf(told, ties), unit: told.unit as 'all', together: told.together },
  );

test('units part what is pending: nothing is lost, nothing is twice', () => {
  fc.assert(
    fc.property(scene, (told) => {
      const services = unitsFor(told).flatMap((unit) => unit.members.map((one) => one.service));
      assert.equal(services.sort(), told.members.map(([name]) => name).sort());
    }),
  );
});

test('the order of ties and of names in them changes nothing', () => {
  fc.assert(
    fc.property(scene, (told) => {
      const backwards = [...told.ties].reverse().map((names) => [...names].reverse());
      const ties = told.ties.map(tie);
      const turned = unitsFor(
        { ...told, ties: backwards, together: [...told.together].reverse() },
        ties.slice().reverse(),
      );
      const members = (units: ReturnType<typeof unitsFor>) => units.map((unit) => unit.members);
      assert.equal(members(turned), members(unitsFor(told)));
    }),
  );
});

test('only one source to a unit, and a service that leaves is alone', () => {
  fc.assert(
    fc.property(scene, (told) => {
      for (const { members } of unitsFor(told)) {
        assert.is(new Set(members.map((one) => one.source)).size, 1);
        if (members.some((one) => one.to === undefined)) assert.is(members.length, 1);
      }
    }),
  );
});

test('ties hold both ways: services of one source that a bracket ties are in one unit', () => {
  fc.assert(
    fc.property(scene, (told) => {
      fc.pre(told.unit !== 'service');
      const units = unitsFor(told);
      const unitOf = (name: ServiceName) =>
        units.findIndex((unit) => unit.members.some((one) => one.service === name));
      for (const source of ['dev', 'test']) {
        const stays = told.members
          .filter(([, from, dice]) => from === source && dice !== 0)
          .map(([name]) => name);
        for (const names of told.ties) {
          const tied = names.filter((name) => stays.includes(name)).map(unitOf);
          assert.ok(new Set(tied).size <= 1, `${names}`);
        }
      }
    }),
  );
});

test('the proof is the newest change of any member', () => {
  fc.assert(
    fc.property(scene, (told) => {
      const place = new Map(told.members.map(([name], index) => [name, index]));
      for (const unit of unitsFor(told)) {
        const newest = Math.min(...unit.members.map((one) => place.get(one.service) ?? 0));
        assert.is(unit.proof, id(100 + newest));
      }
    }),
  );
});

test('a branch belongs to a set of services, and is a name that Git and people can take', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(NAMES, { minLength: 1 }),
      fc.shuffledSubarray(NAMES, { minLength: 1 }),
      (one, other) => {
        const same = [...one].sort().join() === [...other].sort().join();
        assert.is(branchName(target, one) === branchName(target, other), same);
        assert.match(branchName(target, one), /^promote\/production\/[a-z0-9-]+$/);
      },
    ),
  );
  const long = 'x'.repeat(63) as ServiceName;
  assert.ok(branchName('e'.repeat(63) as EnvironmentName, [long, ...NAMES]).length < 200);
});

test.run();
