import { isEnvironmentName } from '../model/names.ts';
import type { Edit } from '../model/promotion.ts';
import type { Repository } from '../model/repository.ts';
import { EXIT } from '../outside/failure.ts';
import { type Git, openGit } from '../outside/git.ts';
import { readMainline } from '../outside/main-branch.ts';
import { replaceFiles } from '../outside/replace-files.ts';
import type { Snapshot } from '../outside/snapshot.ts';
import { writeNewFiles } from '../outside/write-files.ts';
import { newEnvironment } from '../plan/new-environment.ts';
import { type NewFile, newService } from '../plan/new-service.ts';
import { argocdBranch, argocdEdits } from './argocd-files.ts';
import { environmentNamed, misuse, newServiceName } from './ask.ts';
import type { Invocation, Verb } from './invocation.ts';

export interface NewOptions {
  readonly kind: string;
  readonly name: string;
  readonly from?: string;
}

/**
 * Writes the files of a new service or environment into the working tree, and tells Argo CD of an environment where it
 * is told of the others. Never overwrites what people wrote, never commits.
 */
export const create: Verb<NewOptions> = async (call, options) => {
  const { loadWorktree } = await import('../outside/repository.ts');
  const git = openGit(call.root);
  const snapshot = await loadWorktree(git);
  const made = await filesOf(options, snapshot);
  const told = options.kind === 'environment' ? await toldOf(git, snapshot, made) : [];
  if (!call.dryRun) {
    writeNewFiles(call.root, made.files);
    replaceFiles(call.root, told);
  }
  const changed = told.flatMap(({ path, after }) => (after === undefined ? [] : [{ path, text: after }]));
  tell(call, options, { ...made, files: [...made.files, ...changed] });
  return EXIT.done;
};

/** What has to change in the files for Argo CD, because there is one environment more. */
const toldOf = async (git: Git, snapshot: Snapshot, { files: [policy] }: Made): Promise<Edit[]> => {
  const { readFile } = await import('../check/read.ts');
  const { path = '', text = '' } = policy ?? {};
  const { value } = readFile({ path, mode: '100644', bytes: Buffer.from(text) });
  if (value === undefined || !('argocd' in value)) return [];
  const environments = new Map(snapshot.repository.environments).set(value.name, value);
  const branch = await argocdBranch(await readMainline(git), snapshot);
  return argocdEdits(git, { snapshot, branch, after: { ...snapshot.repository, environments } });
};

interface Made {
  readonly files: readonly NewFile[];
  readonly next: readonly string[];
}

const filesOf = (options: NewOptions, snapshot: Snapshot): Promise<Made> | Made => {
  if (options.kind === 'service') return serviceFiles(options, snapshot);
  if (options.kind === 'environment') return environmentFiles(options, snapshot);
  throw misuse(
    'new-what',
    `There is no new ${options.kind}.`,
    'Write `npx bracket new service NAME` or `npx bracket new environment NAME`.',
  );
};

const serviceFiles = ({ name, from }: NewOptions, { repository, entries }: Snapshot): Made => {
  if (from !== undefined) throw misuse('from-service', '--from is for a new environment.', 'Leave it out.');
  const service = newServiceName(name);
  if (repository.services.has(service))
    throw misuse('exists', `There is a service ${service} already.`, 'Choose another name.');
  const components = [...entries.keys()].flatMap(
    (path) => /^services\/components\/([^/]+)\//.exec(path)?.[1] ?? [],
  );
  return {
    files: newService({
      name: service,
      image: `${imagePrefix(repository)}/${service}`,
      owners: ownersOf(repository),
      environments: [...repository.environments.keys()],
      components: new Set(components),
    }),
    next: [
      `Read services/${service}/service.yaml and base/deployment.yaml: description, owners, image, port and probes are yours to say.`,
      'Then:  npx bracket validate',
      `       git add services/${service} && git commit`,
      `       npx bracket release ${service} VERSION`,
    ],
  };
};

/** What most services' images stand below; a newcomer's is likely to be its neighbour. */
const imagePrefix = ({ services }: Repository): string =>
  mostCommon([...services.values()].map(({ image }) => image.replace(/\/?[^/]*$/, '')).filter(Boolean)) ??
  'registry.example.com';

const ownersOf = ({ services }: Repository): string[] => [
  mostCommon([...services.values()].flatMap(({ owners }) => owners)) ?? '@owner',
];

const mostCommon = (words: readonly string[]): string | undefined => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))[0]?.[0];
};

const environmentFiles = async ({ name, from }: NewOptions, snapshot: Snapshot): Promise<Made> => {
  const { repository, entries, text } = snapshot;
  if (!isEnvironmentName(name))
    throw misuse(
      'bad-name',
      `${JSON.stringify(name)} cannot be the name of an environment.`,
      'Use lower-case letters, digits and hyphens, at most 63, starting and ending with a letter or digit; `argocd` and `locks` are taken.',
    );
  if (repository.environments.has(name))
    throw misuse('exists', `There is an environment ${name} already.`, 'Choose another name.');
  const source = from === undefined ? undefined : environmentNamed(snapshot, from);
  const copied = [...entries.keys()].filter(
    (path) =>
      source !== undefined && path.split('/')[3] === source.name && /^services\/[^/]+\/overlays\//.test(path),
  );
  const overlays = new Map<string, string>();
  for (const path of copied) overlays.set(path, (await text(path)) ?? '');
  return {
    files: newEnvironment({
      name,
      services: [...repository.services.keys()],
      overlays,
      ...(source === undefined ? {} : { from: source }),
    }),
    next: [
      `Read environments/${name}.yaml${source === undefined ? ': without promotesFrom it is an entry environment' : ` and the overlays, which are copies of ${source.name}'s`}.`,
      'Then:  npx bracket validate',
      `       git add environments services && git commit`,
      source === undefined
        ? `       npx bracket release SERVICE VERSION --to ${name}`
        : `       npx bracket promote --to ${name} --dry-run`,
    ],
  };
};

const tell = (call: Invocation, { kind, name }: NewOptions, { files, next }: Made): void => {
  if (call.json) {
    const paths = files.map(({ path }) => path);
    call.print(`${JSON.stringify({ kind, name, dryRun: call.dryRun, files: paths })}\n`);
    return;
  }
  if (call.dryRun)
    for (const { path, text } of files) call.print(`${path}\n${text.replace(/^/gm, '    ').trimEnd()}\n\n`);
  else for (const { path } of files) call.print(`${path}\n`);
  call.say(call.dryRun ? 'Nothing is written.\n' : `\n${next.join('\n')}\n`);
};
