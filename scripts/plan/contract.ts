import { readFile } from '../check/read.ts';
import type { Edit } from '../model/promotion.ts';
import type { Refusal, ReleaseAsk, ReleaseFacts } from './release.ts';

/** May a contract be called so? A file beside its record and nowhere else (`schemas/release.schema.json`). */
export const isPlainName = (name: unknown): name is string =>
  typeof name === 'string' && name.length <= 200 && /^[A-Za-z0-9_][A-Za-z0-9._-]*\.[A-Za-z0-9]+$/.test(name);

/** Where the contract of a release stands; undefined when it has none. */
export const contractPath = ({
  service,
  fields,
}: Pick<ReleaseAsk, 'service' | 'fields'>): string | undefined =>
  isPlainName(fields.contract) ? `services/${service}/releases/${fields.contract}` : undefined;

/**
 * The edit that brings a release's contract; undefined when nothing has to be brought. A record never changes once it
 * has landed, so one without its contract must not land: that is refused. So is a text that would be read as a record,
 * and one that takes the place of what a newer release promises.
 */
export const contractEdit = (
  ask: ReleaseAsk,
  facts: ReleaseFacts,
  isLate: boolean,
): Edit | Refusal | undefined => {
  const path = contractPath(ask);
  if (path === undefined)
    return ask.fields.contract === undefined ? undefined : refuse('contract-name', named(ask), RENAME);
  const { contract: text } = ask;
  const there = facts.contractText;
  if (text === undefined) return there === undefined ? notBrought(ask, path) : undefined;
  if (there === text) return undefined;
  if (isRecord(path, text) || path.endsWith(`/releases/${ask.version}.yaml`))
    return refuse('contract-is-record', `${ask.fields.contract} would be read as a release record.`, RENAME);
  const edit = { path, ...(there === undefined ? {} : { before: there }), after: text };
  return there === undefined ? edit : replacing(ask, facts, { edit, isLate });
};

const RENAME =
  'Give the contract a plain name of its own beside the record, such as `1.2.0.openapi.yaml`, and write that into `contract`.';

const refuse = (code: string, what: string, fix: string): Refusal => ({ kind: 'refuse', code, what, fix });

const named = ({ fields }: ReleaseAsk): string =>
  `${(JSON.stringify(fields.contract) ?? '').slice(0, 200)} is no name of a file beside the record.`;

const notBrought = ({ service, version, fields }: ReleaseAsk, path: string): Refusal =>
  refuse(
    'contract-missing',
    `The record of ${service} ${version} names the contract ${fields.contract}, and there is no ${path}.`,
    'Give it with --contract FILE, or put a file of that name beside the one that --record names.',
  );

const isRecord = (path: string, text: string): boolean =>
  readFile({ path, mode: '100644', bytes: new TextEncoder().encode(text) }).kind === 'release';

/** Another text under the name: several releases may share one file, which then says what the newest promises. */
const replacing = (
  { service, version, fields }: ReleaseAsk,
  { repository, record }: ReleaseFacts,
  { edit, isLate }: { readonly edit: Edit; readonly isLate: boolean },
): Edit | Refusal | undefined => {
  const records = [...(repository.releases.get(service)?.values() ?? [])];
  const isShared = records.some((one) => one.contract === fields.contract && one.version !== version);
  if (record !== undefined && isShared) return undefined;
  if (record !== undefined)
    return refuse(
      'contract-differs',
      `${service} ${version} is already recorded, and with another ${fields.contract}.`,
      `What a version promises never changes. Release what you built as a new version.`,
    );
  if (isLate && isShared)
    return refuse(
      'contract-newer',
      `${edit.path} says what a newer release promises, and ${service} ${version} is older.`,
      RENAME,
    );
  return edit;
};
