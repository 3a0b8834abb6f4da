import type { Telling } from '../argocd/tell.ts';
import { checkScope } from '../check/check.ts';
import { structureFaults } from '../check/rendered/structure.ts';
import { wholeScope } from '../check/scope.ts';
import type { Finding, Problem } from '../model/problem.ts';
import type { Edit } from '../model/promotion.ts';
import { EXIT, Failure } from '../outside/failure.ts';
import { openGit } from '../outside/git.ts';
import { readMainline } from '../outside/main-branch.ts';
import { replaceFiles } from '../outside/replace-files.ts';
import type { Snapshot } from '../outside/snapshot.ts';
import { unifiedDiff } from '../show/unified-diff.ts';
import { argocdBranch, editsOf, tellingOf, unreadable } from './argocd-files.ts';
import type { Invocation, Verb } from './invocation.ts';

export interface ArgocdOptions {
  /** Writes nothing, and fails where something would have to be written. */
  readonly check: boolean;
}

/** Writes what Argo CD is told into the working tree, all of it or nothing. Never commits. */
export const argocd: Verb<ArgocdOptions> = async (call, { check }) => {
  const { loadWorktree } = await import('../outside/repository.ts');
  const git = openGit(call.root);
  const [snapshot, mainline] = await Promise.all([loadWorktree(git), readMainline(git)]);
  refuse(unreadable(snapshot));
  const branch = await argocdBranch(mainline, snapshot);
  const telling = await tellingOf(git, { snapshot, branch });
  const told = assertTold(telling, snapshot, call.now);
  const edits = await editsOf(snapshot, told.files);
  if (!check && !call.dryRun && edits.length > 0) {
    await assertForm(told);
    replaceFiles(call.root, edits);
  }
  tell(call, { told, edits, check });
  return check && edits.length > 0 ? EXIT.unsound : EXIT.done;
};

type Told = Extract<Telling, { readonly files: unknown }>;

/** Policies that contradict each other or Argo CD are told, and nothing is written of them. */
const assertTold = (telling: Telling, { repository }: Snapshot, now: Date): Told => {
  const policies = { cells: [], deployed: [], written: [], services: [], locks: [], argocd: false };
  const findings = checkScope({ ...wholeScope(repository, { now }), ...policies });
  refuse([...findings.filter(({ severity }) => severity === 'error'), ...refusedBy(telling)]);
  return telling as Told;
};

const refusedBy = (telling: Telling): readonly Finding[] => ('refused' in telling ? telling.refused : []);

const refuse = (wrong: readonly (Finding | Problem)[]): void => {
  if (wrong.length === 0) return;
  const lines = wrong.map((one) => `${'file' in one ? one.file : one.place.file}: ${one.what} ${one.fix}`);
  throw new Failure({
    code: wrong[0]?.code ?? 'unsound',
    exit: EXIT.unsound,
    what: `Argo CD cannot be told:\n${lines.map((line) => `    ${line}`).join('\n')}`,
    fix: 'Nothing was written. Mend what is named above and run this again.',
  });
};

/** An object that Argo CD would refuse is our mistake, and better noticed here than in a cluster. */
const assertForm = async ({ files }: Told): Promise<void> => {
  const { MODELS } = await import('../check/rendered/models.generated.js');
  for (const { path, object } of files) {
    if (object.kind === 'Kustomization') continue;
    const { apiVersion, kind, metadata } = object;
    const name = { apiVersion, kind, namespace: metadata.namespace, name: metadata.name };
    const [fault] = structureFaults(JSON.parse(JSON.stringify(object)), name, MODELS);
    if (fault !== undefined) throw new Error(`${path}: ${fault.path.join('.')} ${fault.what}`);
  }
};

interface Done {
  readonly told: Told;
  readonly edits: readonly Edit[];
  readonly check: boolean;
}

const tell = (call: Invocation, { told, edits, check }: Done): void => {
  const untouched = check || call.dryRun;
  if (call.json) {
    const { repository = null, branch = null } = told.origin ?? {};
    const files = edits.map(({ path, after }) => ({
      path,
      change: after === undefined ? 'remove' : 'write',
    }));
    call.print(`${JSON.stringify({ dryRun: untouched, repository, branch, files })}\n`);
    return;
  }
  if (untouched) call.print(differences(edits));
  else for (const { path, after } of edits) call.print(`${after === undefined ? 'removed ' : ''}${path}\n`);
  call.say(`${talk({ told, edits, check }, untouched)}\n`);
};

const differences = (edits: readonly Edit[]): string =>
  edits
    .flatMap(({ path, before, after }) => [
      `--- ${before === undefined ? '/dev/null' : `a/${path}`}`,
      `+++ ${after === undefined ? '/dev/null' : `b/${path}`}`,
      ...unifiedDiff(before ?? '', after ?? ''),
    ])
    .map((line) => `${line}\n`)
    .join('');

const talk = ({ told: { files, origin }, edits, check }: Done, untouched: boolean): string => {
  if (edits.length === 0)
    return files.length === 0
      ? 'Nothing to do: no environment says `argocd`, so Argo CD is told nothing.'
      : 'Nothing to do: environments/argocd is what the environment files say.';
  if (check)
    return 'environments/argocd is not what the environment files say.\n  → Run `npx bracket argocd` and commit what it writes.';
  if (untouched) return 'Nothing is written.';
  const from = origin === undefined ? '' : `Argo CD reads ${origin.repository}, branch ${origin.branch}.\n`;
  return `${from}Next: git add environments/argocd && git commit; when it is on ${origin?.branch ?? 'main'}, once:  kubectl apply -k environments/argocd`;
};
