import type { Plain } from '../../render/plain.ts';
import { nearest } from '../nearest.ts';
import { type Fault, pathText } from './fault.ts';
import type { Misfit } from './structure.ts';
import type { PlainPath } from './traced.ts';

type Words = Pick<Fault, 'code' | 'what' | 'why' | 'fix'>;

/** So many names of fields can be read at a glance. */
const LISTED = 12;

/** A field that the type does not have. */
export const unknownWords = (path: PlainPath, known: readonly string[]): Words => {
  const field = String(path.at(-1));
  const meant = nearest(field, known);
  const listed = [...known].sort().slice(0, LISTED).join(', ');
  return {
    code: 'manifest-unknown-field',
    what: `has a field that does not exist: ${pathText(path)}`,
    why: 'The API server drops or refuses what it does not know, so what is meant here would not happen.',
    fix:
      meant === undefined
        ? `Remove it, or write one of the fields that exist here: ${listed}${known.length > LISTED ? ', …' : ''}.`
        : `Write \`${meant}\` instead of \`${field}\`.`,
  };
};

/** A value that the type does not allow, or a field that is missing. The value of a secret is not repeated. */
export const misfitWords = (misfit: Misfit, isSecret: boolean): Words =>
  (WORDS[misfit.keyword] ?? wrongForm)({ ...misfit, shown: shownAs(misfit.value, isSecret) });

interface Shown extends Misfit {
  readonly shown: string;
}

const missing = ({ path, params }: Shown): Words => {
  const field = String(params['missingProperty']);
  return {
    code: 'manifest-missing-field',
    what: `lacks ${pathText([...path, field])}`,
    why: 'The API server refuses an object without it, and the sync fails.',
    fix: `Add \`${field}\`.`,
  };
};

const wrongType = ({ path, params, value, shown }: Shown): Words => {
  const wanted = [params['type']].flat().map(String);
  const isText = wanted.includes('string') && (typeof value === 'number' || typeof value === 'boolean');
  return {
    code: 'manifest-wrong-type',
    what: `has ${shown} in ${pathText(path)}, where ${wanted.map(typeText).join(' or ')} must be`,
    why: 'The API server refuses the object, and the sync fails.',
    fix: isText ? 'Put it into double quotes.' : `Write ${wanted.map(typeText).join(' or ')}.`,
  };
};

const wrongChoice = ({ path, params, value, shown }: Shown): Words => {
  const choices = [params['allowedValues']].flat().map(String);
  const meant = nearest(String(value), choices);
  return {
    code: 'manifest-wrong-value',
    what: `has ${shown} in ${pathText(path)}, where only ${choices.join(', ')} can be`,
    why: 'The API server refuses the object, and the sync fails.',
    fix: meant === undefined ? `Write one of ${choices.join(', ')}.` : `Write \`${meant}\`.`,
  };
};

const wrongForm = ({ path, params, keyword, shown }: Shown): Words => ({
  code: 'manifest-wrong-value',
  what: `has ${shown} in ${pathText(path)}, which cannot be`,
  why: `The API server refuses the object: ${REASONS[keyword] ?? 'the value has not the form that this field has'}.`,
  fix: `Write a value that fits${params['format'] === undefined ? '' : ` (${String(params['format'])})`}.`,
});

const REASONS: Readonly<Record<string, string>> = {
  format: 'the value has not the form that this field has',
  minimum: 'the number is too low',
  maximum: 'the number is too high',
  minItems: 'the list is too short',
  pattern: 'the text has not the form that this field has',
};

const WORDS: Readonly<Record<string, (misfit: Shown) => Words>> = {
  required: missing,
  type: wrongType,
  enum: wrongChoice,
};

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a mapping',
  null: 'nothing',
};

const typeText = (type: string): string => TYPES[type] ?? type;

/** Longer texts would fill the screen, and a secret would leak into it. */
const LONGEST = 40;

const shownAs = (value: Plain | undefined, isSecret: boolean): string => {
  if (Array.isArray(value)) return 'a list';
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'object') return 'a mapping';
  if (isSecret || (typeof value === 'string' && value.length > LONGEST))
    return OF_TYPE[typeof value] ?? 'a value';
  if (typeof value === 'string') return `the text ${JSON.stringify(value)}`;
  return typeof value === 'number' ? `the number ${value}` : `\`${value}\``;
};

const OF_TYPE: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'a truth value',
};
