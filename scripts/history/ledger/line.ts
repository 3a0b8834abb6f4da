import type { ErrorObject } from 'ajv';
import { checkOf, type EventName, envelopeOf, type LedgerEvent, TYPE_PREFIX } from '../../model/event.ts';
import { isEnvironmentName } from '../../model/names.ts';
import { EVENTS } from './validators.generated.js';

/** One line of a file of the ledger, counted from 1. */
export interface Line {
  readonly path: string;
  readonly number: number;
  /** Is there a line break behind it? */
  readonly ended: boolean;
  /** Absent: it is no text. */
  readonly text?: string;
  /** How many characters of it could be read before the first that is none. */
  readonly badAt?: number;
}

/** What a file of the ledger is about. */
export interface Month {
  readonly environment: string;
  /** `2026-11`, of every event's time in UTC. */
  readonly month: string;
}

const FILE = /^([a-z0-9-]+)\/(\d{4}-(?:0[1-9]|1[0-2]))\.jsonl$/;

/** What the file of that path holds; undefined where it is none of the ledger. */
export const monthOf = (path: string): Month | undefined => {
  const [, environment = '', month = ''] = FILE.exec(path) ?? [];
  return isEnvironmentName(environment) ? { environment, month } : undefined;
};

/** Why a line is no event of this file: a sentence without its full stop, and the character, from 0, where it shows. */
export interface Fault {
  readonly what: string;
  readonly at: number;
  /** It does not even read as JSON: it may be the beginning of something. */
  readonly isBroken: boolean;
}

/** The event that a line is, or what is wrong with it. */
export const lineFault = (text: string, month: Month): { event: LedgerEvent } | { fault: Fault } => {
  const read = readJson(text);
  if ('fault' in read) return read;
  const what = faultOf(read.value, month);
  return what === undefined
    ? { event: read.value as LedgerEvent }
    : { fault: { what, at: 0, isBroken: false } };
};

const readJson = (text: string): { value: unknown } | { fault: Fault } => {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const at = position === undefined ? text.length : Number(position);
    return { fault: { what: 'it is no JSON', at, isBroken: true } };
  }
};

const faultOf = (value: unknown, { environment, month }: Month): string | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it is no JSON object';
  const { type } = value as { readonly type?: unknown };
  const name = typeof type === 'string' && type.startsWith(TYPE_PREFIX) ? type.slice(TYPE_PREFIX.length) : '';
  const validate = EVENTS.get(name);
  if (validate === undefined) return `its type is ${quoted(type)}, which is no event of this ledger`;
  if (!validate(value)) return schemaFault(validate.errors?.[0]);
  const event = value as LedgerEvent;
  if (event.data.environment !== environment) return `it is about ${event.data.environment}`;
  if (!event.time.startsWith(month)) return `it happened at ${event.time}, in another month`;
  return contradiction(event, name as EventName);
};

/** Whoever writes an event gives it the id and the names that follow from what it is about. */
const contradiction = (event: LedgerEvent, name: EventName): string | undefined => {
  const meant = envelopeOf(event.data, name, checkOf(event.data));
  for (const key of ['id', 'source', 'subject', 'sequenceid'] as const)
    if (event[key] !== meant[key]) return `its \`${key}\` contradicts its \`data\``;
  return undefined;
};

const schemaFault = (error: ErrorObject | undefined): string => {
  const params = error?.params as { unevaluatedProperty?: string; additionalProperty?: string } | undefined;
  const key = params?.unevaluatedProperty ?? params?.additionalProperty;
  const where = (error?.instancePath ?? '').slice(1).replaceAll('/', '.') || 'the event';
  if (key !== undefined) return `${where} has ${quoted(key)}, which its schema does not know`;
  return `${where} ${error?.message ?? 'is wrong'}`;
};

const quoted = (value: unknown): string => (JSON.stringify(value) ?? 'absent').slice(0, 80);
