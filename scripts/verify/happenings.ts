import type { Happening, ServiceChange } from '../model/event.ts';
import type { EnvironmentName } from '../model/names.ts';
import type { CheckResult, Outcome, Verification } from '../model/verification.ts';

/** What made the environment what it is, for whoever reads the log. */
export interface ConfigurationChange {
  readonly author: string;
  readonly title: string;
  readonly services: readonly ServiceChange[];
  /** Milliseconds since 1970. */
  readonly committedAt: number;
}

/** What is written down before anything is waited for. */
export const beginning = (
  change: ConfigurationChange,
  {
    project,
    startedAt,
    attempt,
  }: { readonly project?: string; readonly startedAt: number; readonly attempt: number },
): Happening[] => {
  const { author, title, services, committedAt } = change;
  const at = attempt === 1 ? Math.min(committedAt, startedAt) : startedAt;
  return [
    { name: 'configuration-change.triggered', at, data: { author, title, services } },
    { name: 'deployment.triggered', at: startedAt, data: project === undefined ? {} : { project } },
    { name: 'deployment.started', at: startedAt, data: {} },
  ];
};

/** The bounds of the score, and the environments that promote from this one. */
export interface Policy {
  readonly pass: number;
  readonly warning: number;
  readonly targets: readonly EnvironmentName[];
}

/** When the rollout was over, in milliseconds since 1970, beside what was found. */
export interface Found {
  readonly verification: Verification;
  readonly deployedAt: number;
}

/**
 * What is written down when everything is known that can be: all of it in one go, so that no half of it is believed. Where
 * a clock was set back meanwhile, nothing is earlier than what it followed.
 */
export const ending = (found: Found, policy: Policy): Happening[] => {
  const { verification, deployedAt } = inOrder(found);
  const { checks, outcome, why, endedAt: at, score, rollout } = verification;
  const evaluation = { outcome, why, ...(score === undefined ? {} : { score }) };
  return [
    {
      name: 'deployment.finished',
      at: deployedAt,
      data:
        rollout === undefined
          ? { outcome: 'unavailable', why: UNDEPLOYED, services: [] }
          : { outcome: rollout.outcome, why: rollout.why, services: rollout.services },
    },
    ...checks.flatMap(tested),
    { name: 'evaluation.triggered', at, data: { pass: policy.pass, warning: policy.warning } },
    { name: 'evaluation.started', at, data: {} },
    { name: 'evaluation.finished', at, data: evaluation },
    ...(isGood(outcome) ? released(verification, policy.targets) : []),
    { name: 'configuration-change.finished', at, data: { outcome, why } },
  ];
};

const inOrder = ({ verification, deployedAt: deployed }: Found): Found => {
  const deployedAt = Math.max(verification.startedAt, deployed);
  const checks = verification.checks.map((one) => {
    const startedAt = Math.max(deployedAt, one.startedAt);
    return { ...one, startedAt, endedAt: Math.max(startedAt, one.endedAt) };
  });
  const endedAt = Math.max(deployedAt, verification.endedAt, ...checks.map((one) => one.endedAt));
  return { verification: { ...verification, checks, endedAt }, deployedAt };
};

const UNDEPLOYED =
  'No Argo CD deploys it, so nothing says whether it is rolled out; its checks alone decide.';

const isGood = (outcome: Outcome): boolean => outcome === 'pass' || outcome === 'warning';

const tested = (result: CheckResult): Happening[] => {
  const { check, kind, startedAt, endedAt, outcome, why, attempts, weight, key, output } = result;
  return [
    { name: 'test.triggered', at: startedAt, data: { check, kind } },
    { name: 'test.started', at: startedAt, data: { check, kind } },
    {
      name: 'test.finished',
      at: endedAt,
      data: {
        check,
        kind,
        outcome,
        why,
        attempts,
        weight,
        key,
        duration: endedAt - startedAt,
        ...(output === undefined ? {} : { output }),
      },
    },
  ];
};

/** It is in front of whoever uses the environment, and the environments after it may have it. */
const released = (
  { outcome, why, endedAt: at }: Verification,
  targets: readonly EnvironmentName[],
): Happening[] => [
  { name: 'release.triggered', at, data: {} },
  { name: 'release.started', at, data: {} },
  { name: 'release.finished', at, data: { outcome, why } },
  ...(targets.length === 0
    ? []
    : ([
        { name: 'promotion.triggered', at, data: { targets } },
        { name: 'promotion.started', at, data: { targets } },
        {
          name: 'promotion.finished',
          at,
          data: { outcome, why: `Proven for ${targets.join(', ')}.`, targets },
        },
      ] satisfies Happening[])),
];
