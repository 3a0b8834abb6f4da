/**
 * What uvu cannot notice by itself, read from the text of a test file: a suite that is never run, tests that stand
 * below the `.run()` of their suite, and `.only` or `.skip` left behind. Every answer is a sentence; none is good.
 */
export const sourceFaults = (source: string): string[] => {
  const suites = new Set(
    [...source.matchAll(/^\s*(?:export )?const (\w+) = suite\b/gm)].map((match) => match[1]),
  );
  if (/^import \{[^}]*\btest\b[^}]*\} from 'uvu';/m.test(source)) suites.add('test');
  return [...suites].flatMap((name) => faultsOf(name ?? '', source));
};

const faultsOf = (name: string, source: string): string[] => {
  const runs = lastIndex(source, new RegExp(`^\\s*${name}\\.run\\(\\)`, 'gm'));
  const tests = lastIndex(source, new RegExp(`^\\s*${name}(?:\\.(?:before|after)(?:\\.each)?)?\\(`, 'gm'));
  const marks = [...source.matchAll(new RegExp(`^\\s*${name}\\.(only|skip)\\(`, 'gm'))];
  return [
    ...(runs === -1 ? [`\`${name}.run()\` is missing: none of its tests ran`] : []),
    ...(runs !== -1 && runs < tests
      ? [`a test stands below \`${name}.run()\` and never ran: move it up`]
      : []),
    ...marks.map((mark) => `\`${name}.${mark[1]}\` was left in: remove it`),
  ];
};

const lastIndex = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].at(-1)?.index ?? -1;
