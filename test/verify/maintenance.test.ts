import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Maintenance } from '../../scripts/model/verification.ts';
import { maintenanceOf } from '../../scripts/verify/maintenance.ts';

const at = (instant: string): number => Date.parse(instant);
const held = (list: readonly Maintenance[], names: string | readonly string[], now: string) => {
  const found = maintenanceOf(list, names, at(now));
  return found && `${found.reason} until ${new Date(found.until).toISOString()}`;
};

const ONCE: Maintenance = {
  of: 'prometheus.example.com',
  reason: 'New disks',
  from: '2026-12-01T06:00:00Z',
  until: '2026-12-01T09:00:00+01:00',
};
const WEEKLY: Maintenance = {
  of: 'argocd',
  reason: 'Upgrade',
  schedule: '0 4 * * 0',
  duration: '1h',
  timeZone: 'Europe/Berlin',
};

test('an announced time holds from its first instant to just before its last, in any zone', () => {
  const names = 'prometheus.example.com';
  assert.is(held([ONCE], names, '2026-12-01T05:59:59.999Z'), undefined);
  assert.is(held([ONCE], names, '2026-12-01T06:00:00Z'), 'New disks until 2026-12-01T08:00:00.000Z');
  assert.is(held([ONCE], names, '2026-12-01T07:59:59.999Z'), 'New disks until 2026-12-01T08:00:00.000Z');
  assert.is(held([ONCE], names, '2026-12-01T08:00:00Z'), undefined, 'it ends by itself');
});

test('without a beginning it has begun', () => {
  const { from: _, ...open } = ONCE;
  assert.is(held([open], open.of, '2020-01-01T00:00:00Z'), 'New disks until 2026-12-01T08:00:00.000Z');
});

test('a schedule holds as a window does, in its own zone and its summer time', () => {
  assert.is(held([WEEKLY], 'argocd', '2026-12-06T03:30:00Z'), 'Upgrade until 2026-12-06T04:00:00.000Z');
  assert.is(held([WEEKLY], 'argocd', '2026-07-05T02:30:00Z'), 'Upgrade until 2026-07-05T03:00:00.000Z');
  assert.is(held([WEEKLY], 'argocd', '2026-12-07T03:30:00Z'), undefined, 'a Monday');
  assert.is(held([WEEKLY], 'argocd', '2026-12-06T04:00:00Z'), undefined);
});

test('only what is named is down, whatever the case of its letters, and with the port it has', () => {
  const now = '2026-12-01T07:00:00Z';
  const of = (name: string) => [{ ...ONCE, of: name }];
  assert.is(held(of('argocd'), 'shop.example.com', now), undefined);
  assert.is(held(of('shop.example.com'), 'shop.example.com:8443', now), undefined);
  assert.is(held(of('shop.example.com:8443'), 'shop.example.com', now), undefined);
  assert.ok(held(of('Shop.Example.com:8443'), 'shop.example.com:8443', now));
  assert.ok(held(of('shop.example.com:443'), new URL('https://shop.example.com:443/x').host, now));
  assert.ok(held(of('cd.example.com'), ['argocd', 'CD.example.com'], now), 'any of the names');
});

test('of several the last end counts, and those that follow without a gap belong to it', () => {
  const one = (reason: string, from: string, until: string): Maintenance => ({
    of: 'argocd',
    reason,
    from: `2026-12-01T${from}:00Z`,
    until: `2026-12-01T${until}:00Z`,
  });
  const list = [
    one('a', '06:00', '07:00'),
    one('b', '06:30', '08:00'),
    one('c', '07:30', '09:00'),
    one('d', '09:00', '10:00'),
    one('e', '10:01', '11:00'),
  ];
  assert.is(held(list, 'argocd', '2026-12-01T06:45:00Z'), 'b until 2026-12-01T10:00:00.000Z');
  assert.is(held([...list].reverse(), 'argocd', '2026-12-01T06:45:00Z'), 'b until 2026-12-01T10:00:00.000Z');
  assert.is(held(list, 'argocd', '2026-12-01T10:00:30Z'), undefined);
  const hours = ['0 2 * * *', '0 3 * * *'].map((schedule) => ({ ...WEEKLY, schedule, timeZone: 'UTC' }));
  assert.is(held(hours, 'argocd', '2026-12-01T02:30:00Z'), 'Upgrade until 2026-12-01T04:00:00.000Z');
});

test('a maintenance without end is told as one that lasts, and is found quickly', () => {
  const always = { ...WEEKLY, schedule: '* * * * *', duration: '2m' };
  const now = at('2026-12-01T02:30:30Z');
  const { until = 0 } = maintenanceOf([always], 'argocd', now) ?? {};
  assert.ok(until > now + 86_000_000 && until < now + 2 * 86_400_000);
});

test('what cannot be read holds never', () => {
  for (const schedule of ['nonsense', '', '0 4 * * 9'])
    assert.is(held([{ ...WEEKLY, schedule }], 'argocd', '2026-12-06T03:30:00Z'), undefined);
  assert.is(held([{ ...WEEKLY, timeZone: 'Mars/Base' }], 'argocd', '2026-12-06T03:30:00Z'), undefined);
  assert.is(held([{ of: 'argocd', reason: 'x' }], 'argocd', '2026-12-06T03:30:00Z'), undefined);
});

test('whatever is announced: it ends in the future, and just after its end nothing of it holds', () => {
  const hour = (n: number): string => new Date(at('2026-12-01T00:00:00Z') + n * 3_600_000).toISOString();
  const span = fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 6 })).map(([start, length]) => ({
    of: 'argocd',
    reason: 'x',
    from: hour(start),
    until: hour(start + length),
  }));
  void fc.assert(
    fc.property(fc.array(span, { maxLength: 8 }), fc.nat(26), (list, clock) => {
      const now = at(hour(clock));
      const found = maintenanceOf(list, 'argocd', now);
      const holding = list.some((one) => at(one.from) <= now && now < at(one.until));
      assert.is(found !== undefined, holding);
      if (found === undefined) return;
      assert.ok(found.until > now);
      assert.is(maintenanceOf(list, 'argocd', found.until), undefined);
    }),
  );
});

test.run();
