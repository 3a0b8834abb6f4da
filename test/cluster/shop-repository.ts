import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parsePromotionTrailers } from '../../scripts/plan/trailers.ts';
import { SERVICE_NAMES, SERVICES } from './pinned.ts';
import type { Ended } from './program.ts';
import { run } from './program.ts';
import { type ShopPlaces, shopFiles } from './shop-files.ts';
import { wrong } from './step.ts';

/** Runs `bracket` in a repository. */
export type Bracket = (
  root: string,
  args: readonly string[],
  run?: { readonly env?: Readonly<Record<string, string>> },
) => Promise<Ended>;

/** The shop in a clone, and what is done in it. */
export interface Shop {
  readonly root: string;
  git(...args: readonly string[]): Promise<string>;
  /** Runs `bracket` and answers what it printed; throws when it ends with anything but 0. */
  ask(...args: readonly string[]): Promise<string>;
  readonly bracket: Bracket;
}

/** One who commits, without any setting of the machine. */
const IDENTITY = {
  GIT_AUTHOR_NAME: 'Shop',
  GIT_AUTHOR_EMAIL: 'shop@example.com',
  GIT_COMMITTER_NAME: 'Shop',
  GIT_COMMITTER_EMAIL: 'shop@example.com',
};

export const shopIn = (root: string, bracket: Bracket): Shop => ({
  root,
  bracket,
  git: (...args) => run('git', ['-C', root, ...args], { env: IDENTITY }),
  ask: async (...args) => {
    const ended = await bracket(root, args);
    if (ended.code === 0) return ended.out;
    throw wrong(
      `\`bracket ${args.join(' ')}\` ended with ${ended.code}:\n${ended.talk}${ended.out}`.trimEnd(),
      `Run it in ${root} and see.`,
    );
  },
});

/** Makes the shop in an empty folder: every service at its old version everywhere, pinned, and Argo CD told of it. */
export const makeShop = async (shop: Shop, places: ShopPlaces): Promise<void> => {
  mkdirSync(shop.root, { recursive: true });
  await shop.git('init', '--quiet', '--initial-branch=main');
  await shop.git('config', 'user.name', 'Shop');
  await shop.git('config', 'user.email', 'shop@example.com');
  for (const [path, text] of Object.entries(shopFiles(places))) {
    const full = join(shop.root, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
  await commit(shop, 'Two services in three environments');
  await shop.ask('init');
  await shop.ask('argocd');
  await commit(shop, 'What Argo CD is told');
  await shop.ask('validate');
};

const commit = async (shop: Shop, message: string): Promise<void> => {
  await shop.git('add', '--all');
  if ((await shop.git('status', '--porcelain')) !== '')
    await shop.git('commit', '--quiet', '--message', message);
};

/** Releases the new version of every service, in one commit of dev: they were tested together, so they move together. */
export const releaseTogether = async (shop: Shop): Promise<void> => {
  const before = await shop.git('rev-parse', 'HEAD');
  for (const name of SERVICE_NAMES) {
    const { version, digest } = SERVICES[name].fresh;
    await shop.ask('release', name, version, '--digest', digest);
  }
  await shop.git('reset', '--soft', before);
  await commit(shop, 'The new api and the new web, which were tested together');
};

/** Opens the promotion of everything into an environment and answers its number. Throws unless one carries it all. */
export const openPromotion = async (shop: Shop, environment: string): Promise<string> => {
  await shop.ask('promote', '--to', environment);
  const { pulls } = JSON.parse(await shop.ask('pulls', '--json')) as { pulls: readonly OpenPull[] };
  const [pull] = pulls.filter(({ branch }) => branch.startsWith(`promote/${environment}/`));
  const changed = pull === undefined ? '' : await shop.git('diff', '--name-only', `main...${pull.head}`);
  const wanted = SERVICE_NAMES.map((name) => `environments/${environment}/${name}.yaml`).join('\n');
  if (pull !== undefined && changed === wanted) return String(pull.number);
  throw wrong(
    `The promotion into ${environment} was to change ${wanted.replaceAll('\n', ' and ')}, and it changes ${changed.replaceAll('\n', ' and ') || 'nothing'}.`,
    `See \`npx bracket pulls\` in ${shop.root}.`,
  );
};

interface OpenPull {
  readonly number: number;
  readonly branch: string;
  readonly head: string;
}

/** Reverts the last promotion into an environment, as its text says to, and answers its title. */
export const takeBack = async (shop: Shop, environment: string): Promise<string> => {
  const folder = `environments/${environment}`;
  const last = ['log', '--max-count=1', '--first-parent', '--', folder] as const;
  const [command, ...rest] = last;
  const commit = await shop.git(command, '--format=%H', ...rest);
  const message = await shop.git(command, '--format=%B', ...rest);
  if (parsePromotionTrailers(message)?.to !== environment)
    throw wrong(
      `The last change of ${environment} is no promotion.`,
      'Run `npx tsx test/cluster/promote.ts` before.',
    );
  await shop.git('revert', '--no-edit', commit);
  await shop.ask('validate');
  return message.split('\n', 1)[0] ?? commit;
};
