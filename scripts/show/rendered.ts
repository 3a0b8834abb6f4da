import type { Desired } from '../model/repository.ts';
import type { Rendered } from '../render/render.ts';

/** One service as it was rendered; `own` is absent where another program was asked, which says less. */
export interface ServiceRendered {
  readonly desired: Desired;
  /** The commit whose configuration it is; `at hand`: the files at hand. */
  readonly revision: string;
  readonly yaml: string;
  readonly own?: Rendered;
}

/**
 * What Argo CD will apply. Of one service byte for byte what kustomize prints; of several in one stream, each under a
 * comment with its name.
 */
export const renderedText = (services: readonly ServiceRendered[]): string => {
  const [only] = services;
  if (only !== undefined && services.length === 1) return only.yaml;
  return services
    .map(({ desired, yaml }) => {
      const title = `# ${desired.service} ${desired.version} in ${desired.environment}`;
      return yaml === '' ? `${title}: nothing\n` : `${title}\n${yaml}`;
    })
    .join('---\n');
};

/** Where all of it was seen from. */
export interface RenderedFrom {
  readonly environment: string;
  readonly from: string;
  readonly engine: 'kustomize-ts' | 'kustomize';
  /** Were both asked, and did they agree? */
  readonly checked: boolean;
}

/** The same for programs (`schemas/render.output.schema.json`). */
export const renderedJson = (services: readonly ServiceRendered[], from: RenderedFrom): object => ({
  ...from,
  services: services.map(({ desired, revision, yaml, own }) => ({
    service: desired.service,
    image: desired.image,
    version: desired.version,
    ...(desired.digest === undefined ? {} : { digest: desired.digest }),
    config: revision,
    ...(own === undefined ? {} : { files: own.files, warnings: own.warnings }),
    yaml,
  })),
});
