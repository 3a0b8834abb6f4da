import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LARGEST } from '../check/limits.ts';
import { isDigest, type Version } from '../model/names.ts';
import { Failure } from '../outside/failure.ts';
import { isPlainName } from '../plan/contract.ts';
import { type RecordFields, readRecord } from '../plan/record.ts';
import { misuse } from './ask.ts';
import type { ReleaseOptions } from './release.ts';

/** What is known of a version from outside: its record, and the text of the contract that the record names. */
export interface GivenRecord {
  readonly fields: RecordFields;
  /** Absent: no file was given, so it must be in the repository already. */
  readonly contract?: string;
}

/** The record as the command line and its file say it together. An empty option, as workflows pass it, is none. */
export const givenRecord = (options: ReleaseOptions, version: Version): GivenRecord => {
  const [digest, commit] = [filled(options.digest), filled(options.commit)];
  if (digest !== undefined && !isDigest(digest))
    throw misuse(
      'bad-digest',
      `${JSON.stringify(digest)} is no digest.`,
      'Give `sha256:` and 64 lower-case hexadecimal digits, as the registry answered when the image was pushed.',
    );
  const file = filled(options.record);
  const record: Partial<RecordFields> = file === undefined ? {} : recordFrom(file);
  const said = { version, digest, commit };
  for (const [key, value] of Object.entries(said))
    if (value !== undefined && key in record && record[key as keyof RecordFields] !== value)
      throw misuse(
        'record-contradicts',
        `${file} says ${key} ${JSON.stringify(record[key as keyof RecordFields])}, the command line says ${JSON.stringify(value)}.`,
        'Let both say the same, or leave it out of the file.',
      );
  const present = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return withContract(
    { ...record, ...present, version },
    { record: file, contract: filled(options.contract) },
  );
};

const filled = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

const recordFrom = (file: string): Partial<RecordFields> => {
  const read = readRecord(textOf(file, 'record'));
  if ('fields' in read) return read.fields;
  throw misuse(
    'bad-record',
    `${file} is no release record: ${read.error}.`,
    'See schemas/release.schema.json for what it may say.',
  );
};

/**
 * The contract is the file that was given, or the one of that name beside the record. A file that the record does not
 * name is named after the version, so that no later release writes over it.
 */
const withContract = (
  fields: RecordFields,
  files: { readonly record: string | undefined; readonly contract: string | undefined },
): GivenRecord => {
  const { record, contract: file } = files;
  if (file !== undefined) {
    const contract = textOf(file, 'contract');
    return fields.contract === undefined
      ? { fields: { ...fields, contract: nameFor(file, fields.version) }, contract }
      : { fields, contract };
  }
  if (record === undefined || fields.contract === undefined || !isPlainName(fields.contract))
    return { fields };
  const beside = join(dirname(record), fields.contract);
  return isFile(beside) ? { fields, contract: textOf(beside, 'contract') } : { fields };
};

const nameFor = (file: string, version: string): string => {
  const name = basename(file);
  if (isPlainName(name)) return name.startsWith(`${version}.`) ? name : `${version}.${name}`;
  throw misuse(
    'contract-name',
    `The record names no contract, and ${JSON.stringify(name)} cannot be the name of one.`,
    `Write \`contract: ${version}.openapi.yaml\` into the record, or give the file a plain name with an ending.`,
  );
};

const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() === true;

/** The text of a file from outside the repository. Throws where it cannot be read, is too large, or is no text. */
const textOf = (file: string, option: 'record' | 'contract'): string => {
  const wrong = (what: string): Error =>
    misuse(`no-${option}`, `${file} ${what}.`, `Give --${option} a text file of at most a megabyte.`);
  let bytes: Buffer;
  try {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LARGEST)
      throw wrong('is larger than a megabyte');
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw wrong(`cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  if (!isUtf8(bytes)) throw wrong('is no UTF-8 text');
  return bytes.toString('utf8');
};
