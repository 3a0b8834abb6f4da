import { BuildFailure } from '../failure.ts';

const NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const PREFIX = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const LONGEST_NAME = 63;
const LONGEST_PREFIX = 253;

const MUST_BE =
  "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const NAME_RULE = `must consist of ${MUST_BE} (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${NAME}')`;
const VALUE_RULE = `a valid label must be an empty string or consist of ${MUST_BE} (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${NAME})?')`;
const PREFIX_RULE = `a DNS-1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${PREFIX}')`;

const atMost = (count: number): string => `must be no more than ${count} characters`;

/** Throws BuildFailure for what Kubernetes takes for no key of a label (apimachinery, IsQualifiedName). */
export const requireLabelKey = (key: string): void => {
  const wrong = wrongsOfKey(key);
  if (wrong.length > 0)
    throw new BuildFailure(`invalid label key ${JSON.stringify(key)}: ${wrong.join('; ')}`);
};

const wrongsOfKey = (key: string): string[] => {
  const parts = key.split('/');
  if (parts.length > 2)
    return [
      `a qualified name ${NAME_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const name = parts.at(-1) ?? '';
  return [...(parts.length === 2 ? wrongsOfPrefix(parts[0] ?? '') : []), ...wrongsOfName(name)];
};

const wrongsOfPrefix = (prefix: string): string[] => {
  if (prefix === '') return ['prefix part must be non-empty'];
  return [
    ...(prefix.length > LONGEST_PREFIX ? [`prefix part ${atMost(LONGEST_PREFIX)}`] : []),
    ...(isPrefix(prefix) ? [] : [`prefix part ${PREFIX_RULE}`]),
  ];
};

const isPrefix = (prefix: string): boolean =>
  prefix
    .split('.')
    .every((label) => /^[a-z0-9]/.test(label) && /^[-a-z0-9]*$/.test(label) && !label.endsWith('-'));

const wrongsOfName = (name: string): string[] => [
  ...(name === '' ? ['name part must be non-empty'] : []),
  ...(name.length > LONGEST_NAME ? [`name part ${atMost(LONGEST_NAME)}`] : []),
  ...(isWord(name) ? [] : [`name part ${NAME_RULE}`]),
];

const isWord = (name: string): boolean =>
  /^[-A-Za-z0-9_.]+$/.test(name) && /^[A-Za-z0-9]/.test(name) && /[A-Za-z0-9]$/.test(name);

/** Throws BuildFailure for what Kubernetes takes for no value of a label (apimachinery, IsValidLabelValue). */
export const requireLabelValue = (key: string, value: string): void => {
  const wrong = [
    ...(value.length > LONGEST_NAME ? [atMost(LONGEST_NAME)] : []),
    ...(value === '' || isWord(value) ? [] : [VALUE_RULE]),
  ];
  if (wrong.length > 0)
    throw new BuildFailure(
      `invalid label value: ${JSON.stringify(value)}: at key: ${JSON.stringify(key)}: ${wrong.join('; ')}`,
    );
};
