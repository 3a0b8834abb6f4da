import type { Finding, Problem } from '../model/problem.ts';
import { problemAt } from './position.ts';
import { readSecrets } from './secrets.ts';
import { treeOf } from './tree.ts';
import { documentsOf } from './yaml.ts';

/**
 * Finds the line of a finding in the text of its file. The value at the path is meant, or the nearest thing around it
 * when there is none; an empty path, or a text that is no YAML, gives the first line. Call it when a finding is shown.
 */
export const locate = (finding: Finding, text: string): Problem => {
  const { masked } = readSecrets(text, true);
  const { code, severity, what, why, fix } = finding;
  return problemAt(finding.file, masked, { code, severity, what, why, fix, ...spotOf(finding, masked) });
};

const spotOf = (finding: Finding, text: string): { at: number; length: number } => {
  const wanted = finding.document ?? 0;
  if (finding.path.length === 0 && wanted === 0) return { at: 0, length: 1 };
  const document = documentsOf(text)[wanted];
  if (document === undefined) return { at: 0, length: 1 };
  const { at, length } = treeOf(document).spot(finding.path, finding.onKey);
  return { at, length };
};
