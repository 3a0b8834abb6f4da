/** How two readers of YAML understand the same unquoted text. */
export interface Readings {
  /** YAML 1.1, as Argo CD (go-yaml 2) and many others read it. */
  readonly old: string;
  /** YAML 1.2 with its core schema, as editors and this product read it. */
  readonly now: string;
}

const TRUE = /^(?:y|Y|yes|Yes|YES|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|off|Off|OFF)$/;
const CORE_INTEGER = /^[-+]?[0-9]+$/;
const CORE_FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

const WITH_UNDERSCORES = /^[-+]?(?=[^_]*_)(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9_]+)(?:[eE][-+]?[0-9]+)?$/;

/**
 * Unquoted texts that YAML 1.1 (https://yaml.org/type/) and the core schema of YAML 1.2.2 (section 10.3) read
 * differently, and those that readers of YAML 1.1 disagree about. Each row: the text, and what 1.1 makes of it.
 */
const OLD: readonly (readonly [RegExp, (text: string) => string])[] = [
  [TRUE, () => 'true'],
  [FALSE, () => 'false'],
  [/^[-+]?0[0-7_]+$/, (text) => `the number ${octal(text)}`],
  [/^[-+]?0[0-9][0-9_]*$/, () => 'text or a number'],
  [/^[-+]?0[bB][01_]+$/, (text) => `the number ${binary(text)}`],
  [/^[-+]?0[oO][0-7_]+$/, () => 'text or a number'],
  [/^(?:[-+]0[xX]|0X)[0-9a-fA-F_]+$/, () => 'a number'],
  [/^0x[0-9a-fA-F]*_[0-9a-fA-F_]*$/, () => 'a number'],
  [/^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/, (text) => `the number ${sexagesimal(text)}`],
  [WITH_UNDERSCORES, (text) => `the number ${Number(plain(text))}`],
  [/^[-+]?[0-9]+[eE][-+]?[0-9]+$/, () => 'text or a number'],
  [/^[-+]?[0-9]*\.[0-9]*[eE][0-9]+$/, () => 'text or a number'],
  [/^[-+]\.[0-9]+$/, () => 'text or a number'],
  [/^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?$/, () => 'a date'],
  [/^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/, () => 'nothing that Argo CD can read'],
  [/^=$/, () => 'a special value'],
  [/^<<$/, () => 'a merge key'],
];

/** How the two versions read an unquoted text, or undefined when they agree. */
export const readingsOf = (text: string): Readings | undefined => {
  if (text.length > 100) return undefined;
  const row = OLD.find(([pattern]) => pattern.test(text));
  return row === undefined ? undefined : { old: row[1](text), now: coreReading(text) };
};

const coreReading = (text: string): string => {
  if (/^[-+]?\.(?:inf|nan)$/i.test(text)) return 'no finite number';
  if (/^0o[0-7]+$/.test(text)) return `the number ${Number(text)}`;
  return CORE_INTEGER.test(text) || CORE_FLOAT.test(text) ? `the number ${Number(text)}` : 'text';
};

const plain = (text: string): string => text.replace(/_/g, '');
const sign = (text: string): number => (text.startsWith('-') ? -1 : 1);
const digits = (text: string): string => plain(text).replace(/^[-+]/, '');
const octal = (text: string): number => sign(text) * Number.parseInt(digits(text), 8);
const binary = (text: string): number => sign(text) * Number.parseInt(digits(text).slice(2), 2);
const sexagesimal = (text: string): number =>
  sign(text) *
  digits(text)
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);
