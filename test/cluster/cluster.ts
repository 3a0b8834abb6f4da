/** Starts a cluster of kind on this machine, or finds the one that is there. */
import { EXIT, Failure } from '../../scripts/outside/failure.ts';
import { KIND_VERSION, NODE_IMAGE } from './pinned.ts';
import { attempt, run } from './program.ts';
import { say, step } from './step.ts';

const NAME = 'release-brackets';

await step(async () => {
  const listed = await attempt('kind', ['get', 'clusters']);
  if (listed.code === 127)
    throw new Failure({
      code: 'no-kind',
      exit: EXIT.outside,
      what: 'There is no kind on the path.',
      fix: `Install kind ${KIND_VERSION} and Docker, or let KUBECONFIG name another cluster and begin with test/cluster/install.ts.`,
    });
  if (listed.out.split('\n').includes(NAME)) {
    await run('kind', ['export', 'kubeconfig', '--name', NAME]);
    say(`The cluster kind-${NAME} was there already.`);
    return;
  }
  await run('kind', ['create', 'cluster', '--name', NAME, '--image', NODE_IMAGE, '--wait', '180s'], {
    fix: 'Is Docker running? `docker info` says so. Then run this step again.',
  });
  say(`The cluster kind-${NAME} is there. Next: npx tsx test/cluster/install.ts`);
});
