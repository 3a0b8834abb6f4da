import { readSecrets } from '../check/secrets.ts';
import { isPlainList, isPlainObject, type Plain } from '../render/plain.ts';

/** What takes the place of a secret inside a longer text. */
const NOT_SHOWN = '(not shown)';

const WORD = 'pass(?:w(?:or)?d|phrase|code)|pwd|secret|token|credential|api[-_.]?key|private[-_.]?key';
/** `password=…`, `token: …`: a name that tells and a value on one line; neither a block nor a reference. */
const ASSIGNED = new RegExp(
  String.raw`((?:${WORD})s?["']?[ \t]{0,9}[:=][ \t]{0,9})(?!(?:$|[|>&*{]|\$[({]|true\b|false\b))\S.*`,
  'i',
);
/** An option whose value is the next word. */
const OPTION = new RegExp(`^--?[\\w-]*(?:${WORD})s?$`, 'i');

/** The last word of a name that holds a secret, and of one that says where a secret is or how long it lives. */
const TELLING =
  /(?:pass(?:w(?:or)?d|phrase|code)|secret|token|credential|apikey|privatekey)s?$|^(?:pwd|authorization|cookies?)$/;
const KEYS = /(?:^| )(?:api|private|access|secret|signing|encryption) key$/;
const AROUND =
  /(?:^| )(?:url|uri|host|file|path|dir|name|namespace|ttl|timeout|expiry|lifetime|issuer|type|header|ref|enabled)$/;
/** Fields of this name refer to a secret as often as they hold one; there the value decides. */
const REFERRING = /secrets?$|tokens?$|credentials?$/i;
/** Says that there is a secret, or none. */
const HARMLESS = /^(?:true|false|)$/i;

/** Does a value under this name hold a secret, in itself or anywhere inside? `named`: people chose the name. */
export const holdsSecret = (name: string, value: Plain, named: boolean): boolean => {
  if (typeof value === 'string') return isSecret(name, value, named);
  if (typeof value === 'number' || typeof value === 'bigint') return named && isTelling(name);
  if (isPlainList(value)) return hidesOption(value) || value.some((item) => holdsSecret(name, item, named));
  if (!isPlainObject(value)) return false;
  const variable = value['name'];
  return Object.entries(value).some(([key, inner]) =>
    key === 'value' && typeof variable === 'string'
      ? holdsSecret(variable, inner, true)
      : holdsSecret(key, inner, false),
  );
};

const isSecret = (name: string, text: string, named: boolean): boolean => {
  if (HARMLESS.test(text)) return false;
  if (isTelling(name) && (named || !REFERRING.test(name))) return true;
  if (text.includes('\n')) return false;
  return ASSIGNED.test(text) || readSecrets(`${name}: ${text}`, true).troubles.length > 0;
};

/** `DB_PASSWORD` and `apiKey` tell, `TOKEN_TTL` and `secretName` do not. */
const isTelling = (name: string): boolean => {
  const words = name
    .slice(0, LONGEST)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const whole = words.join(' ');
  return !AROUND.test(whole) && (KEYS.test(whole) || words.some((word) => TELLING.test(word)));
};

/** Names that are longer are nobody's. */
const LONGEST = 300;

const hidesOption = (words: readonly Plain[]): boolean =>
  words.some(
    (word, index) =>
      typeof word === 'string' && OPTION.test(word) && !String(words[index + 1] ?? '-').startsWith('-'),
  );

/** A text of several lines without the secrets in it; each of its other lines stays. */
export const withoutSecretLines = (text: string): string =>
  readSecrets(
    text
      .split('\n')
      .map((line) => line.replace(ASSIGNED, `$1${NOT_SHOWN}`))
      .join('\n'),
    true,
  ).masked;
