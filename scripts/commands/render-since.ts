import type { ObjectName } from '../check/rendered/fault.ts';
import { type CommitId, isCommitId } from '../model/names.ts';
import type { Desired, TreeEntry } from '../model/repository.ts';
import type { Git } from '../outside/git.ts';
import { AT_HAND } from '../outside/tree-stock.ts';
import { answerRenders, type RenderQuestion, type Source } from './render-answers.ts';

/** What a change is compared with: a commit, and its files by path. */
export interface Since {
  readonly commit: CommitId;
  readonly entries: ReadonlyMap<string, TreeEntry>;
}

/** Which object, whatever the version of its API. */
export const objectKey = ({ apiVersion, kind, namespace, name }: ObjectName): string =>
  [apiVersion.split('/').slice(0, -1).join(), kind, namespace, name].join(' ');

/** Per question the objects that its answer had before the change; undefined where nothing ran there. */
export const objectsSince = async (
  git: Git,
  source: Source,
  { since, judged }: { readonly since: Since; readonly judged: readonly RenderQuestion[] },
): Promise<(ReadonlySet<string> | undefined)[]> => {
  const before = await desiredSince(git, since, judged);
  const questions = judged.map(({ desired, revision }): RenderQuestion | undefined => {
    const was = before.get(desired.file);
    if (was === undefined) return undefined;
    const isPinned = revision !== AT_HAND && isCommitId(was.config);
    return { desired: was, revision: isPinned ? (was.config as CommitId) : since.commit };
  });
  const asked = questions.filter((question) => question !== undefined);
  const answers = asked.length === 0 ? [] : await answerRenders(git, source, asked);
  const objects = new Map(
    asked.map((question, index) => [question, new Set(answers[index]?.objects.map(objectKey))]),
  );
  return questions.map((question) => (question === undefined ? undefined : objects.get(question)));
};

/** What environments wanted before the change, by desired file. */
const desiredSince = async (
  git: Git,
  { entries }: Since,
  judged: readonly RenderQuestion[],
): Promise<Map<string, Desired>> => {
  const { readFile } = await import('../check/read.ts');
  const files = [...new Set(judged.map(({ desired }) => desired.file))].flatMap(
    (file) => entries.get(file) ?? [],
  );
  const blobs = await git.blobs(files.map(({ blob }) => blob));
  const found = new Map<string, Desired>();
  for (const { path, mode, blob } of files) {
    const facts = readFile({ path, mode, bytes: blobs.get(blob) ?? Buffer.alloc(0) });
    if (facts.kind === 'desired' && facts.value !== undefined) found.set(path, facts.value);
  }
  return found;
};
