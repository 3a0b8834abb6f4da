import type { Examined } from '../check/doctor/diagnosis.ts';
import { examine } from '../check/doctor/examine.ts';
import { EXIT, type ExitCode } from '../outside/failure.ts';
import { doctorReport, doctorSummary, doctorText } from '../show/doctor.ts';
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
  return endOf(examined);
};

const endOf = (examined: readonly Examined[]): ExitCode => {
  const all = examined.flatMap(({ diagnoses }) => diagnoses);
  if (all.some(({ state }) => state === 'missing')) return EXIT.unsound;
  return all.some((one) => one.state === 'unknown' && one.unreachable) ? EXIT.outside : EXIT.done;
};
