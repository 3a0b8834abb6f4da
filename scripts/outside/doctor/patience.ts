import type { Patience } from '../service/service.ts';

/** Somebody waits in front of a terminal: what does not answer soon is said not to answer. */
export const DOCTOR_PATIENCE: Patience = {
  timeout: 10_000,
  retries: 1,
  pause: 300,
  longest: 3_000,
  failures: 5,
  rest: 30_000,
};
