import { existsSync } from 'node:fs';
import { EXIT, Failure } from '../../scripts/outside/failure.ts';
import { withArgocd } from './argocd-api.ts';
import type { Cluster } from './kubectl.ts';
import { SERVICE_NAMES, SERVICES } from './pinned.ts';
import {
  ENVIRONMENTS,
  GIT_OWNER,
  GIT_PORT,
  GIT_SECRET,
  HOME,
  namespaceOf,
  ownRepository,
  type ShopEnvironment,
  shopFolder,
  TOKENS,
  tokenVariable,
} from './places.ts';
import { throughTunnel } from './port-forward.ts';
import { attempt, type Ended, run } from './program.ts';
import { type Bracket, type Shop, shopIn } from './shop-repository.ts';
import { say, wrong } from './step.ts';

const PROGRAM = new URL('../../dist/bracket.js', import.meta.url).pathname;

/** The built command line, with pull requests in the clone wherever this runs. */
export const built: Bracket = (root, args, { env = {} } = {}) => {
  if (!existsSync(PROGRAM))
    throw new Failure({
      code: 'not-built',
      exit: EXIT.usage,
      what: 'bracket is not built yet.',
      fix: 'Run `npm run build`, then this step again.',
    });
  return attempt(process.execPath, [PROGRAM, '--forge', 'local', ...args], { cwd: root, env });
};

/** The shop that `shop.ts` has made. */
export const theShop = (): Shop => {
  const root = shopFolder();
  if (existsSync(`${root}/.git`)) return shopIn(root, built);
  throw new Failure({
    code: 'no-shop',
    exit: EXIT.usage,
    what: `There is no shop in ${root}.`,
    fix: 'Run `npx tsx test/cluster/shop.ts` before, or let SHOP_FOLDER name the folder that it was made in.',
  });
};

/** Sends main, and the ledger where there is one, to where Argo CD reads; each is read back. */
export const push = async (cluster: Cluster, shop: Shop): Promise<void> => {
  const branches = (
    await shop.git('for-each-ref', '--format=%(refname)', 'refs/heads/main', 'refs/heads/ledger')
  ).split('\n');
  const own = ownRepository();
  if (own !== undefined) return send(shop, branches, { address: own, env: {} });
  const password = (await cluster.secret(HOME, GIT_SECRET.name))?.[GIT_SECRET.key];
  if (password === undefined)
    throw new Failure({
      code: 'no-git-server',
      exit: EXIT.usage,
      what: 'There is no Git server in the cluster.',
      fix: 'Run `npx tsx test/cluster/git-server.ts` before, or let SHOP_REPOSITORY name one.',
    });
  const basic = Buffer.from(`${GIT_OWNER}:${password}`).toString('base64');
  await throughTunnel(
    { context: cluster.context, namespace: HOME, service: 'git', here: 0, there: GIT_PORT },
    (port) =>
      send(shop, branches, {
        address: `http://127.0.0.1:${port}/${GIT_OWNER}/shop.git`,
        // In the environment, because command lines can be read by everybody on the machine.
        env: {
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: 'http.extraHeader',
          GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
        },
      }),
  );
};

interface Remote {
  readonly address: string;
  readonly env: Readonly<Record<string, string>>;
}

const send = async (shop: Shop, branches: readonly string[], { address, env }: Remote): Promise<void> => {
  await run('git', ['-C', shop.root, 'push', '--quiet', address, ...branches], { env });
  const there = await run('git', ['ls-remote', address, ...branches], { env });
  for (const branch of branches) {
    const here = await shop.git('rev-parse', branch);
    if (there.includes(`${here}\t${branch}`)) continue;
    throw wrong(
      `${branch} was pushed and is not what it was here.`,
      'Does something else push to this Git server?',
    );
  }
};

/** Runs `bracket verify`, with the tokens that `bootstrap.ts` has made; says its talk, and answers how it ended. */
export const verify = async (cluster: Cluster, shop: Shop, environment: ShopEnvironment): Promise<Ended> => {
  const tokens = (await cluster.secret(HOME, TOKENS)) ?? {};
  const env = Object.fromEntries(ENVIRONMENTS.map((name) => [tokenVariable(name), tokens[name] ?? '']));
  return withArgocd(cluster, () => shop.bracket(shop.root, ['verify', environment], { env }));
};

/** Verifies, and throws unless it is a pass and the cluster itself says the same. */
export const mustBeThere = async (
  cluster: Cluster,
  shop: Shop,
  { environment, versions }: Wanted,
): Promise<void> => {
  say(`Verifying ${environment}`);
  const ended = await verify(cluster, shop, environment);
  if (ended.code !== 0)
    throw wrong(
      `\`bracket verify ${environment}\` ended with ${ended.code}:\n${ended.talk}${ended.out}`.trimEnd(),
      'See the Applications: `kubectl --namespace argocd get applications`.',
    );
  await podsRun(cluster, { environment, versions });
  say(ended.talk.trimEnd());
  const word = versions === 'fresh' ? 'new' : 'old';
  say(`${environment} runs the ${word} versions: bracket says so, and so do its pods`);
};

export interface Wanted {
  readonly environment: ShopEnvironment;
  readonly versions: 'old' | 'fresh';
}

/**
 * Waits so many seconds in which nothing can happen, and throws when the run has called the state good by then, or
 * failed: it may wait, and it may say that it does not know.
 */
export const notJudgedFor = async (seconds: number, running: Promise<Ended>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), seconds * 1000);
  });
  const ended = await Promise.race([running, over]);
  clearTimeout(timer);
  if (ended !== undefined && ended.code !== EXIT.waiting && ended.code !== EXIT.outside)
    throw wrong(
      `\`bracket verify\` ended with ${ended.code} where nobody can know:\n${ended.talk}${ended.out}`.trimEnd(),
      'That is a bug of bracket: what Argo CD says of the version before was taken for this one.',
    );
  say(
    `Nothing is judged while Argo CD stands still: ${ended === undefined ? 'it waits' : `exit ${ended.code}`}`,
  );
};

/** Throws unless every pod of every service, those that are going away included, is ready and runs these versions. */
export const podsRun = async (cluster: Cluster, { environment, versions }: Wanted): Promise<void> => {
  for (const name of SERVICE_NAMES) {
    const { image, [versions]: wanted } = SERVICES[name];
    const full = `${image}:${wanted.version}@${wanted.digest}`;
    const text = await cluster.kubectl([
      `--namespace=${namespaceOf(environment)}`,
      'get',
      'pods',
      `--selector=app.kubernetes.io/name=${name}`,
      '--output=json',
    ]);
    const { items } = JSON.parse(text) as { items: readonly Pod[] };
    const strangers = items.filter((pod) => !isReady(pod) || pod.spec.containers[0]?.image !== full);
    if (items.length > 0 && strangers.length === 0) continue;
    throw wrong(
      `In ${environment}, ${name} was to run ${full} and nothing else, and there are ${items.length === 0 ? 'no pods' : strangers.map(wordOf).join(', ')}.`,
      `See \`kubectl --namespace ${namespaceOf(environment)} get pods\`: if bracket has said before that it is there, that is a bug of bracket.`,
    );
  }
};

interface Pod {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly containers: readonly { readonly image: string }[] };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const isReady = ({ status }: Pod): boolean =>
  (status?.conditions ?? []).some((one) => one.type === 'Ready' && one.status === 'True');

const wordOf = (pod: Pod): string =>
  `${pod.metadata.name} (${pod.spec.containers[0]?.image}${isReady(pod) ? '' : ', not ready'})`;
