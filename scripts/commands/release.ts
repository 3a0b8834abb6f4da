import type { Digest, ServiceName, Version } from '../model/names.ts';
import type { Edit } from '../model/promotion.ts';
import type { Environment, Repository } from '../model/repository.ts';
import { againOnConflict } from '../outside/again.ts';
import { EXIT, type ExitCode, Failure } from '../outside/failure.ts';
import type { Snapshot } from '../outside/snapshot.ts';
import { contractPath } from '../plan/contract.ts';
import { filesOf } from '../plan/effects.ts';
import { readRecord } from '../plan/record.ts';
import { planRelease, type ReleaseAsk, type ReleasePlan } from '../plan/release.ts';
import { argocdEdits } from './argocd-files.ts';
import { environmentNamed, misuse, newServiceName, versionNamed } from './ask.ts';
import type { Invocation, Verb } from './invocation.ts';
import { releaseChange, type Written, writeChange } from './release-change.ts';
import { type GivenRecord, givenRecord } from './release-record.ts';
import { afterEdits, assertSound } from './soundness.ts';
import { lookAround, openStage, type Scene, type Stage } from './stage.ts';

export interface ReleaseOptions {
  readonly service: string;
  readonly version: string;
  readonly to?: string;
  readonly digest?: string;
  readonly commit?: string;
  readonly record?: string;
  readonly contract?: string;
}

/** Pipelines of many services release at once; each conflict means that another one got through. */
const ATTEMPTS = 40;

/** Records a version and wants it in an entry environment. What a service's own pipeline calls; may be repeated. */
export const release: Verb<ReleaseOptions> = async (call, options) => {
  const service = newServiceName(options.service);
  const version = versionNamed(options.version);
  const given = givenRecord(options, version);
  const stage = await openStage(call);
  return againOnConflict(ATTEMPTS, () =>
    releaseOnce(call, stage, { service, version, given, to: options.to }),
  );
};

interface Wanted {
  readonly service: ServiceName;
  readonly version: Version;
  readonly given: GivenRecord;
  readonly to: string | undefined;
}

const releaseOnce = async (call: Invocation, stage: Stage, wanted: Wanted): Promise<ExitCode> => {
  const scene = await lookAround(stage, { prefix: 'release/' }, call.env);
  const ask = askOf(scene.snapshot, wanted);
  const plan = planRelease(ask, await factsOf(scene, ask));
  if (plan.kind === 'refuse') throw new Failure({ ...plan, exit: EXIT.unsound });
  if (plan.kind === 'nothing') return report(call, ask, { plan });
  assertSound(scene.snapshot, plan.edits, { environment: ask.environment.name, now: call.now });
  const edits = [...plan.edits, ...(await reordered(stage, scene, plan.edits))];
  const change = releaseChange(ask, { ...plan, edits }, scene);
  if (!call.json) call.say(withoutDigest(ask, scene.snapshot.repository));
  if (call.dryRun) return report(call, ask, { plan, change });
  return report(call, ask, { plan, change, written: await writeChange(stage, change, scene) });
};

/** A version that requires another service for the first time changes the order in which Argo CD rolls them out. */
const reordered = async (
  { git }: Stage,
  { snapshot, view }: Scene,
  edits: readonly Edit[],
): Promise<readonly Edit[]> => {
  const { repository } = snapshot;
  if ([...repository.environments.values()].every(({ argocd }) => argocd?.order !== 'progressive')) return [];
  return argocdEdits(git, { snapshot, branch: view.branch, after: afterEdits(repository, edits) });
};

/** A record never changes, so it is now that one must hear that a version will get no further without a digest. */
const withoutDigest = ({ service, version, digest }: ReleaseAsk, { environments }: Repository): string => {
  const strict = [...environments.values()].filter(({ accepts }) => accepts.digest === 'required');
  if (digest !== undefined || strict.length === 0) return '';
  const names = strict.map(({ name }) => name).join(', ');
  return `${service} ${version} has no --digest, and without one it does not get into ${names}.\n`;
};

const askOf = (snapshot: Snapshot, { service, version, given, to }: Wanted): ReleaseAsk => ({
  service,
  version,
  environment: entryEnvironment(snapshot, to),
  ...given,
  ...(given.fields.digest === undefined ? {} : { digest: given.fields.digest as Digest }),
});

const entryEnvironment = (snapshot: Snapshot, to: string | undefined): Environment => {
  const entries = [...snapshot.repository.environments.values()].filter(
    (one) => one.promotesFrom.length === 0,
  );
  const names = entries.map(({ name }) => name).join(', ');
  if (to === undefined || to === '') {
    const [only] = entries;
    if (only !== undefined && entries.length === 1) return only;
    throw misuse(
      'which-environment',
      entries.length === 0
        ? 'No environment takes releases: each promotes from another.'
        : `Several environments take releases: ${names}.`,
      entries.length === 0
        ? 'Add an entry environment: `npx bracket new environment dev`.'
        : 'Name one with --to.',
    );
  }
  const environment = environmentNamed(snapshot, to);
  if (environment.promotesFrom.length === 0) return environment;
  throw misuse(
    'no-entry',
    `${environment.name} takes no releases: it promotes from ${environment.promotesFrom.join(' and ')}.`,
    `Release into ${names || 'an entry environment'}, then \`npx bracket promote --to ${environment.name}\`.`,
  );
};

const factsOf = async (
  { snapshot, view }: Scene,
  ask: ReleaseAsk,
): Promise<Parameters<typeof planRelease>[1]> => {
  const recordText = await snapshot.text(`services/${ask.service}/releases/${ask.version}.yaml`);
  const desiredText = await snapshot.text(`environments/${ask.environment.name}/${ask.service}.yaml`);
  const read = recordText === undefined ? undefined : readRecord(recordText);
  const path = contractPath(ask);
  const contractText = path === undefined ? undefined : await snapshot.text(path);
  return {
    repository: snapshot.repository,
    branch: view.branch,
    ...(recordText === undefined
      ? {}
      : {
          record: {
            text: recordText,
            fields: { version: ask.version, ...(read !== undefined && 'fields' in read ? read.fields : {}) },
          },
        }),
    ...(desiredText === undefined ? {} : { desiredText }),
    ...(contractText === undefined ? {} : { contractText }),
  };
};

interface Reported {
  readonly plan: Exclude<ReleasePlan, { kind: 'refuse' }>;
  readonly change?: ReturnType<typeof releaseChange>;
  readonly written?: Written;
}

const report = (call: Invocation, ask: ReleaseAsk, { plan, change, written }: Reported): ExitCode => {
  const { service, version, environment } = ask;
  const files = change === undefined ? [] : filesOf(change.edits).map(({ path }) => path);
  if (call.json) {
    const outcome = { service, version, environment: environment.name, dryRun: call.dryRun, files };
    call.print(`${JSON.stringify({ ...outcome, ...written, ...noteOf(plan) })}\n`);
    return EXIT.done;
  }
  if (plan.kind === 'nothing') call.say(`Nothing to do: ${plan.why}\n`);
  else if (written === undefined && change !== undefined) call.print(`${change.text}\n`);
  else if (written?.pull !== undefined)
    call.print(
      `Opened #${written.pull} (${written.url}): ${change?.title}\nNext: npx bracket gate ${written.pull}; npx bracket merge ${written.pull}\n`,
    );
  else call.print(`${environment.name}: ${change?.title} (${written?.commit.slice(0, 10)})\n`);
  if (plan.kind === 'write' && plan.left !== undefined) call.say(`${plan.left}\n`);
  return EXIT.done;
};

const noteOf = (plan: Reported['plan']): { note?: string } =>
  plan.kind === 'nothing' ? { note: plan.why } : plan.left === undefined ? {} : { note: plan.left };
