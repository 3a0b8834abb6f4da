/** Makes the shop that is deployed, and sends it to the Git server. */
import { existsSync, readdirSync } from 'node:fs';
import { EXIT, Failure } from '../../scripts/outside/failure.ts';
import { openCluster } from './kubectl.ts';
import { repositoryAddress, serverAddress, shopFolder } from './places.ts';
import { makeShop, shopIn } from './shop-repository.ts';
import { built, push } from './shop-steps.ts';
import { say, step } from './step.ts';

await step(async () => {
  const root = shopFolder();
  if (existsSync(root) && readdirSync(root).length > 0)
    throw new Failure({
      code: 'not-empty',
      exit: EXIT.usage,
      what: `${root} is not empty.`,
      fix: 'Remove it, if it is the shop of a run before (`npx tsx test/cluster/clean.ts`), or let SHOP_FOLDER name another.',
    });
  const cluster = await openCluster();
  const shop = shopIn(root, built);
  await makeShop(shop, { repository: repositoryAddress(), server: serverAddress() });
  await push(cluster, shop);
  say(`The shop is in ${root} and where Argo CD reads it. Next: npx tsx test/cluster/bootstrap.ts`);
});
