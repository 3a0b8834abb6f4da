import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeDesk } from '../../scripts/outside/argocd/desk.ts';

const NEVER = new AbortController().signal;

const application = (resourceVersion: string | undefined, status: string) => ({
  metadata: { name: 'a', ...(resourceVersion === undefined ? {} : { resourceVersion }) },
  status,
});

const statusOn = (desk: ReturnType<typeof makeDesk>): unknown =>
  (desk.shown()?.get('a') as { status: unknown } | undefined)?.status;

test('a list that was made before a change does not undo it when it comes after', () => {
  const desk = makeDesk();
  desk.list(new Map([['a', application('9', 'old')]]), 1);
  desk.change({ name: 'a', application: application('10', 'new') });
  desk.list(new Map([['a', application('9', 'old')]]), 2);
  assert.is(statusOn(desk), 'new');
  assert.is(desk.listedAt(), 2);
  desk.list(new Map([['a', application('11', 'newest')]]), 3);
  assert.is(statusOn(desk), 'newest');
});

test('where versions cannot be compared, what came last holds', () => {
  const desk = makeDesk();
  desk.list(new Map([['a', application('x9', 'old')]]), 1);
  desk.change({ name: 'a', application: application('x10', 'new') });
  assert.is(statusOn(desk), 'new');
  desk.change({ name: 'a', application: application(undefined, 'unversioned') });
  assert.is(statusOn(desk), 'unversioned');
});

test('what the list no longer holds is gone, and a change can take it away', () => {
  const desk = makeDesk();
  desk.list(new Map([['a', application('1', 'there')]]), 1);
  desk.change({ name: 'a' });
  assert.is(desk.shown()?.size, 0);
  desk.list(new Map([['a', application('2', 'there')]]), 2);
  desk.list(new Map(), 3);
  assert.is(desk.shown()?.size, 0);
});

test('before the first list nothing is known, whatever is told', () => {
  const desk = makeDesk();
  desk.change({ name: 'a', application: application('1', 'there') });
  assert.is(desk.shown(), undefined);
  assert.not.ok(desk.isNew());
});

test('a repeated change is no news, and news that came while nobody listened are told at once', async () => {
  const desk = makeDesk();
  desk.list(new Map([['a', application('1', 'there')]]), 1);
  desk.noted();
  desk.change({ name: 'a', application: application('1', 'there') });
  assert.not.ok(desk.isNew());
  const news = desk.news(NEVER);
  desk.change({ name: 'a', application: application('2', 'there') });
  await news;
  await desk.news(NEVER);
  desk.noted();
  const stop = new AbortController();
  const ended = desk.news(stop.signal);
  stop.abort();
  await ended;
  assert.not.ok(desk.isNew());
});

test.run();
