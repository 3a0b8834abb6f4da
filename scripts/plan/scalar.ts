import { parseDocument, type Scalar } from 'yaml';

/** How a value stands in YAML text; anything but the first two is written in double quotes. */
type Style = Scalar.Type;

/** Writes a value in the style its predecessor had, as long as every reader still reads exactly that value. */
export const formatScalar = (value: string, style: Style): string => {
  if (style === 'PLAIN' && isSafePlain(value)) return value;
  if (style === 'QUOTE_SINGLE' && isPrintable(value)) return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value);
};

const isPrintable = (value: string): boolean => !/[^\x20-\x7e]/.test(value);

/**
 * Characters with no meaning in YAML, and a value that both YAML 1.1 (Argo CD) and 1.2 take for text: `1.10`, `7e12345`
 * and `no` are none.
 */
const isSafePlain = (value: string): boolean =>
  /^[A-Za-z0-9_](?:[A-Za-z0-9._/@-]|:(?=[A-Za-z0-9]))*$/.test(value) &&
  (['1.1', '1.2'] as const).every(
    (version) => parseDocument(`a: ${value}`, { version, logLevel: 'silent' }).get('a') === value,
  );
