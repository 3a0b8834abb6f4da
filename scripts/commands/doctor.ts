import { examine } from '../check/doctor/examine.ts';
import { EXIT, type ExitCode } from '../outside/failure.ts';
import { type DoctorReport, doctorReport, doctorSummary, doctorText } from '../show/doctor.ts';
import { gatherDoctorFacts } from './doctor-facts.ts';
import type { Verb } from './invocation.ts';

/**
 * Says what is configured and what is missing, each with the fix. Writes nothing. Exit code 3 when something is missing,
 * else 6 when a service that is configured did not answer; warnings, and what cannot be known, are only told.
 */
export const doctor: Verb<Record<never, never>> = async (call) => {
  const { facts, forge, secrets } = await gatherDoctorFacts(call);
  const examined = examine(facts);
  const report = doctorReport(forge, examined, secrets);
  if (call.json) call.print(`${JSON.stringify(report)}\n`);
  else {
    call.print(doctorText(report, call));
    call.say(`\n${doctorSummary(report)}\n`);
  }
  return endOf(report);
};

const endOf = ({ counts, unreachable }: DoctorReport): ExitCode => {
  if (counts.missing > 0) return EXIT.unsound;
  return unreachable > 0 ? EXIT.outside : EXIT.done;
};
