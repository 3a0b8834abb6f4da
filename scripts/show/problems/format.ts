import type { Problem } from '../../model/problem.ts';
import { problemsGithub } from './github.ts';
import { problemsJson } from './json.ts';
import { problemsSarif } from './sarif.ts';
import { problemsText } from './text.ts';

export const FORMATS = ['text', 'json', 'github', 'sarif'] as const;
export type Format = (typeof FORMATS)[number];

export const isFormat = (text: string): text is Format => (FORMATS as readonly string[]).includes(text);

/** The problems as data for standard output, and, where the format has one, a summary to be kept beside it. */
export const formatProblems = (
  problems: readonly Problem[],
  format: Format,
  color: boolean,
): { readonly text: string; readonly summary?: string } => {
  switch (format) {
    case 'text':
      return { text: problemsText(problems, { color }) };
    case 'json':
      return { text: problemsJson(problems) };
    case 'sarif':
      return { text: problemsSarif(problems) };
    case 'github': {
      const { log, summary } = problemsGithub(problems);
      return { text: log, summary };
    }
  }
};
