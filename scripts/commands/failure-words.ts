import { EXIT, type ExitCode, Failure } from '../outside/failure.ts';

/** A failure as everybody is told of it, on a terminal and in JSON alike. */
export interface FailureWords {
  readonly code: string;
  readonly what: string;
  readonly fix: string;
  readonly exit: ExitCode;
  /** Where our own bug was; absent for what a person can mend. */
  readonly trace?: string;
}

/** Names of environment variables whose values are never printed. */
const SECRETS = /TOKEN|SECRET|PASSWORD|WEBHOOK|PRIVATE_KEY|CREDENTIAL/i;

/**
 * The one place where whatever was thrown becomes words. A `Failure` says itself what to do; anything else is a bug of
 * this program. Values of secret variables and control characters never come out of here.
 */
export const failureWords = (
  thrown: unknown,
  env: Readonly<Record<string, string | undefined>>,
): FailureWords => {
  const clean = (text: string): string => harmless(masked(text, env));
  if (thrown instanceof Failure)
    return { code: thrown.code, what: clean(thrown.message), fix: clean(thrown.fix), exit: thrown.exit };
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    code: 'bug',
    what: clean(`This is a bug in bracket: ${error.message}`),
    fix: 'Report it to whoever gave you this program, with the command line, `npx bracket --version` and the lines below. Nothing that was begun is lost: the same command may be run again.',
    exit: EXIT.bug,
    trace: clean(error.stack ?? error.message),
  };
};

const masked = (text: string, env: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(env).reduce(
    (rest, [name, value]) =>
      value !== undefined && value.length >= 6 && SECRETS.test(name) ? rest.replaceAll(value, '***') : rest,
    text,
  );

/** Keeps lines and tabs; every other control character, among them terminal escapes, is shown and not obeyed. */
const harmless = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (character) =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(character, `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );

export interface FailureStyle {
  readonly color: boolean;
  /** Width of the terminal. */
  readonly columns: number;
}

/** The failure on a terminal: what happened, and what to do. A word that is too long stays whole, to be copied. */
export const failureText = ({ what, fix, trace }: FailureWords, { color, columns }: FailureStyle): string => {
  const [first = '', ...rest] = folded(`✗ ${what}`, columns, '  ');
  const mark = color ? first.replace('✗', '\u001b[31m✗\u001b[39m') : first;
  const lines = [mark, ...rest, ...folded(`  → ${fix}`, columns, '    ')];
  return `${[...lines, ...(trace === undefined ? [] : ['', trace])].join('\n')}\n`;
};

/** Breaks each line at blanks; those after a break begin as deep as their line did, and `indent` at least. */
const folded = (text: string, columns: number, indent: string): string[] =>
  text.split('\n').flatMap((line) => {
    const [, start = '', rest = ''] = /^( *)(.*)$/.exec(line) ?? [];
    const deep = start.length > indent.length ? start : indent;
    const rows = [start];
    for (const word of rest.split(' ')) {
      const row = rows.at(-1) as string;
      const joined = row.trim() === '' ? `${row}${word}` : `${row} ${word}`;
      if (joined.length <= columns || row.trim() === '') rows[rows.length - 1] = joined;
      else rows.push(`${deep}${word}`);
    }
    return rows;
  });

/** The failure for programs (`schemas/error.output.schema.json`). */
export const failureJson = ({ code, what, fix }: FailureWords): string =>
  `${JSON.stringify({ error: { code, what, fix } })}\n`;
