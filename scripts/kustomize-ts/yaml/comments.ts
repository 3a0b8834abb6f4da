import { isBlank, isBreak } from './characters.ts';
import { columnOf, passBreak, type Scanner } from './scanner.ts';
import { TOKEN, type TokenKind } from './tokens.ts';

/**
 * Steps over a comment. Where it is not the end of a line with something on it, go-yaml v3 takes the comments that follow
 * with it: tabs may stand before those, though not before the first one (scannerc.go, yaml_parser_scan_comments).
 */
export const passComments = (scanner: Scanner): void => {
  const goesOn = scanner.dialect === 'v3' && !endsLine(scanner);
  passComment(scanner);
  if (!goesOn) return;
  for (let next = nextComment(scanner); next !== undefined; next = nextComment(scanner)) {
    while (scanner.at < next) {
      if (isBreak(scanner.text.charCodeAt(scanner.at))) passBreak(scanner);
      else scanner.at++;
    }
    passComment(scanner);
  }
};

/** Steps over a comment, if one begins here. */
export const passComment = (scanner: Scanner): void => {
  const { text } = scanner;
  if (text.charCodeAt(scanner.at) !== 35) return;
  let at = scanner.at;
  for (let code = 35; code !== 0 && !isBreak(code); code = text.charCodeAt(at)) at++;
  scanner.at = at;
};

const ALONE: ReadonlySet<TokenKind> = new Set([
  TOKEN.entry,
  TOKEN.documentStart,
  TOKEN.documentEnd,
  TOKEN.version,
  TOKEN.tagDirective,
]);

/** Does a comment follow something on its line? A `-` or `---` is nothing yet. */
const endsLine = (scanner: Scanner): boolean => {
  const { text, tokens, at } = scanner;
  const last = tokens.at(-1)?.kind;
  if (last !== undefined && ALONE.has(last)) return false;
  for (let before = at - columnOf(scanner); before < at; before++)
    if (!isBlank(text.charCodeAt(before))) return true;
  return false;
};

/** How far go-yaml looks for the next comment. */
const FURTHEST = 512;

/** Where the next comment begins, when nothing but space is in between. */
const nextComment = ({ text, at }: Scanner): number | undefined => {
  for (let next = at; next < at + FURTHEST; next++) {
    const code = text.charCodeAt(next);
    if (code === 35) return next;
    if (!isBlank(code) && !isBreak(code)) return undefined;
  }
  return undefined;
};
