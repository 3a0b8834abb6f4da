import { fail, type Judgement, type ProgramSeen, pass, seconds, unavailable } from './seen.ts';

/** What shells answer for a program that is not there, and for one that may not be run (POSIX, XCU 2.8.2). */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
/** EX_TEMPFAIL of sysexits.h: the program could not find out now; try again later. */
const TRY_LATER = 75;

/** What the end of a program says about the environment. */
export const judgeProgram = ({ end }: ProgramSeen): Judgement => {
  if (end.how === 'not-started') return fail(`It could not be started: ${end.why}; correct \`run\`.`);
  if (end.how === 'signal') return fail(`It was ended by ${end.signal}.`);
  if (end.how === 'ended')
    return unavailable(
      `It was still running after ${seconds(end.after)} and was ended; nobody knows its answer.`,
    );
  return judgeCode(end.code);
};

const judgeCode = (code: number): Judgement => {
  if (code === 0) return pass('It ended with exit code 0.');
  if (code === TRY_LATER)
    return unavailable(`It ended with exit code ${code}: it could not find out now (EX_TEMPFAIL).`);
  if (code === NOT_FOUND)
    return fail(`It ended with exit code ${code}: no such program here; install it, or correct \`run\`.`);
  if (code === NOT_EXECUTABLE)
    return fail(
      `It ended with exit code ${code}: it may not be run; make it executable, or correct \`run\`.`,
    );
  return fail(`It ended with exit code ${code}.`);
};
