/** Releases both services together and carries them through dev and hardening into production. */
import { type Cluster, openCluster } from './kubectl.ts';
import type { Ended } from './program.ts';
import { openPromotion, releaseTogether, type Shop } from './shop-repository.ts';
import { mustBeThere, notJudgedFor, podsRun, push, theShop, verify } from './shop-steps.ts';
import { say, step, wrong } from './step.ts';

/** How long nothing may be judged while Argo CD cannot act, in seconds. */
const PAUSE = Number(process.env['PAUSE_SECONDS'] || 90);
const PODS = '--selector=app.kubernetes.io/name=argocd-application-controller';
const CONTROLLER = ['--namespace=argocd', 'statefulset/argocd-application-controller'] as const;

await step(async () => {
  const shop = theShop();
  const cluster = await openCluster();
  await releaseTogether(shop);
  await push(cluster, shop);
  await mustBeThere(cluster, shop, { environment: 'dev', versions: 'fresh' });

  await shop.ask('merge', await openPromotion(shop, 'hardening'));
  await push(cluster, shop);
  await refusedWithoutEvidence(shop);
  await mustBeThere(cluster, shop, { environment: 'hardening', versions: 'fresh' });

  await shop.ask('merge', await openPromotion(shop, 'production'));
  await notJudgedWhilePaused(cluster, shop);
  await mustBeThere(cluster, shop, { environment: 'production', versions: 'fresh' });
  await push(cluster, shop);
  say('Both services run their new versions in production. Next: npx tsx test/cluster/roll-back.ts');
});

/** Hardening wants the new versions and nobody has looked at them there: production must not take them. */
async function refusedWithoutEvidence(shop: Shop): Promise<void> {
  const ended = await shop.bracket(shop.root, ['merge', await openPromotion(shop, 'production')]);
  if (ended.code !== 4 && ended.code !== 5)
    throw wrong(
      `A promotion into production without evidence from hardening ended with ${ended.code}, and had to wait:\n${ended.talk}`,
      'The gate `checks` is open though nothing was verified: that is a bug of bracket.',
    );
  say('production does not take what was not verified in hardening');
}

/**
 * Right after a push Argo CD is in step and healthy, with the version before. While its controller stands still, that
 * is all there is to see, and it must not be called a pass; when it goes on, the same run has to see the rollout.
 */
async function notJudgedWhilePaused(cluster: Cluster, shop: Shop): Promise<void> {
  const [inArgocd, controller] = CONTROLLER;
  const there = await cluster.attempt(['get', inArgocd, controller]);
  if (there.code !== 0) {
    await push(cluster, shop);
    say(
      'Argo CD does not run in this cluster, so its controller cannot be paused: that question is left out',
    );
    return;
  }
  await cluster.kubectl(['scale', inArgocd, controller, '--replicas=0']);
  let running: Promise<Ended> | undefined;
  try {
    await cluster.kubectl(['wait', inArgocd, '--for=delete', 'pods', PODS, '--timeout=120s']);
    await push(cluster, shop);
    running = verify(cluster, shop, 'production');
    await notJudgedFor(PAUSE, running);
    await podsRun(cluster, { environment: 'production', versions: 'old' });
  } finally {
    await cluster.kubectl(['scale', inArgocd, controller, '--replicas=1']);
  }
  const ended = await running;
  say(`The run that began while Argo CD stood still ended with ${ended.code}, after it went on`);
}
