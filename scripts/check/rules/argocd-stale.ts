import type { Finding } from '../../model/problem.ts';
import type { Rule } from '../scope.ts';

/** The files for Argo CD are exactly what `bracket argocd` would write: none missing, edited by hand or left over. */
export const argocdStale: Rule = ({ argocd: isJudged, facts: { argocd, entries } }) => {
  if (!isJudged || argocd === undefined || entries === undefined) return [];
  const different = [...argocd.wanted].filter(([path, blob]) => {
    const entry = entries.get(path);
    return entry?.blob !== blob || entry.mode !== '100644';
  });
  return [
    ...argocd.refused,
    ...different.map(([path]) => (entries.has(path) ? stale(path) : missing(path))),
    ...argocd.needless.map(needless),
    ...argocd.foreign.map(foreign),
  ];
};

const finding = (file: string, words: Pick<Finding, 'what' | 'why' | 'fix'>): Finding => ({
  code: 'argocd-stale',
  severity: 'error',
  file,
  path: [],
  ...words,
});

const WRITE = 'Run `npx bracket argocd` and commit what it writes.';

const stale = (file: string): Finding =>
  finding(file, {
    what: 'The file is not what the environment files make of it.',
    why: 'Argo CD follows this file: what an environment says now has no effect, or what somebody wrote here has.',
    fix: `Change the environment file, never this one. ${WRITE}`,
  });

const missing = (file: string): Finding =>
  finding(file, {
    what: 'The file is missing.',
    why: 'Argo CD does not know of an environment that should be deployed, or of the limits that it has.',
    fix: WRITE,
  });

const needless = (file: string): Finding =>
  finding(file, {
    what: 'No environment needs the file any more.',
    why: 'It looks as if Argo CD still followed it.',
    fix: 'Run `npx bracket argocd`, which removes it, and commit that.',
  });

const foreign = (file: string): Finding =>
  finding(file, {
    what: 'The file is none of those that `bracket argocd` writes.',
    why: 'Argo CD never applies it, because the kustomization beside it does not name it.',
    fix: 'Move it out of `environments/argocd`.',
  });
