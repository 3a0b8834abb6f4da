import {
  eventOf,
  type Happening,
  type LedgerEvent,
  type ServiceChange,
  type Subject,
} from '../../scripts/model/event.ts';
import type { CommitId, EnvironmentName, ServiceName } from '../../scripts/model/names.ts';
import type { Outcome } from '../../scripts/model/verification.ts';

/** A commit id that begins with a number. */
export const commitOf = (number: number): CommitId => String(number).padEnd(40, 'a') as CommitId;

export const environment = (name: string): EnvironmentName => name as EnvironmentName;

export const step = (service: string, from: string, to: string): ServiceChange => ({
  service: service as ServiceName,
  ...(from === '' ? {} : { from: { version: from, config: commitOf(1) } }),
  ...(to === '' ? {} : { to: { version: to, config: commitOf(1) } }),
});

/** One verification from its beginning; without an outcome it goes on. Times are in milliseconds since 1970. */
export interface Verified {
  readonly environment: string;
  readonly commit: CommitId;
  readonly attempt?: number;
  readonly at: number;
  readonly took?: number;
  readonly outcome?: Outcome;
  readonly why?: string;
  readonly author?: string;
  readonly title?: string;
  readonly services?: readonly ServiceChange[];
  readonly checks?: readonly (readonly [check: string, outcome: Outcome, why: string])[];
}

/** The lines of the ledger that a verification leaves. */
export const eventsOf = (one: Verified): LedgerEvent[] => {
  const { at, took = 60_000, outcome, why = 'So it is.' } = one;
  const subject: Subject = {
    environment: environment(one.environment),
    commit: one.commit,
    tree: commitOf(7),
    attempt: one.attempt ?? 1,
  };
  const begun: Happening[] = [
    {
      name: 'configuration-change.triggered',
      at,
      data: { author: one.author ?? 'Tim', title: one.title ?? 'A change', services: one.services ?? [] },
    },
    { name: 'deployment.triggered', at, data: {} },
  ];
  const tests: Happening[] = (one.checks ?? []).map(([check, came, said]) => ({
    name: 'test.finished',
    at: at + took,
    data: { check, kind: 'http', outcome: came, why: said, attempts: 1, weight: 1, key: false, duration: 5 },
  }));
  const ended: Happening[] =
    outcome === undefined
      ? []
      : [
          { name: 'evaluation.finished', at: at + took, data: { outcome, why } },
          { name: 'configuration-change.finished', at: at + took, data: { outcome, why } },
        ];
  return [...begun, ...tests, ...ended].map((happening) => eventOf(subject, happening));
};
