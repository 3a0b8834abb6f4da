import { parseDocument } from 'yaml';
import { openApiChanges } from './contract-openapi.ts';
import type { ContractDifference } from './story.ts';
import { unifiedDiff } from './unified-diff.ts';

/** A contract beside a release record: its file name and its text. */
export interface Contract {
  readonly file: string;
  readonly text: string;
}

/** Longer contracts are compared as text: understanding them would take longer than a promotion may. */
const LARGEST = 512 * 1024;
/** Lines of a textual difference; the page cuts further. */
const LINES = 2000;

/**
 * What callers may rely on, before and after. OpenAPI documents are understood, breaking changes first; every other
 * text, and an OpenAPI document that cannot be read, is compared line by line. Undefined when neither side has one.
 */
export const compareContracts = (
  before: Contract | undefined,
  after: Contract | undefined,
): ContractDifference | undefined => {
  const files = {
    ...(before === undefined ? {} : { before: before.file }),
    ...(after === undefined ? {} : { after: after.file }),
  };
  if (before === undefined || after === undefined) {
    if (before === after) return undefined;
    return { kind: after === undefined ? 'removed' : 'added', ...files, changes: [] };
  }
  if (before.text === after.text) return { kind: 'same', ...files, changes: [] };
  const changes = understood(before.text, after.text);
  if (changes !== undefined) return { kind: 'openapi', ...files, changes };
  return { kind: 'text', ...files, changes: [], text: textDifference(before.text, after.text) };
};

const understood = (before: string, after: string): ContractDifference['changes'] | undefined => {
  const [old, now] = [openApi(before), openApi(after)];
  return old === undefined || now === undefined ? undefined : openApiChanges(old, now);
};

/** Reads a contract as an OpenAPI 3 document; JSON is YAML. Undefined for anything else or anything suspicious. */
const openApi = (text: string): Record<string, unknown> | undefined => {
  if (text.length > LARGEST || !/["']?openapi["']?\s*:/.test(text)) return undefined;
  try {
    const document = parseDocument(text, { logLevel: 'silent' });
    if (document.errors.length > 0) return undefined;
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return isRecord(value) && /^3\./.test(String(value['openapi'])) ? value : undefined;
  } catch {
    return undefined;
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textDifference = (before: string, after: string): string => {
  const rows = unifiedDiff(before.slice(0, LARGEST), after.slice(0, LARGEST));
  const more = rows.length - LINES;
  return [...rows.slice(0, LINES), ...(more > 0 ? [`… and ${more} more lines`] : [])].join('\n');
};
