/**
 * `ok`: seen to be as it should. `warning`: works, and somebody should know. `missing`: promotions or their evidence
 * break on it. `unknown`: nobody could find out, and that is never an `ok`.
 */
export const STATES = ['ok', 'warning', 'missing', 'unknown'] as const;
export type DiagnosisState = (typeof STATES)[number];

/** One thing that was looked at. Whatever is not `ok` comes with what to do about it. */
export type Diagnosis = {
  /** A stable word-and-hyphen name. */
  readonly code: string;
  /** One sentence: what is there, or what is not and what that means. */
  readonly what: string;
} & (
  | { readonly state: 'ok' }
  | { readonly state: 'warning' | 'missing'; readonly fix: string }
  /** `unreachable`: somebody who was asked did not answer at all. */
  | { readonly state: 'unknown'; readonly fix: string; readonly unreachable: boolean }
);

/** What is told together, in this order. */
export const GROUPS = ['machine', 'clone', 'forge', 'main', 'ledger', 'workflows', 'argocd'] as const;
export type DiagnosisGroup = (typeof GROUPS)[number];

export interface Examined {
  readonly group: DiagnosisGroup;
  readonly diagnoses: readonly Diagnosis[];
}

export const ok = (code: string, what: string): Diagnosis => ({ code, state: 'ok', what });

type Told = (code: string, what: string, fix: string) => Diagnosis;

export const warning: Told = (code, what, fix) => ({ code, state: 'warning', what, fix });
export const missing: Told = (code, what, fix) => ({ code, state: 'missing', what, fix });
export const unknown: Told = (code, what, fix) => ({ code, state: 'unknown', what, fix, unreachable: false });
export const unreachable: Told = (code, what, fix) =>
  ({ ...unknown(code, what, fix), unreachable: true }) as Diagnosis;
