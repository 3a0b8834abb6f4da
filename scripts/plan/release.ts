import semver from 'semver';
import type { Digest, ServiceName, Version } from '../model/names.ts';
import type { Edit } from '../model/promotion.ts';
import type { Desired, Environment, Repository } from '../model/repository.ts';
import { contractEdit } from './contract.ts';
import { editDesired } from './edits.ts';
import { type RecordFields, recordText, sameRecord } from './record.ts';

/** A version that exists, and the entry environment that shall run it. */
export interface ReleaseAsk {
  readonly service: ServiceName;
  readonly version: Version;
  readonly environment: Environment;
  readonly digest?: Digest;
  /** What the given record says, `version` and `digest` of the command line already in it. */
  readonly fields: RecordFields;
  /** The text of the contract that the record names; absent: it must be in the repository already. */
  readonly contract?: string;
}

/** What the repository says about it now. */
export interface ReleaseFacts {
  readonly repository: Repository;
  /** The branch that everything merges into: what an entry environment follows. */
  readonly branch: string;
  /** The record of this version, when there is one. */
  readonly record?: { readonly text: string; readonly fields: RecordFields };
  /** The desired file, when there is one. */
  readonly desiredText?: string;
  /** What stands under the contract's name, when there is such a file. */
  readonly contractText?: string;
}

export type ReleasePlan =
  | {
      readonly kind: 'write';
      readonly edits: readonly Edit[];
      readonly desired?: Desired;
      /** Why the environment is left as it is. */
      readonly left?: string;
    }
  | { readonly kind: 'nothing'; readonly why: string }
  | Refusal;

export interface Refusal {
  readonly kind: 'refuse';
  readonly code: string;
  readonly what: string;
  readonly fix: string;
}

/**
 * The edits that record a version and want it. A record that is there already is never changed; an environment that
 * wants a newer version keeps it, so that a late or repeated pipeline takes nothing back.
 */
export const planRelease = (ask: ReleaseAsk, facts: ReleaseFacts): ReleasePlan => {
  const service = facts.repository.services.get(ask.service);
  if (service === undefined)
    return {
      kind: 'refuse',
      code: 'unknown-service',
      what: `There is no service ${ask.service}.`,
      fix: `Describe it first: \`npx bracket new service ${ask.service}\`.`,
    };
  const conflict = recordConflict(ask, facts);
  if (conflict !== undefined) return conflict;
  const now = facts.repository.desired.get(ask.environment.name)?.get(ask.service);
  const digest = ask.digest ?? facts.record?.fields.digest;
  const desired: Desired = {
    environment: ask.environment.name,
    service: ask.service,
    image: now?.image ?? service.image,
    version: ask.version,
    ...(digest === undefined ? {} : { digest: digest as Digest }),
    config: now?.config ?? facts.branch,
    file: `environments/${ask.environment.name}/${ask.service}.yaml`,
  };
  const left = now === undefined ? undefined : keeps(now, desired, facts.record !== undefined);
  const contract = contractEdit(ask, facts, left !== undefined);
  if (contract !== undefined && 'kind' in contract) return contract;
  const edits = [
    recordEdit(ask, facts),
    contract,
    left === undefined ? desiredEdit(desired, facts) : undefined,
  ].filter((edit): edit is Edit => edit !== undefined && edit.before !== edit.after);
  if (edits.length === 0)
    return {
      kind: 'nothing',
      why: left ?? `${ask.environment.name} already wants ${ask.service} ${ask.version}, and it is recorded.`,
    };
  return { kind: 'write', edits, ...(left === undefined ? { desired } : { left }) };
};

const recordFile = ({ service, version }: ReleaseAsk): string =>
  `services/${service}/releases/${version}.yaml`;

const recordConflict = (ask: ReleaseAsk, { record }: ReleaseFacts): ReleasePlan | undefined => {
  if (record === undefined) return undefined;
  const differing = sameRecord(record.fields, ask.fields);
  if (differing.length === 0) return undefined;
  const [key = ''] = differing;
  const say = (fields: RecordFields): string =>
    JSON.stringify(fields[key as keyof RecordFields]) ?? 'nothing';
  return {
    kind: 'refuse',
    code: 'record-differs',
    what: `${ask.service} ${ask.version} is recorded already: its record says ${say(record.fields).slice(0, 200)} about \`${key}\`, and this release says ${say(ask.fields).slice(0, 200)}.`,
    fix: `A record never changes. Release what you built as a new version; ${recordFile(ask)} says what ${ask.version} is.`,
  };
};

const recordEdit = (ask: ReleaseAsk, { record }: ReleaseFacts): Edit => ({
  path: recordFile(ask),
  ...(record === undefined ? {} : { before: record.text }),
  after: record?.text ?? recordText(ask.fields),
});

const desiredEdit = (desired: Desired, { desiredText }: ReleaseFacts): Edit => ({
  path: desired.file,
  ...(desiredText === undefined ? {} : { before: desiredText }),
  after: editDesired(desiredText, desired),
});

/** Why the environment keeps what it wants; undefined when it takes the new version. */
const keeps = (now: Desired, wanted: Desired, recorded: boolean): string | undefined => {
  if (now.version === wanted.version) return undefined;
  const ordered =
    semver.valid(now.version) === now.version && semver.valid(wanted.version) === wanted.version;
  const newer = ordered ? semver.gt(now.version, wanted.version) : recorded;
  if (!newer) return undefined;
  const why = ordered ? 'which is newer' : `and ${wanted.version} was released before`;
  return `${now.environment} wants ${now.service} ${now.version}, ${why}, and keeps it. To go back, write ${wanted.version} into ${now.file}.`;
};
