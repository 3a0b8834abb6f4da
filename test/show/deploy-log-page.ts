/** What stands in the cells of a page's table, row by row, and what its tags are: as a browser would read it. */
export interface ReadPage {
  readonly rows: readonly (readonly string[])[];
  /** Names of elements and attributes, such as `td class`. */
  readonly tags: ReadonlySet<string>;
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  '#39': "'",
  '#124': '|',
  '#8203': '',
};

const textOf = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/&([#\w]+);/g, (_, name: string) => ENTITIES[name] ?? '�')
    .replace(/\s+/g, ' ')
    .trim();

/** Reads what this program writes: elements that are closed, attributes in double quotes. */
export const readPage = (page: string): ReadPage => {
  const body = /<tbody[^>]*>([\s\S]*)<\/tbody>/.exec(page)?.[1] ?? '';
  const rows = [...body.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map((row) =>
    [...(row[1] ?? '').matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map((cell) => textOf(cell[1] ?? '')),
  );
  const tags = new Set<string>();
  for (const [, name = '', rest = ''] of page.matchAll(/<([a-zA-Z!][\w]*)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*>/g))
    tags.add([name, ...[...rest.matchAll(/([\w-]+)(?:="[^"]*")?/g)].map((found) => found[1])].join(' '));
  return { rows, tags };
};
