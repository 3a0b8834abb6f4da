import { createHash } from 'node:crypto';
import type { Problem } from '../../model/problem.ts';
import { inOrder } from './order.ts';

/** For code-scanning tools: the Static Analysis Results Interchange Format, SARIF 2.1.0 (OASIS). */
export const problemsSarif = (problems: readonly Problem[]): string => {
  const all = inOrder(problems);
  const codes = [...new Set(all.map((problem) => problem.code))].sort();
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Release Brackets',
            rules: codes.map((code) => rule(all.find((problem) => problem.code === code) as Problem)),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: results(all, codes),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
};

const rule = ({ code, severity, why, fix }: Problem): object => ({
  id: code,
  shortDescription: { text: sentence(code.replaceAll('-', ' ')) },
  fullDescription: { text: why },
  help: { text: `${why} ${fix}` },
  defaultConfiguration: { level: severity },
});

const sentence = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;

const results = (all: readonly Problem[], codes: readonly string[]): object[] => {
  const seen = new Map<string, number>();
  return all.map((problem) => {
    const again = seen.get(identity(problem)) ?? 0;
    seen.set(identity(problem), again + 1);
    return result(problem, codes.indexOf(problem.code), fingerprint(problem, again));
  });
};

/** Lines move when others are added above; what is wrong with which file stays the same problem. */
const identity = ({ code, place, what }: Problem): string => JSON.stringify([code, place.file, what]);

const fingerprint = (problem: Problem, again: number): string =>
  createHash('sha256')
    .update(`${identity(problem)} ${again}`)
    .digest('hex')
    .slice(0, 32);

const result = (problem: Problem, ruleIndex: number, mark: string): object => {
  const { file, line, column, length = 1 } = problem.place;
  const snippet = problem.excerpt === undefined ? {} : { snippet: { text: problem.excerpt } };
  return {
    ruleId: problem.code,
    ruleIndex,
    level: problem.severity,
    message: { text: unlinked(`${problem.what} ${problem.why} ${problem.fix}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uri(file), uriBaseId: '%SRCROOT%' },
          region: { startLine: line, startColumn: column, endColumn: column + length, ...snippet },
        },
      },
    ],
    partialFingerprints: { 'problem/v1': mark },
  };
};

/** Brackets begin a link in a message (SARIF 2.1.0, section 3.11.6), and the text is a stranger's. */
const unlinked = (text: string): string => text.toWellFormed().replace(/[[\]]/g, '\\$&');

/** A path as a relative reference (RFC 3986): everything that has a meaning in one is escaped, the slashes are not. */
const uri = (path: string): string => path.toWellFormed().split('/').map(encodeURIComponent).join('/');
