import { unifiedDiff } from './unified-diff.ts';

/** Differing lines that are shown. */
const SHOWN = 20;

/** Where the output of two engines begins to differ, as a unified difference without any value of a Secret. */
export const engineDifference = (own: string, theirs: string): string[] => {
  const [mine, other] = [ofSecrets(own), ofSecrets(theirs)];
  const rows = unifiedDiff(
    masked(own, mine, { known: other.lines, mark: '(not shown)' }),
    masked(theirs, other, { known: mine.lines, mark: '(not shown, and not the same)' }),
  );
  const more = rows.length - SHOWN;
  return [
    '--- kustomize-ts',
    '+++ kustomize',
    ...rows.slice(0, SHOWN),
    ...(more > 0 ? [`… and ${more} more lines`] : []),
  ];
};

interface Secrets {
  /** Lines that hold a value of a Secret, wholly or in part. */
  readonly lines: ReadonlySet<string>;
  /** Names with a hash of the values at their end. */
  readonly names: ReadonlySet<string>;
}

const ofSecrets = (yaml: string): Secrets => {
  const lines = new Set<string>();
  const names = new Set<string>();
  for (const document of yaml.split(/^---\n/m)) {
    if (!/^kind: Secret$/m.test(document)) continue;
    const [, name] = /^metadata:\n(?: .*\n)*? {2}name: (\S+-[a-z0-9]{10})$/m.exec(document) ?? [];
    if (name !== undefined) names.add(name);
    for (const [block] of document.matchAll(/^(?:data|stringData):\n(?: .*\n|\n)*/gm))
      for (const line of block.split('\n').slice(1)) if (line.trim() !== '') lines.add(line);
  }
  return { lines, names };
};

interface Other {
  readonly known: ReadonlySet<string>;
  readonly mark: string;
}

const masked = (yaml: string, { lines, names }: Secrets, { known, mark }: Other): string => {
  const rows = yaml.split('\n').map((line) => {
    if (!lines.has(line)) return line;
    return line.replace(/^(\s*(?:[^\s:]+: )?).*$/, `$1${known.has(line) ? '(not shown)' : mark}`);
  });
  return [...names].reduce(
    (text, name) => text.replaceAll(name, `${name.slice(0, -'-0123456789'.length)}-•`),
    rows.join('\n'),
  );
};
