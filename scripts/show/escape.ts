/**
 * Everything a person wrote (commit titles, names, reasons, contracts) is hostile until it went through here. One
 * function per place text can stand in: a terminal line, Markdown text, a Markdown code span, a fenced block, HTML.
 */

/** CSI, OSC and the other escape sequences of ECMA-48, whether they begin with ESC or with a C1 control. */
const sequences =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;
/** Controls and format characters: among them every bidirectional control (Trojan Source, CVE-2021-42574) and all of zero width. */
const invisible = /[\p{Cc}\p{Cf}]/gu;
const breaks = /[\s\u0085\u2028\u2029]+/gu;
/** More marks on one letter than any writing system stacks; a tower of them covers the lines above. */
const towers = /(\p{M}{4})\p{M}+/gu;

/** Text is cut here before anything is searched in it, so that a title of 10 MB costs what a short one does. */
const LONGEST = 4000;

/**
 * One printable line of at most `limit` characters: no escape sequence, no control, nothing invisible, nothing that
 * turns the direction of writing, no line break. For terminals, and the first step of every other function here.
 */
export const oneLine = (text: string, limit = 200): string => {
  const clean = text
    .slice(0, LONGEST)
    .toWellFormed()
    .replace(sequences, '')
    .replace(breaks, ' ')
    .replace(invisible, '')
    .replace(/ {2,}/g, ' ')
    .replace(towers, '$1')
    .trim();
  return shorten(clean, limit);
};

/** The text, or its beginning and `…`, in at most `limit` characters. Never cuts a character in two. */
export const shorten = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  const kept = text.slice(0, Math.max(0, limit - 1));
  return `${(/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept).trimEnd()}…`;
};

/** Shortens in the middle: the ends of a version tell more than its middle. */
export const squeeze = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  const head = Math.ceil((limit - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (limit - 1 - head))}`;
};

/**
 * What a forge turns into a link or a notification: mentions, references to issues, addresses. It looks at the rendered
 * text, so an entity for the character does not stop it; something invisible behind it does.
 */
const LINKS = String.raw`@|#(?=\d)|GH-(?=\d)|:(?=\/\/)|www(?=\.)`;
const links = new RegExp(LINKS, 'gi');
const htmlSpecial = new RegExp(`[&<>"']|${LINKS}`, 'gi');
const markdownSpecial = new RegExp(`[&<>|\\\\\`*_[\\]~$]|${LINKS}`, 'gi');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '|': '&#124;',
};
/** ZERO WIDTH SPACE, written so that whoever reads the source sees it. */
const BREAK = '&#8203;';

const escapeOne = (found: string): string => {
  if (/^[\\`*_[\]~$]$/.test(found)) return `\\${found}`;
  return ENTITIES[found] ?? found + BREAK;
};

/**
 * One line as Markdown text (GitHub Flavored Markdown 0.29), also inside a table cell: reads as it was written, starts
 * no markup, no HTML, no link, no mention and no reference to an issue.
 */
export const markdown = (text: string, limit = 200): string =>
  oneLine(text, limit)
    .replace(markdownSpecial, escapeOne)
    .replace(/^[-+=#]/, '\\$&')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');

/** One line as HTML text or attribute value. */
export const html = (text: string, limit = 200): string =>
  oneLine(text, limit).replace(htmlSpecial, escapeOne);

/** One line as a Markdown code span, in which nothing is markup. Not for table cells: a `|` would end the cell. */
export const code = (text: string, limit = 200): string => {
  const line = oneLine(text, limit);
  if (line === '') return '(empty)';
  const fence = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
};

/** Lines as a fenced Markdown block; each line is made printable, tabs stay. */
export const fenced = (lines: readonly string[], language: string): string => {
  const clean = lines.map((line) => line.split('\t').map(printable).join('\t'));
  const fence = '`'.repeat(Math.max(3, longestRun(clean.join('\n')) + 1));
  return [`${fence}${language}`, ...clean, fence].join('\n');
};

/** Like `oneLine`, but blanks stay as they are: for lines of files. */
export const printable = (line: string): string =>
  line.slice(0, LONGEST).toWellFormed().replace(sequences, '').replace(invisible, '').replace(towers, '$1');

/**
 * One line for a commit message: plain text in which no forge finds a mention, a reference or a closing word such as
 * `fixes #1`. A word joiner takes the place where an entity would be shown as it is.
 */
export const quiet = (text: string, limit = 200): string => oneLine(text, limit).replace(links, '$&\u2060');

const longestRun = (text: string): number =>
  (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
