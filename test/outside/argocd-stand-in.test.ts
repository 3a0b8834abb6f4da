import { Application } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { applicationAt, ROLLOUT, type Step } from '../support/argocd/application.ts';
import { plotOf } from '../support/argocd/plot.ts';
import { openStandIn } from '../support/argocd/stand-in.ts';

const plot = plotOf({
  from: { version: '0.5.0', config: 'b'.repeat(40) },
  to: { version: '0.5.1', config: 'c'.repeat(40) },
});

const EVERY: readonly Step[] = [
  ...ROLLOUT,
  'absent',
  'until-refresh',
  'paused',
  'degraded',
  'sync-failed',
  'comparison-error',
  'no-project',
];

for (const step of EVERY)
  test(`an Application that is ${step} is one by the published schema`, () => {
    const application = applicationAt(plot, step, { count: 0, now: 0 });
    if (step === 'absent') assert.is(application, undefined);
    else new Application(application).validate();
  });

test('the schema would find a wrong one', () => {
  const application = applicationAt(plot, 'there', { count: 0, now: 0 });
  const wrong = { ...application, status: { sync: { status: 7 } } } as never;
  assert.throws(() => new Application(wrong).validate());
});

test('a script that is JSON says all of it, and goes on by itself', async () => {
  const script = JSON.parse(
    JSON.stringify({ applications: [plot], every: 2, faults: [{ of: 'list', fault: 'bad-gateway' }] }),
  );
  const standIn = await openStandIn(script);
  try {
    const ask = () =>
      fetch(`${standIn.url}/api/v1/applications`, { headers: { authorization: `Bearer ${standIn.token}` } });
    assert.is((await ask()).status, 502);
    for (;;) {
      const list = (await (await ask()).json()) as { items: { status: { sync: { revision: string } } }[] };
      if (list.items[0]?.status.sync.revision === plot.to.config) break;
    }
  } finally {
    await standIn.close();
  }
});

test('of nothing it makes null, and of what nobody may know it says the same as of nothing', async () => {
  const standIn = await openStandIn({ applications: [plot] });
  try {
    const headers = { authorization: `Bearer ${standIn.token}` };
    const list = await fetch(`${standIn.url}/api/v1/applications?projects=other`, { headers });
    assert.is(((await list.json()) as { items: unknown }).items, null);
    assert.is((await fetch(`${standIn.url}/api/v1/applications/other`, { headers })).status, 403);
    assert.is((await fetch(`${standIn.url}/api/v1/applications`)).status, 401);
    assert.is((await fetch(`${standIn.url}/elsewhere`)).status, 404);
  } finally {
    await standIn.close();
  }
});

test.run();
