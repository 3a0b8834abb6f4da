import { within } from '../failure.ts';
import type { GeneratorArgs, GeneratorOptions } from '../kustomization/kustomization.ts';
import { rereadKey, rereadText } from '../yaml/values.ts';

/**
 * What a generator is given after the real tool has written it as YAML and read it back (kusttarget.go,
 * configureBuiltinPlugin): a NEL, for one, has become a blank. Throws BuildFailure for what does not survive that.
 */
export const reread = <A extends GeneratorArgs>(kind: string, args: A): A =>
  within(`builtin ${kind} marshal`, () => ({
    ...args,
    name: rereadText(args.name),
    namespace: rereadText(args.namespace),
    literals: args.literals.map(rereadText),
    files: args.files.map(rereadText),
    envs: args.envs.map(rereadText),
    options: args.options === undefined ? undefined : rereadOptions(args.options),
  }));

const rereadOptions = (options: GeneratorOptions): GeneratorOptions => ({
  ...options,
  labels: rereadTexts(options.labels),
  annotations: rereadTexts(options.annotations),
});

const rereadTexts = (texts: Readonly<Record<string, string>>): Record<string, string> => {
  const result = Object.create(null) as Record<string, string>;
  for (const [key, value] of Object.entries(texts)) result[rereadKey(key)] = rereadText(value);
  return result;
};
