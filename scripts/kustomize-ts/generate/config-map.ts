import type { ConfigMapArgs } from '../kustomization/kustomization.ts';
import type { Resource } from '../object/resource.ts';
import { finished, type GeneratorContext, named } from './generated.ts';
import { pairsOf } from './pairs.ts';
import { reread } from './reread.ts';
import { configMapData } from './values.ts';

/** Makes the ConfigMap that an entry of `configMapGenerator` asks for. Throws BuildFailure. */
export const configMap = (written: ConfigMapArgs, { loader, types }: GeneratorContext): Resource => {
  const args = reread('ConfigMapGenerator', written);
  const root = named('ConfigMap', args);
  for (const [field, data] of configMapData(pairsOf(args, loader))) root.entries.set(field, data);
  return finished(root, args, types);
};
