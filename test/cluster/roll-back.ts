/** Takes the promotion into production back: one commit, one revert, both services. */
import { openCluster } from './kubectl.ts';
import { takeBack } from './shop-repository.ts';
import { mustBeThere, podsRun, push, theShop } from './shop-steps.ts';
import { say, step } from './step.ts';

await step(async () => {
  const shop = theShop();
  const cluster = await openCluster();
  say(`Taking back: ${await takeBack(shop, 'production')}`);
  await push(cluster, shop);
  await mustBeThere(cluster, shop, { environment: 'production', versions: 'old' });
  await podsRun(cluster, { environment: 'hardening', versions: 'fresh' });
  await push(cluster, shop);
  say('production runs its old versions again, and hardening still the new ones.');
});
