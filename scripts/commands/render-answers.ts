import type { Reach } from '../check/reach.ts';
import { buildTroubleOf } from '../check/rendered/build-trouble.ts';
import {
  failedFacts,
  type Outcome,
  type RenderFacts,
  renderFactsOf,
} from '../check/rendered/render-facts.ts';
import type { Models } from '../check/rendered/structure.ts';
import { isConfigPath, isKustomization } from '../model/configuration.ts';
import { isCommitId } from '../model/names.ts';
import type { Desired } from '../model/repository.ts';
import type { Git } from '../outside/git.ts';
import type { GitObject } from '../outside/objects.ts';
import type { Present } from '../outside/repository.ts';
import { openTreeFiles } from '../outside/tree-files.ts';
import { AT_HAND, type Revision } from '../outside/tree-stock.ts';
import { FOLDER } from '../outside/tree-view.ts';
import { parseItems } from '../outside/trees.ts';
import { manifestsOf } from '../render/plain.ts';
import { type Files, isRendered, type Rendered, render } from '../render/render.ts';
import type { Memory } from './render-memory.ts';

/** What one environment wants of one service, and the revision whose configuration is meant. */
export interface RenderQuestion {
  readonly desired: Desired;
  readonly revision: Revision;
}

/** Where answers come from. */
export interface Source {
  readonly present: Present;
  readonly reach: Reach | undefined;
  readonly memory: Memory;
}

/** Renders and judges, in the order of the questions. A pin whose files are those at hand shares their answer. */
export const answerRenders = async (
  git: Git,
  source: Source,
  questions: readonly RenderQuestion[],
): Promise<RenderFacts[]> => {
  const { MODELS } = await import('../check/rendered/models.generated.js');
  const { present, reach } = source;
  const same = await sameAsAtHand(git, source, questions);
  const asked = new Map<string, RenderQuestion>();
  const means = ({ desired, revision }: RenderQuestion): RenderQuestion =>
    same.has(`${revision} ${desired.service}`) ? { desired, revision: AT_HAND } : { desired, revision };
  for (const question of questions) asked.set(nameOf(means(question)), means(question));
  const trees = openTreeFiles({ git, counts: isConfigPath, atHand: present.entries });
  const facts = await trees.ask(
    [...asked.values()].map(({ desired, revision }) => ({
      revision,
      ahead: [`services/${desired.service}`, ...(reach?.beyond(desired.service) ?? [])],
      answer: (files: Files) => factsOf(files, desired, MODELS),
    })),
  );
  const answers = new Map([...asked.keys()].map((name, index) => [name, facts[index] as RenderFacts]));
  return questions.map((question) => answers.get(nameOf(means(question))) as RenderFacts);
};

const nameOf = ({ desired, revision }: RenderQuestion): string =>
  `${revision} ${desired.environment}/${desired.service} ${imageOf(desired)}`;

/** The image as it stands in a container after the override. */
const imageOf = ({ image, version, digest }: Desired): string =>
  `${image}:${version}${digest === undefined ? '' : `@${digest}`}`;

/** Objects as plain data, and whether each is certain to live outside namespaces. */
export const scopedManifests = (resources: Rendered['resources']): Outcome['manifests'] =>
  manifestsOf({ resources }).map((manifest, index) => {
    const [version = '', group = ''] = manifest.apiVersion.split('/').reverse();
    const { kind } = manifest;
    return {
      ...manifest,
      isClusterScoped: resources[index]?.types.isClusterScoped({ group, version, kind }) === true,
    };
  });

const factsOf = (files: Files, desired: Desired, models: Models): RenderFacts => {
  const rendering = render(files, desired);
  const text = (path: string): string | undefined => {
    const bytes = files.read(`/${path}`);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };
  if (!isRendered(rendering)) return failedFacts(buildTroubleOf(rendering, text));
  const { resources, files: read } = rendering;
  const isWritten = (part: string): boolean => read.some((path) => text(path)?.includes(part));
  const manifests = scopedManifests(resources);
  return renderFactsOf({ manifests, files: read, image: imageOf(desired), isWritten }, models);
};

/** `revision service` of every pin whose configuration is, file by file, the one at HEAD, where nothing differs from HEAD. */
const sameAsAtHand = async (
  git: Git,
  { reach, memory }: Source,
  questions: readonly RenderQuestion[],
): Promise<Set<string>> => {
  const folders = new Map<string, { revision: Revision; paths: readonly string[] }>();
  for (const { desired, revision } of questions)
    if (isCommitId(revision) && memory.isLasting(desired.service))
      folders.set(`${revision} ${desired.service}`, {
        revision,
        paths: [`services/${desired.service}`, ...(reach?.beyond(desired.service) ?? [])],
      });
  if (folders.size === 0) return new Set();
  const names = new Set(
    [...folders.values()].flatMap(({ revision, paths }) =>
      paths.flatMap((path) => [`${revision}:${path}`, `HEAD:${path}`]),
    ),
  );
  const objects = await git.objects(async (read) => {
    const found = await read([...names]);
    return new Map([...names].map((name, index) => [name, found[index]]));
  });
  const isSame = (revision: Revision, path: string): boolean =>
    digestOf(path, objects.get(`${revision}:${path}`)) === digestOf(path, objects.get(`HEAD:${path}`));
  return new Set(
    [...folders].flatMap(([name, { revision, paths }]) =>
      paths.every((path) => isSame(revision, path)) ? [name] : [],
    ),
  );
};

/** What of a folder can be part of a configuration. */
const digestOf = (path: string, object: GitObject | undefined): string => {
  if (object?.type !== 'tree') return object?.id ?? '';
  const items = parseItems(object.bytes);
  const isRead = items.some(({ name }) => isKustomization(name));
  return items
    .filter(({ name, mode }) => isRead || isConfigPath(`${path}/${name}${mode === FOLDER ? '/-' : ''}`))
    .map(({ name, mode, id }) => `${mode} ${id} ${name}`)
    .join('\n');
};
