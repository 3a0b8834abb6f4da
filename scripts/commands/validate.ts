import { EXIT, Failure } from '../outside/failure.ts';
import { openGit } from '../outside/git.ts';
import { addStepSummary } from '../outside/step-summary.ts';
import { FORMATS, formatProblems, isFormat } from '../show/problems/format.ts';
import { errorsIn } from '../show/problems/order.ts';
import { findProblems } from './find-problems.ts';
import type { Verb } from './invocation.ts';

export interface ValidateOptions {
  /** A revision to compare with: only what differs is judged. */
  readonly changed?: string;
  /** One of `FORMATS`; text when absent. `--json` stands for json. */
  readonly format?: string;
}

/** Is the repository sound? Prints every problem; exit code 3 when one of them is an error. */
export const validate: Verb<ValidateOptions> = async (call, options) => {
  const format = options.format ?? (call.json ? 'json' : 'text');
  if (!isFormat(format)) throw unknownFormat(format);
  const problems = await findProblems(openGit(call.root), {
    now: call.now,
    ...(options.changed === undefined ? {} : { changed: options.changed }),
  });
  const { text, summary } = formatProblems(problems, format, call.color);
  call.print(text);
  const page = call.env['GITHUB_STEP_SUMMARY'];
  if (summary !== undefined && page) addStepSummary(page, summary);
  return errorsIn(problems) === 0 ? EXIT.done : EXIT.unsound;
};

const unknownFormat = (format: string): Failure =>
  new Failure({
    code: 'unknown-format',
    exit: EXIT.usage,
    what: `There is no format ${format}.`,
    fix: `Choose one of ${FORMATS.join(', ')}.`,
  });
