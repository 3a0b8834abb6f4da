import { hasOverlay } from '../check/facts.ts';
import type { CellRenders, RenderFacts } from '../check/rendered/render-facts.ts';
import { type Cell, cellsOf, type Scope } from '../check/scope.ts';
import { type EnvironmentName, isCommitId } from '../model/names.ts';
import type { Desired } from '../model/repository.ts';
import type { Git } from '../outside/git.ts';
import type { RenderCache, RenderShard } from '../outside/render-cache.ts';
import type { Present } from '../outside/repository.ts';
import { AT_HAND, type Revision } from '../outside/tree-stock.ts';
import type { RenderQuestion } from './render-answers.ts';
import { type Memory, openMemory } from './render-memory.ts';
import { objectKey, type Since } from './render-since.ts';

/** What one environment's configurations come to, by what decides it. */
interface Answers {
  readonly atHand: Map<string, RenderFacts>;
  readonly pinned: Map<string, RenderFacts>;
}

/** What is rendered for one scope, and what is known of it so far. */
interface Work {
  readonly git: Git;
  readonly present: Present;
  readonly scope: Scope;
  readonly memory: Memory;
  readonly answers: ReadonlyMap<EnvironmentName, Answers>;
}

/**
 * The scope with what its rules ask of what Argo CD would apply. Only what is not remembered is rendered: of the files at
 * hand what changed since, of pins what is new. Because two services may bring the same object, all of an environment is
 * known where anything of it is judged; with `since`, only where a change brings an object that was not there.
 */
export const withRenders = async (
  git: Git,
  present: Present,
  { scope, since }: { readonly scope: Scope; readonly since?: Since | undefined },
): Promise<Scope> => {
  const names = new Set([...scope.written, ...scope.deployed].map(({ desired }) => desired.environment));
  if (names.size === 0) return scope;
  const { openRenderCache } = await import('../outside/render-cache.ts');
  const cache = await openRenderCache(git);
  const memory = await openMemory(git, present, scope.facts.reach);
  const answers = new Map<EnvironmentName, Answers>();
  for (const name of names) answers.set(name, await remembered(cache, memory, name));
  const work: Work = { git, present, scope, memory, answers };
  const fresh = new Set<EnvironmentName>();
  const ask = async (questions: readonly RenderQuestion[]): Promise<void> => {
    for (const { desired } of await answer(work, questions)) fresh.add(desired.environment);
  };
  if (since !== undefined) await ask(judgedQuestions(scope));
  const crowded = since === undefined ? names : await bringing(work, since);
  await ask(
    [...crowded].flatMap((name) =>
      cellsOf(scope.repository, name).flatMap((cell) => questionsOf(cell, scope)),
    ),
  );
  for (const name of fresh) remember(cache, memory, { name, scope, answers: answers.get(name) as Answers });
  return { ...scope, facts: { ...scope.facts, renders: rendersOf(scope, answers) } };
};

/** Renders those of the questions that are not answered yet, and tells which. */
const answer = async (
  { git, present, scope, memory, answers }: Work,
  questions: readonly RenderQuestion[],
): Promise<readonly RenderQuestion[]> => {
  const lacking = questions.filter((question) => answerTo(answers, question) === undefined);
  if (lacking.length === 0) return lacking;
  const { answerRenders } = await import('./render-answers.ts');
  const found = await answerRenders(git, { present, reach: scope.facts.reach, memory }, lacking);
  for (const [index, { desired, revision }] of lacking.entries()) {
    const known = answers.get(desired.environment) as Answers;
    const facts = found[index] as RenderFacts;
    if (revision === AT_HAND) known.atHand.set(handKey(desired), facts);
    else known.pinned.set(pinKey(desired), facts);
  }
  return lacking;
};

const answerTo = (
  answers: Work['answers'],
  { desired, revision }: RenderQuestion,
): RenderFacts | undefined => {
  const known = answers.get(desired.environment);
  return revision === AT_HAND ? known?.atHand.get(handKey(desired)) : known?.pinned.get(pinKey(desired));
};

/** What is judged itself, without what is beside it. */
const judgedQuestions = (scope: Scope): RenderQuestion[] => {
  const [written, deployed] = [scope.written, scope.deployed].map(
    (cells) => new Set(cells.map(({ desired }) => desired.file)),
  );
  return [...scope.written, ...scope.deployed].flatMap((cell) =>
    questionsOf(cell, scope).filter(({ desired: { file }, revision }) =>
      revision === AT_HAND ? written?.has(file) : deployed?.has(file),
    ),
  );
};

/** Environments into which a change brings an object that was not there: only there it can meet one of another service. */
const bringing = async (
  { git, present, scope, memory, answers }: Work,
  since: Since,
): Promise<Set<EnvironmentName>> => {
  const { objectsSince } = await import('./render-since.ts');
  const judged = judgedQuestions(scope);
  const before = await objectsSince(git, { present, reach: scope.facts.reach, memory }, { since, judged });
  const environments = new Set<EnvironmentName>();
  for (const [index, question] of judged.entries()) {
    const known = before[index];
    const objects = answerTo(answers, question)?.objects ?? [];
    if (objects.some((object) => known?.has(objectKey(object)) !== true))
      environments.add(question.desired.environment);
  }
  return environments;
};

const remembered = async (cache: RenderCache, memory: Memory, name: EnvironmentName): Promise<Answers> => {
  const shard = cache.read(name);
  if (shard === undefined) return { atHand: new Map(), pinned: new Map() };
  const isTrue = await memory.stillTrue(shard.tree);
  return {
    atHand: new Map([...shard.atHand].filter(([key]) => isTrue(serviceOfKey(key)))),
    pinned: new Map(shard.pinned),
  };
};

/** The image is part of what is rendered; the service comes first. */
const handKey = ({ service, image, version, digest }: Desired): string =>
  `${service} ${image}:${version}@${digest ?? ''}`;
const pinKey = (desired: Desired): string => `${desired.config} ${handKey(desired)}`;
const serviceOfKey = (key: string): Desired['service'] =>
  key.slice(0, key.indexOf(' ')) as Desired['service'];

const isWritten = ({ desired }: Cell, { facts }: Scope): boolean =>
  facts.entries !== undefined && hasOverlay(facts.entries, desired);

/** A pin that is unknown, off main or without an overlay has a problem of its own. */
const isDeployed = ({ desired }: Cell, { facts }: Scope): boolean =>
  isCommitId(desired.config) && facts.git !== undefined && !facts.git.configs.has(desired.file);

const questionsOf = (cell: Cell, scope: Scope): RenderQuestion[] => {
  const { desired } = cell;
  return [
    ...(isWritten(cell, scope) ? [{ desired, revision: AT_HAND } as const] : []),
    ...(isDeployed(cell, scope) ? [{ desired, revision: desired.config as Revision }] : []),
  ];
};

interface Finished {
  readonly name: EnvironmentName;
  readonly scope: Scope;
  readonly answers: Answers;
}

/** Keeps what is asked for now; what nobody asks about any more is forgotten. */
const remember = (cache: RenderCache, memory: Memory, { name, scope, answers }: Finished): void => {
  const { tree } = memory;
  if (tree === undefined) return;
  const shard: RenderShard = { tree, atHand: new Map(), pinned: new Map() };
  const keep = (from: Map<string, RenderFacts>, to: ReadonlyMap<string, RenderFacts>, key: string): void => {
    const facts = from.get(key);
    if (facts !== undefined) (to as Map<string, RenderFacts>).set(key, facts);
  };
  for (const { desired } of cellsOf(scope.repository, name)) {
    if (memory.isLasting(desired.service)) keep(answers.atHand, shard.atHand, handKey(desired));
    keep(answers.pinned, shard.pinned, pinKey(desired));
  }
  cache.write(name, shard);
};

const rendersOf = (
  scope: Scope,
  answers: ReadonlyMap<EnvironmentName, Answers>,
): Map<string, CellRenders> => {
  const renders = new Map<string, CellRenders>();
  for (const [name, { atHand, pinned }] of answers)
    for (const cell of cellsOf(scope.repository, name)) {
      const { desired } = cell;
      const written = isWritten(cell, scope) ? atHand.get(handKey(desired)) : undefined;
      const deployed = isCommitId(desired.config) ? pinned.get(pinKey(desired)) : written;
      renders.set(desired.file, {
        ...(written === undefined ? {} : { written }),
        ...(deployed === undefined ? {} : { deployed }),
      });
    }
  return renders;
};
