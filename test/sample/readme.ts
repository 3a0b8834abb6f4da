/** One fenced block of a Markdown page. */
export interface Block {
  readonly language: string;
  /** Marked `runnable`: a test runs it line by line, in a clone. */
  readonly runnable: boolean;
  readonly text: string;
}

export const blocksOf = (markdown: string): Block[] =>
  [...markdown.matchAll(/^```(\w+)( runnable)?\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', mark, text = '']) => ({
      language,
      runnable: mark !== undefined,
      text,
    }),
  );

/** A shell line's words, quotes honoured; `undefined` where it is no call of `bracket`. */
export const bracketWords = (line: string): string[] | undefined => {
  const call = /^\s*npx bracket (.*)$/.exec(line)?.[1];
  return call?.match(/"[^"]*"|\S+/g)?.map((word) => word.replace(/^"|"$/g, ''));
};

/** Every call of `bracket` on the page, in its blocks and between its lines. */
export const callsOf = (markdown: string): string[][] => {
  const lines = blocksOf(markdown)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n'));
  const inline = [...markdown.matchAll(/`(npx bracket [^`\n]+)`/g)].map(([, call = '']) => call);
  return [...lines, ...inline].flatMap((line) => {
    const words = bracketWords(line);
    return words === undefined || words[0] === '…' ? [] : [words];
  });
};

/** Where a page's links to files of this repository lead. */
export const linksOf = (markdown: string): string[] =>
  [...markdown.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path = '']) => path);
