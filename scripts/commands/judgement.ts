import { judge, overall } from '../gates/table.ts';
import type { Pull } from '../model/forge.ts';
import type { CommitId, EnvironmentName } from '../model/names.ts';
import type { Finding } from '../model/problem.ts';
import type { Verdict } from '../model/verdict.ts';
import { EXIT, type ExitCode } from '../outside/failure.ts';
import type { Snapshot } from '../outside/snapshot.ts';
import { misuse } from './ask.ts';
import { changedServices, type EnvironmentChange, gateFacts } from './gate-facts.ts';
import type { Invocation } from './invocation.ts';
import { evidenceAbout } from './ledger-facts.ts';
import { newErrors, withValues } from './soundness.ts';
import { lookAround, type Scene, type Stage } from './stage.ts';

/** What stands between one pull request and its merge now. */
export interface Judgement {
  readonly pull: Pull;
  readonly base: CommitId;
  readonly environments: readonly {
    readonly environment: EnvironmentName;
    readonly verdicts: readonly Verdict[];
    /** What the merge would make wrong. */
    readonly findings: readonly Finding[];
  }[];
}

/** Judges one pull request: every gate of every environment that it changes, and the result of merging it. */
export const judgePull = async (call: Invocation, stage: Stage, number: number): Promise<Judgement> => {
  const scene = await lookAround(stage, { prefix: '', number }, call.env);
  const found = scene.view.pulls.find((one) => one.number === number);
  if (found === undefined)
    throw misuse('no-such-pull', `There is no pull request #${number}.`, 'See `npx bracket pulls`.');
  const changes = await changedServices(stage.git, { view: scene.view, pull: found });
  const pull = await withTeams(stage, found, teamsWanted(scene, changes));
  const { loadCommit } = await import('../outside/repository.ts');
  const head = await loadCommit(stage.git, pull.head);
  const change = {
    git: stage.git,
    view: scene.view,
    pull,
    base: scene.snapshot,
    head,
    now: call.now.getTime(),
    evidenceAbout: (environments: readonly EnvironmentName[]) =>
      environments.length === 0 ? Promise.resolve([]) : evidenceAbout(call, stage, environments),
  };
  const environments: Judgement['environments'][number][] = [];
  for (const one of changes) {
    const facts = await gateFacts(change, one);
    environments.push({
      environment: one.environment,
      verdicts: facts === undefined ? [] : judge(facts),
      findings: [
        ...unreadable(scene.snapshot, [`environments/${one.environment}.yaml`]),
        ...unreadable(head, pathsOf(one)),
        ...findingsOf(scene, head.repository, { ...one, now: call.now }),
      ],
    });
  }
  return { pull, base: scene.view.head, environments };
};

/** The teams that may sign off what changes: only about these is the forge asked. */
const teamsWanted = ({ snapshot }: Scene, changes: readonly EnvironmentChange[]): string[] => {
  const { environments } = snapshot.repository;
  const from = changes.flatMap(({ environment }) => environments.get(environment)?.gates.signOff?.from ?? []);
  return [...new Set(from.filter((name) => name.includes('/')))].sort();
};

/** The same pull request, with the teams of those who approved it. */
const withTeams = async ({ forge }: Stage, pull: Pull, teams: readonly string[]): Promise<Pull> => {
  const approved = pull.reviews?.some(({ verdict }) => verdict === 'approved') === true;
  if (!approved || teams.length === 0) return pull;
  const { pulls } = await forge.look({ prefix: '', number: pull.number, teams });
  const reviews = pulls[0]?.reviews;
  return reviews === undefined ? pull : { ...pull, reviews };
};

const pathsOf = ({ environment, services }: EnvironmentChange): string[] =>
  services.map((service) => `environments/${environment}/${service}.yaml`);

/** A policy that nobody can read asks for nothing, and a desired file for nothing to run: neither may be believed. */
const unreadable = ({ problems }: Pick<Snapshot, 'problems'>, paths: readonly string[]): Finding[] =>
  problems
    .filter(({ severity, place }) => severity === 'error' && paths.includes(place.file))
    .map(({ place, ...problem }) => ({ ...problem, file: place.file, path: [] }));

/** The base branch with the pull request's desired files and every record that the pull request brings. */
const findingsOf = (
  { snapshot }: Scene,
  head: Scene['snapshot']['repository'],
  { environment, services, now }: Parameters<typeof gateFacts>[1] & { readonly now: Date },
): Finding[] => {
  const before = snapshot.repository;
  const desired = services.flatMap((service) => head.desired.get(environment)?.get(service) ?? []);
  const releases = services.flatMap((service) => [...(head.releases.get(service)?.values() ?? [])]);
  const after = withValues(before, { desired, releases });
  const held = new Map(after.desired.get(environment));
  for (const service of services) if (!head.desired.get(environment)?.has(service)) held.delete(service);
  const desiredAfter = new Map(after.desired).set(environment, held);
  return newErrors({ before, after: { ...after, desired: desiredAfter } }, environment, now);
};

/** `open`: it may be merged. An unsound result is blocked like a gate that a person must open. */
export const stateOf = ({ environments }: Judgement): Verdict['state'] =>
  environments.some(({ findings }) => findings.length > 0)
    ? 'blocked'
    : overall(environments.flatMap(({ verdicts }) => verdicts));

export const exitOf = (judgement: Judgement): ExitCode =>
  judgement.environments.some(({ findings }) => findings.length > 0)
    ? EXIT.unsound
    : { open: EXIT.done, waiting: EXIT.waiting, blocked: EXIT.blocked }[stateOf(judgement)];
