import { BuildFailure } from '../failure.ts';

const SEPARATOR = /\n---(.*)\n/g;

/**
 * The documents of a file as kustomize cuts it (kyaml/kio/byteio_reader.go, splitDocuments): at every line that
 * begins with `---`. Throws where more than a comment follows on that line.
 */
export const splitDocuments = (text: string): string[] => {
  const unified = text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
  const documents: string[] = [];
  let start = 0;
  for (const match of unified.matchAll(SEPARATOR)) {
    const rest = (match[1] ?? '').trim();
    if (rest !== '' && !rest.startsWith('#'))
      throw new BuildFailure(`invalid document separator: ${match[0].trim()}`);
    documents.push(`${unified.slice(start, match.index)}\n`);
    start = match.index + match[0].length;
  }
  documents.push(unified.slice(start));
  return documents.map((document) => (document.charCodeAt(0) === 0xfeff ? document.slice(1) : document));
};
