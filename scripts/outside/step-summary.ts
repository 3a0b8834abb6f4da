import { appendFileSync } from 'node:fs';
import { EXIT, Failure } from './failure.ts';

/** Adds Markdown to the page of a workflow's step: `file` is what GITHUB_STEP_SUMMARY names. */
export const addStepSummary = (file: string, markdown: string): void => {
  try {
    appendFileSync(file, markdown);
  } catch (cause) {
    throw new Failure({
      code: 'no-step-summary',
      exit: EXIT.outside,
      what: `The step summary ${file} cannot be written: ${(cause as Error).message}.`,
      fix: 'Let GITHUB_STEP_SUMMARY name a file that may be written, or unset it.',
      cause,
    });
  }
};
