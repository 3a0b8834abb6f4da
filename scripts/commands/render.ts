import { EXIT, Failure } from '../outside/failure.ts';
import { type Git, openGit } from '../outside/git.ts';
import { renderedJson, renderedText } from '../show/rendered.ts';
import type { Verb } from './invocation.ts';
import type { Engine, RenderAnswer, RenderOptions } from './render-whole.ts';

/** Prints exactly what Argo CD will apply. Writes nothing. */
export const render: Verb<RenderOptions> = async (call, options) => {
  const engine = engineOf(options.engine);
  const git = openGit(call.root);
  const { services, from } =
    (await quickAnswer(git, engine, options)) ??
    (await (await import('./render-whole.ts')).wholeAnswer(git, engine, options));
  call.print(call.json ? `${JSON.stringify(renderedJson(services, from))}\n` : renderedText(services));
  for (const { desired, own } of services)
    for (const warning of own?.warnings ?? []) call.say(`${desired.service}: ${warning}\n`);
  if (services.length === 0) call.say(`Nothing runs in ${from.environment}.\n`);
  return EXIT.done;
};

/** One service of a commit needs one file of the environments; without any doubt the others are not even listed. */
const quickAnswer = async (
  git: Git,
  engine: Engine,
  { environment, service, at, workingTree, check }: RenderOptions,
): Promise<RenderAnswer | undefined> => {
  if (service === undefined || workingTree || check || engine !== 'kustomize-ts') return undefined;
  const { renderQuickly } = await import('./render-quickly.ts');
  const found = await renderQuickly(git, { environment, service, at }).catch(asNothing);
  if (found === undefined) return undefined;
  const { revision, rendered } = found;
  return { services: [rendered], from: { environment, from: revision, engine, checked: false } };
};

/** The long way fails as well, and has better words for it. */
const asNothing = (error: unknown): undefined => {
  if (!(error instanceof Failure)) throw error;
  return undefined;
};

const engineOf = (name = 'kustomize-ts'): Engine => {
  if (name === 'kustomize' || name === 'kustomize-ts') return name;
  throw new Failure({
    code: 'unknown-engine',
    exit: EXIT.usage,
    what: `There is no engine ${name}.`,
    fix: 'Choose kustomize-ts or kustomize.',
  });
};
