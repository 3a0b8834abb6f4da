import { isConfigPath } from '../model/configuration.ts';
import type { Desired } from '../model/repository.ts';
import { EXIT, Failure } from '../outside/failure.ts';
import { buildByProgram, type ProgramAnswer } from '../outside/kustomize.ts';
import type { FileQuestion, TreeFiles } from '../outside/tree-files.ts';
import type { TreeFile } from '../outside/tree-view.ts';
import { isRendered, overlayOf, type Rendering, render, type Wanted } from '../render/render.ts';
import { withImageSet } from '../render/set-image.ts';
import { engineDifference } from '../show/engine-difference.ts';
import { foldersOf, type RenderQuestion } from './renderings.ts';

/**
 * Asks the kustomize on the path, one service after the other, in copies of their files: what belongs to the service and
 * to the shared components, and whatever our own engine reads beside.
 */
export const askProgram = async (
  trees: TreeFiles,
  questions: readonly RenderQuestion[],
): Promise<ProgramAnswer[]> => {
  const copies = await trees.ask(
    questions.map(
      ({ desired, revision }): FileQuestion<TreeFile[]> => ({
        revision,
        ahead: foldersOf(desired),
        answer: (files, { list }) => {
          const folders = foldersOf(desired);
          const own = render(files, desired);
          const beside = (isRendered(own) ? own.files : []).filter(
            (path) => !folders.some((folder) => path.startsWith(`${folder}/`)),
          );
          return [
            ...folders.flatMap((path) => list(`/${path}`, isConfigPath)),
            ...beside.flatMap((path) => list(`/${path}`)),
          ];
        },
      }),
    ),
  );
  const answers: ProgramAnswer[] = [];
  for (const [index, { desired }] of questions.entries())
    answers.push(await build(copies[index] as TreeFile[], desired));
  return answers;
};

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

const build = (files: readonly TreeFile[], wanted: Wanted): Promise<ProgramAnswer> => {
  const overlay = overlayOf(wanted);
  const names = NAMES.map((name) => `${overlay}/${name}`);
  return buildByProgram(
    files.map((file) => (names.includes(file.path) ? withImage(file, wanted) : file)),
    overlay,
  );
};

/** What cannot be edited is left as it is: the program says what is wrong with it. */
const withImage = (file: TreeFile, wanted: Wanted): TreeFile => {
  const text = withImageSet(Buffer.from(file.bytes).toString('utf8'), wanted);
  return text === undefined ? file : { ...file, bytes: Buffer.from(text) };
};

/** Throws a `Failure` with the first differences where the two engines do not say the same, byte for byte. */
export const compareEngines = (
  questions: readonly { readonly desired: Desired }[],
  answers: { readonly own: readonly Rendering[]; readonly theirs: readonly ProgramAnswer[] },
): void => {
  for (const [index, { desired }] of questions.entries()) {
    const rows = differenceOf(answers.own[index], answers.theirs[index]);
    if (rows.length > 0) throw differ(desired, rows);
  }
};

type Answer = Rendering | ProgramAnswer | undefined;

const differenceOf = (own: Answer, theirs: Answer): string[] => {
  const [mine, other] = [own, theirs].map((answer) => (answer && 'yaml' in answer ? answer.yaml : undefined));
  if (mine === other) return [];
  if (mine === undefined) return [`kustomize builds it, and kustomize-ts fails: ${whyOf(own)}`];
  if (other === undefined) return [`kustomize-ts builds it, and kustomize fails: ${whyOf(theirs)}`];
  return engineDifference(mine, other);
};

const whyOf = (answer: Answer): string => (answer && 'why' in answer ? answer.why : 'without a word');

const differ = ({ service, environment }: Desired, rows: readonly string[]): Failure => {
  const shown = rows.map((row) => `\n    ${row}`).join('');
  return new Failure({
    code: 'engines-differ',
    exit: EXIT.unsound,
    what: `kustomize-ts and kustomize do not print the same for ${service} in ${environment}:${shown}`,
    fix: 'Report this with the files of the service. Until then `--engine kustomize` prints what the program makes of them.',
  });
};
