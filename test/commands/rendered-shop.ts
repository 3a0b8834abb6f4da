import { type Sandbox, sandbox } from '../support/git-repository.ts';

/** A shop with real manifests: a service `web` in dev, which follows main, and in production, which pins a commit. */
export interface RenderedShop extends Sandbox {
  readonly pin: string;
}

export const DIGEST = `sha256:${'a'.repeat(64)}`;

/** What an environment wants of `web`. */
export const wanted = (version: string, config: string): string =>
  `image: ghcr.io/acme/web\nversion: "${version}"\ndigest: ${DIGEST}\nconfig: "${config}"\n`;

export const OVERLAY = (environment: string, more = ''): string =>
  `resources: [../../base]\nreplicas: [{ name: web, count: 2 }]\ncomponents: [../../../components/labelled]\n${more}nameSuffix: -${environment}\n`;

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          image: ghcr.io/acme/web
          envFrom: [{ configMapRef: { name: web } }, { secretRef: { name: web } }]
        - name: proxy
          image: ghcr.io/acme/proxy:1.0
`;

export const BASE = `resources: [deployment.yaml]
configMapGenerator: [{ name: web, literals: [LOG_LEVEL=info] }]
secretGenerator: [{ name: web, literals: [DB_PASSWORD=opensesame] }]
`;

const service = (name: string): string =>
  `description: ${name}\nowners: ["@acme/${name}"]\nimage: ghcr.io/acme/${name}\n`;

/** `web` runs 1.0.0 everywhere. */
export const renderedShop = (): RenderedShop => {
  const box = sandbox();
  const pin = box.commit('Services and environments', {
    'environments/dev.yaml': 'promotion: { open: direct }\n',
    'environments/production.yaml': 'promotesFrom: dev\n',
    'services/components/labelled/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: { acme.example/team: web }\n',
    'services/web/service.yaml': service('web'),
    'services/web/releases/1.0.0.yaml': 'version: "1.0.0"\n',
    'services/web/base/kustomization.yaml': BASE,
    'services/web/base/deployment.yaml': DEPLOYMENT,
    'services/web/overlays/dev/kustomization.yaml': OVERLAY('dev'),
    'services/web/overlays/production/kustomization.yaml': OVERLAY('production'),
  });
  box.commit('web runs 1.0.0', {
    'environments/dev/web.yaml': wanted('1.0.0', 'main'),
    'environments/production/web.yaml': wanted('1.0.0', pin),
  });
  return { ...box, pin };
};
