/** Everything that comes from outside when the whole is run on a cluster, each at one version. */

/** The newest 3.5 that was released when this was written; `ARGOCD_VERSION` names another. */
export const ARGOCD_VERSION = 'v3.5.8';

/** The kind that starts the cluster. */
export const KIND_VERSION = 'v0.31.0';

/** As the release notes of that kind name it: an image belongs to the release that it was built for. */
export const NODE_IMAGE =
  'kindest/node:v1.35.0@sha256:452d707d4862f52530247495d180205e029056831160e22870e37e3f6c1ac31f';

/** A Git server that speaks smart HTTP, which Argo CD needs to list references, and makes a repository when it is pushed to. */
export const GIT_IMAGE = 'docker.gitea.com/gitea:1.25.5-rootless';

/** One version of a service of the shop: its tag, and the digest under which the registry of Kubernetes lists it. */
export interface ShopVersion {
  readonly version: string;
  readonly digest: string;
}

/** Two services of the shop, each of a public image for several platforms, in an old and a new version. */
export const SERVICES = {
  api: {
    image: 'registry.k8s.io/e2e-test-images/agnhost',
    old: {
      version: '2.41',
      digest: 'sha256:920e2d3651a4fe8f6bea4ccbcb18b94435a5500983bea089d4f13a720128341d',
    },
    fresh: {
      version: '2.43',
      digest: 'sha256:16bbf38c463a4223d8cfe4da12bc61010b082a79b4bb003e2d3ba3ece5dd5f9e',
    },
  },
  web: {
    image: 'registry.k8s.io/e2e-test-images/nginx',
    old: {
      version: '1.14-4',
      digest: 'sha256:5c99cf6a02adda929b10321dbf4ecfa00d87be9ba4fb456006237d530ab4baa1',
    },
    fresh: {
      version: '1.15-4',
      digest: 'sha256:db048754ae68ae337d8fa96494c96d2a1204c3320f5dcf7e8e71085adec85da6',
    },
  },
} as const satisfies Record<string, { image: string; old: ShopVersion; fresh: ShopVersion }>;

export type ShopService = keyof typeof SERVICES;
export const SERVICE_NAMES = Object.keys(SERVICES) as ShopService[];
