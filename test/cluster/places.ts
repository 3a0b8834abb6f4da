/** Where everything is: inside the cluster unless a variable names something beside it. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What this needs besides Argo CD and the shop: the Git server, and the tokens of the role that verifies. */
export const HOME = 'release-brackets-e2e';
export const GIT_PORT = 3000;
export const GIT_OWNER = 'shop';
/** The Secret of the Git server's only user, and that of the tokens: one key an environment. */
export const GIT_SECRET = { name: 'git', key: 'password' } as const;
export const TOKENS = 'argocd-tokens';
/** The address stands in files of the shop, so the port is always the same one. */
export const ARGOCD_PORT = 18_080;

export const ENVIRONMENTS = ['dev', 'hardening', 'production'] as const;
export type ShopEnvironment = (typeof ENVIRONMENTS)[number];

export const namespaceOf = (environment: ShopEnvironment): string => `shop-${environment}`;
export const tokenVariable = (environment: ShopEnvironment): string =>
  `ARGOCD_TOKEN_${environment.toUpperCase()}`;

const said = (variable: string): string | undefined => process.env[variable] || undefined;

/** A Git server beside the cluster; whoever runs this has its credentials in their Git. */
export const ownRepository = (): string | undefined => said('SHOP_REPOSITORY');
/** An Argo CD beside the cluster, and the password of its admin. */
export const ownServer = (): string | undefined => said('ARGOCD_SERVER');
export const ownPassword = (): string | undefined => said('ARGOCD_PASSWORD');

/** The address at which Argo CD reads the shop. */
export const repositoryAddress = (): string =>
  ownRepository() ?? `http://git.${HOME}.svc.cluster.local:${GIT_PORT}/${GIT_OWNER}/shop.git`;
/** The address at which this machine asks Argo CD. */
export const serverAddress = (): string => ownServer() ?? `http://127.0.0.1:${ARGOCD_PORT}`;
/** The clone that all steps work in: pull requests of the local forge are only there. */
export const shopFolder = (): string => said('SHOP_FOLDER') ?? join(tmpdir(), 'release-brackets-shop');
