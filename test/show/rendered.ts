import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** The HTML that a forge makes of GitHub Flavored Markdown, by a renderer that knows nothing of ours. */
export const rendered = (markdown: string): string =>
  micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** What a reader sees of HTML: tags gone, entities read. */
export const visible = (html: string): string =>
  html.replace(/<[^>]*>/g, '').replace(/&(lt|gt|amp|quot);/g, (_, name: string) => ENTITIES[name] ?? '');

/** The names of all elements, in order. */
export const elements = (html: string): string[] =>
  [...html.matchAll(/<\/?([a-zA-Z][a-zA-Z0-9]*)[^>]*>/g)].map((match) => (match[1] as string).toLowerCase());

/**
 * What a forge would notify, refer to or link to: it looks at rendered text outside code. Mentions (`@name`), issues
 * (`#1`, `GH-1`), addresses.
 */
export const reactions = (html: string): string[] => {
  const text = visible(html.replace(/<(code|pre)\b[\s\S]*?<\/\1>/g, '').replace(/<a\b[\s\S]*?<\/a>/g, ''));
  return text.match(/@[\p{L}\p{N}_]|#\d|\bGH-\d|:\/\/|\bwww\.\S/giu) ?? [];
};
