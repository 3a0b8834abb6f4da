import type { Desired, Environment } from '../model/repository.ts';
import { EXIT, Failure } from '../outside/failure.ts';
import type { Git } from '../outside/git.ts';
import { standOn } from '../outside/ground.ts';
import { AT_HAND } from '../outside/tree-stock.ts';
import type { Rendering } from '../render/render.ts';
import type { RenderedFrom, ServiceRendered } from '../show/rendered.ts';
import { unrenderedWords } from '../show/unrendered.ts';
import { environmentNamed, misuse, serviceNamed } from './ask.ts';
import { openRenderings, type RenderQuestion } from './renderings.ts';
import { revisionFor, type Viewpoint, viewFrom } from './viewpoint.ts';

export interface RenderOptions {
  readonly environment: string;
  /** One service; absent: all that run there. */
  readonly service?: string;
  /** Look from this revision instead of main. */
  readonly at?: string;
  /** Look from the files at hand, committed or not. */
  readonly workingTree: boolean;
  /** `kustomize-ts`, or `kustomize`: the program on the path. */
  readonly engine?: string;
  /** Ask both, and fail on a difference. */
  readonly check: boolean;
}

export type Engine = 'kustomize-ts' | 'kustomize';

/** What was rendered, and from where it was seen. */
export interface RenderAnswer {
  readonly services: readonly ServiceRendered[];
  readonly from: RenderedFrom;
}

/** Every service that is asked about, by the engine that is wanted; a failure names everything that is in the way. */
export const wholeAnswer = async (
  git: Git,
  engine: Engine,
  options: RenderOptions,
): Promise<RenderAnswer> => {
  await standOn(undefined, git.root);
  const view = await viewFrom(git, placeOf(options));
  const { name: environment } = environmentNamed(view, options.environment);
  const wanted = wantedIn(view, environment, options.service);
  const services = await renderedBy(engine, options.check, { git, view, wanted });
  return { services, from: { environment, from: view.revision, engine, checked: options.check } };
};

const placeOf = ({ at, workingTree }: RenderOptions): string | undefined => {
  if (!workingTree) return at;
  if (at === undefined) return AT_HAND;
  throw misuse('two-places', '--at and --working-tree cannot both be meant.', 'Leave one of them out.');
};

/** What the environment wants, with the revision of each configuration; sorted by service. */
const wantedIn = (
  view: Viewpoint,
  environment: Environment['name'],
  service: string | undefined,
): Wanted[] => {
  const held = view.repository.desired.get(environment) ?? new Map<string, Desired>();
  const name = service === undefined ? undefined : serviceNamed(view.repository, service);
  const found = [...held.values()].filter((one) => name === undefined || one.service === name);
  if (name !== undefined && found.length === 0) throw notThere(view, environment, name);
  return found
    .sort((one, other) => (one.service < other.service ? -1 : 1))
    .map((desired) => ({ desired, revision: knownRevision(view, desired) }));
};

/** A question about something that a desired file says. */
type Wanted = RenderQuestion & { readonly desired: Desired };

const notThere = (view: Viewpoint, environment: string, service: string): Failure => {
  const file = `environments/${environment}/${service}.yaml`;
  return view.entries.has(file)
    ? new Failure({
        code: 'unreadable',
        exit: EXIT.unsound,
        what: `${file} has errors, so it is not known what ${environment} wants of ${service}.`,
        fix: 'Run `npx bracket validate` and mend what it names.',
      })
    : misuse(
        'not-there',
        `${service} does not run in ${environment}: there is no ${file}.`,
        `\`npx bracket status ${environment}\` lists what runs there.`,
      );
};

const knownRevision = (view: Viewpoint, desired: Desired): Wanted['revision'] => {
  const revision = revisionFor(view, desired);
  if (revision !== undefined) return revision;
  throw new Failure({
    code: 'unknown-branch',
    exit: EXIT.unsound,
    what: `${desired.file} follows ${JSON.stringify(desired.config)}, and this repository has no such branch.`,
    fix: `Write a commit, or \`${view.main}\` in an entry environment, as \`config\`.`,
  });
};

interface Sought {
  readonly git: Git;
  readonly view: Viewpoint;
  readonly wanted: readonly Wanted[];
}

/** Asks the engine that is wanted, and both of them where they are to be compared. */
const renderedBy = async (engine: Engine, check: boolean, sought: Sought): Promise<ServiceRendered[]> => {
  const { git, view, wanted } = sought;
  const renderings = openRenderings({
    git,
    ...(view.revision === AT_HAND ? { atHand: view.entries } : {}),
  });
  const own = engine === 'kustomize-ts' || check ? await renderings.render(wanted) : undefined;
  if (engine === 'kustomize-ts' && !check) return ownRendered(wanted, own ?? []);
  const { askProgram, compareEngines } = await import('./render-program.ts');
  const theirs = await askProgram(renderings.trees, wanted);
  if (own !== undefined) compareEngines(wanted, { own, theirs });
  if (engine === 'kustomize-ts') return ownRendered(wanted, own ?? []);
  return wanted.map(({ desired, revision }, index) => {
    const answer = theirs[index] ?? { why: 'nothing was answered' };
    if ('why' in answer) throw unsound([unrenderedWords(desired, { reason: 'build', why: answer.why })]);
    return { desired, revision, yaml: answer.yaml };
  });
};

/** All of them, or a failure that names everything that cannot be rendered: half of an answer is none. */
const ownRendered = (wanted: readonly Wanted[], renderings: readonly Rendering[]): ServiceRendered[] => {
  const wrong: ReturnType<typeof unrenderedWords>[] = [];
  const right: ServiceRendered[] = [];
  for (const [index, { desired, revision }] of wanted.entries()) {
    const rendering = renderings[index] as Rendering;
    if ('why' in rendering) wrong.push(unrenderedWords(desired, rendering));
    else right.push({ desired, revision, yaml: rendering.yaml, own: rendering });
  }
  if (wrong.length > 0) throw unsound(wrong);
  return right;
};

const unsound = (wrong: readonly ReturnType<typeof unrenderedWords>[]): Failure => {
  const [first] = wrong;
  const several = wrong.map(({ what, fix }) => `    ${what} ${fix}`).join('\n');
  return new Failure({
    code: 'unrendered',
    exit: EXIT.unsound,
    what:
      wrong.length === 1
        ? (first?.what ?? '')
        : `Argo CD could not render ${wrong.length} services:\n${several}`,
    fix: wrong.length === 1 ? (first?.fix ?? '') : 'Mend what is named above, then run this again.',
  });
};
