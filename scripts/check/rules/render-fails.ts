import type { Finding } from '../../model/problem.ts';
import {
  aboutOf,
  type JudgedRender,
  judgedRenders,
  overlayOf,
  promoted,
  whereText,
} from '../rendered/judged.ts';
import type { BuildTrouble } from '../rendered/render-facts.ts';
import type { Rule } from '../scope.ts';

/** What Argo CD is to apply can be built. */
export const renderFails: Rule = (scope) =>
  judgedRenders(scope).flatMap((render) => {
    const { failure } = render.facts;
    return failure === undefined ? [] : [finding(render, failure)];
  });

const finding = (render: JudgedRender, failure: BuildTrouble): Finding => {
  const { why, fix } = WORDS[failure.code];
  return {
    code: failure.code,
    severity: 'error',
    ...(render.pin === undefined
      ? placeIn(render, failure)
      : { file: render.cell.desired.file, path: ['config'] }),
    what: `${whereText(render)} cannot be built: ${failure.what}.`,
    why,
    fix: render.pin === undefined ? fix : promoted(fix),
    ...aboutOf(render),
  };
};

const placeIn = (
  { cell, facts }: JudgedRender,
  { file, path, document }: BuildTrouble,
): Pick<Finding, 'file' | 'path' | 'document'> => ({
  file: file ?? overlayOf(cell, facts),
  path,
  ...(document === undefined ? {} : { document }),
});

const WORDS: Readonly<Record<BuildTrouble['code'], { readonly why: string; readonly fix: string }>> = {
  'build-failed': {
    why: 'Argo CD fails in the same way, so nothing of this service would be deployed any more.',
    fix: 'Mend what is named; `npx kustomize-ts build DIR`, or `kubectl kustomize DIR`, says the same.',
  },
  'generate-name': {
    why: 'kustomize finds objects by their names and refuses one that gets its name from the cluster.',
    fix: 'Give it a `metadata.name`.',
  },
  'hook-generate-name': {
    why: 'kustomize finds objects by their names and refuses one that gets its name from the cluster.',
    fix: 'Give the hook a `metadata.name`, and `argocd.argoproj.io/hook-delete-policy: BeforeHookCreation` so that it can run again.',
  },
  'object-without-name': {
    why: 'Kubernetes has no object without a name, and kustomize refuses one.',
    fix: 'Give it a `metadata.name`.',
  },
};
