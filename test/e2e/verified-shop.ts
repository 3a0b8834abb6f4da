import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { orderFaults } from '../../scripts/history/ledger/order.ts';
import { parseLedgerFiles } from '../../scripts/history/ledger/parse.ts';
import { sequencesOf } from '../../scripts/history/ledger/sequences.ts';
import type { LedgerEvent } from '../../scripts/model/event.ts';
import { type SmallShop, smallShop } from '../commands/small-shop.ts';
import type { Plot, Step } from '../support/argocd/application.ts';
import { openStandIn, type Script, type StandIn } from '../support/argocd/stand-in.ts';
import type { Sandbox } from '../support/git-repository.ts';

/** A web page that is checked: what it answers can be changed at any time. */
export interface Site {
  readonly url: string;
  status: number;
  readonly asked: () => number;
  close(): Promise<void>;
}

export const openSite = async (): Promise<Site> => {
  let asked = 0;
  const site: { status: number } = { status: 200 };
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(site.status).end('{"status":"ok"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(site, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/healthz`,
    asked: () => asked,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
};

/** A small shop whose hardening is deployed by a stand-in of Argo CD and checked by a request. */
export interface VerifiedShop {
  readonly box: SmallShop;
  readonly argocd: StandIn;
  readonly site: Site;
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface Wish {
  readonly services?: readonly string[];
  /** What each Application of hardening goes through on its way from 1.0.0 to 1.1.0. */
  readonly steps?: readonly Step[];
  readonly script?: Partial<Script>;
  /** More of `verify` in hardening. */
  readonly more?: string;
  readonly timeout?: string;
  /** Policy of production. */
  readonly production?: string;
}

/** Hardening wants 1.1.0 of every service, in one commit; production asks for the check that hardening runs. */
export const openShop = async (wish: Wish = {}): Promise<VerifiedShop> => {
  const services = wish.services ?? ['back', 'front'];
  const box = smallShop(services);
  const site = await openSite();
  const pin = box.git('rev-parse', 'HEAD~1');
  const plot = (service: string): Plot => ({
    service,
    environment: 'hardening',
    project: 'hardening',
    image: `ghcr.io/acme/${service}`,
    from: { version: '1.0.0', config: pin },
    to: { version: '1.1.0', config: pin },
    ...(wish.steps === undefined ? {} : { steps: wish.steps }),
  });
  const argocd = await openStandIn({ applications: services.map(plot), every: 40, ...wish.script });
  box.commit('hardening is verified', {
    'environments/hardening.yaml': hardening({ server: argocd.url, site: site.url, wish }),
    'environments/production.yaml':
      wish.production ?? 'promotesFrom: hardening\ngates: { checks: [smoke] }\n',
  });
  const versions = Object.fromEntries(services.map((service) => [service, '1.1.0']));
  box.want('dev', versions);
  box.want('hardening', versions);
  return {
    box,
    argocd,
    site,
    env: { ARGOCD_AUTH_TOKEN: argocd.token },
    close: async () => {
      await Promise.all([argocd.close(), site.close()]);
    },
  };
};

const hardening = ({
  server,
  site,
  wish: { timeout = '20s', more = '' },
}: {
  readonly server: string;
  readonly site: string;
  readonly wish: Wish;
}): string => `promotesFrom: dev
verify:
  timeout: ${timeout}
  checks:
    - { name: smoke, http: { url: "${site}" } }
${more}argocd: { project: hardening, cluster: in-cluster, namespace: shop, server: "${server}" }
`;

/** Runs `work` in a shop and closes everything afterwards. */
export const inShop = async (wish: Wish, work: (shop: VerifiedShop) => Promise<void>): Promise<void> => {
  const shop = await openShop(wish);
  try {
    await work(shop);
  } finally {
    await shop.close();
  }
};

/** Every event of the ledger in this clone. Throws when a line is wrong or the order of a sequence is. */
export const ledgerOf = (box: Pick<Sandbox, 'git'>): readonly LedgerEvent[] => {
  if (box.git('for-each-ref', 'refs/heads/ledger') === '') return [];
  const paths = box.git('ls-tree', '-r', '--name-only', 'ledger').split('\n');
  const files = paths.map((path) => ({ path, bytes: Buffer.from(`${box.git('show', `ledger:${path}`)}\n`) }));
  const { events, troubles } = parseLedgerFiles(files);
  const faults = sequencesOf(events).flatMap(orderFaults);
  if (troubles.length + faults.length > 0) throw new Error(JSON.stringify([...troubles, ...faults], null, 1));
  return events;
};

/** The names of events without their prefix, with the outcome where there is one. */
export const told = (events: readonly LedgerEvent[]): string[] =>
  events.map(({ type, data }) => {
    const name = type.replace('dev.release-brackets.', '');
    return 'outcome' in data ? `${name} ${data.outcome}` : name;
  });
