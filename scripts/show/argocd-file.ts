import type { ArgocdObject } from '../argocd/objects.ts';
import type { ToldFile } from '../argocd/tell.ts';

/** Where editors find what may stand in such an object. */
const SCHEMAS: Readonly<Record<ArgocdObject['kind'], string>> = {
  AppProject:
    'https://raw.githubusercontent.com/datreeio/CRDs-catalog/main/argoproj.io/appproject_v1alpha1.json',
  Application:
    'https://raw.githubusercontent.com/datreeio/CRDs-catalog/main/argoproj.io/application_v1alpha1.json',
  ApplicationSet:
    'https://raw.githubusercontent.com/datreeio/CRDs-catalog/main/argoproj.io/applicationset_v1alpha1.json',
  Kustomization: 'https://json.schemastore.org/kustomization.json',
};

/** The text of one file for Argo CD: an object, and for people where it comes from. */
export const argocdText = ({ from, object }: Pick<ToldFile, 'from' | 'object'>): string =>
  [
    `# yaml-language-server: $schema=${SCHEMAS[object.kind]}`,
    `# Written by \`npx bracket argocd\` from ${from}: change that, and run it again.`,
    ...linesOf(object as unknown as Value),
    '',
  ].join('\n');

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/** Block style, every list indented below its key. An empty list or map, and every other value, is one line. */
const linesOf = (value: Value): string[] => {
  if (typeof value !== 'object') return [scalar(value)];
  if (Array.isArray(value)) return value.flatMap((item: Value) => hung('-', linesOf(item)));
  return Object.entries(value).flatMap(([key, item]) => under(key, item));
};

const under = (key: string, value: Value): string[] => {
  const isNested = typeof value === 'object';
  const lines = linesOf(value);
  if (lines.length === 0) return [`${key}: ${Array.isArray(value) ? '[]' : '{}'}`];
  return isNested ? [`${key}:`, ...lines.map((line) => `  ${line}`)] : [`${key}: ${lines[0]}`];
};

const hung = (mark: string, [first = '{}', ...more]: readonly string[]): string[] => [
  `${mark} ${first}`,
  ...more.map((line) => `  ${line}`),
];

/**
 * Only words of letters are written plain, and none that YAML 1.1, which Argo CD reads, takes for a value: `on`, `no`,
 * `null`. Templates hold double quotes and are easier to read in single ones.
 */
const scalar = (value: string | number | boolean): string => {
  if (typeof value !== 'string') return String(value);
  if (/^[A-Z][A-Za-z]*$/.test(value) && !VALUES.test(value)) return value;
  if (value.includes('"') && /^[\x20-\x7e]*$/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value).replace(/[^\x20-\x7e]/g, escaped);
};

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const VALUES = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
