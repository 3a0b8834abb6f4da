import type { SecretArgs } from '../kustomization/kustomization.ts';
import { text } from '../object/node.ts';
import type { Resource } from '../object/resource.ts';
import { rereadText } from '../yaml/values.ts';
import { finished, type GeneratorContext, named } from './generated.ts';
import { pairsOf } from './pairs.ts';
import { reread } from './reread.ts';
import { secretData } from './values.ts';

/** Makes the Secret that an entry of `secretGenerator` asks for; without a type it is `Opaque`. Throws BuildFailure. */
export const secret = (written: SecretArgs, { loader, types }: GeneratorContext): Resource => {
  const args = reread('SecretGenerator', written);
  const root = named('Secret', args);
  root.entries.set('type', text(args.type === '' ? 'Opaque' : rereadText(args.type)));
  root.entries.set('data', secretData(pairsOf(args, loader)));
  return finished(root, args, types);
};
