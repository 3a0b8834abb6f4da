import type { Bounds, Check, PrometheusQuestion, Verify } from '../../model/verification.ts';
import type { Flaw } from './flaw.ts';

/** Prometheus gives no more steps for one series (`web/api/v1/api.go`, "exceeded maximum resolution"). */
const MOST_STEPS = 11_000;

/** Thresholds and bounds of `verify` that no score and no value can meet. */
export const scoreFlaws = ({ pass, warning }: Verify): Flaw[] =>
  warning <= pass
    ? []
    : [
        {
          code: 'verify-score',
          path: ['verify', 'warning'],
          what: `\`verify.warning\` is ${warning}, which is more than \`verify.pass\`, ${pass}.`,
          why: 'It is the least score that is a warning, and a higher one is a pass: no score would be a warning.',
          fix: `Write a number from 0 to ${pass}, or take the key out: then there are passes and failures only.`,
        },
      ];

export const numberFlaws = (check: Check): Flaw[] => {
  const { question } = check;
  if (question.kind !== 'prometheus') return [];
  const { prometheus } = question;
  return [
    ...boundFlaws(['prometheus'], prometheus),
    ...(prometheus.against === undefined ? [] : boundFlaws(['prometheus', 'against'], prometheus.against)),
    ...stepFlaws(prometheus),
    ...sampleFlaws(check, prometheus),
  ];
};

const boundFlaws = (path: Flaw['path'], { above, below }: Bounds): Flaw[] =>
  above === undefined || below === undefined || above < below
    ? []
    : [
        {
          code: 'check-bounds',
          path: [...path, 'above'],
          what: `No number is above ${above} and below ${below}.`,
          why: 'A value must be between both, which are exclusive, so the check would never pass.',
          fix: `Write an \`above\` that is less than \`below\`, ${below}, or take one of them out.`,
        },
      ];

const stepFlaws = ({ range, step }: PrometheusQuestion): Flaw[] => {
  if (range === undefined || step <= 0 || range <= 0) return [];
  const steps = range / step;
  if (steps >= 1 && steps <= MOST_STEPS) return [];
  const many = steps > MOST_STEPS;
  return [
    {
      code: 'check-points',
      path: ['prometheus', many ? 'step' : 'range'],
      what: many
        ? `\`range\` holds ${Math.floor(steps)} times \`step\`, and Prometheus answers ${MOST_STEPS} at most.`
        : '`range` is shorter than `step`, so that it holds one value, which is not the newest.',
      why: 'Every value of the range must be there and must hold; these cannot be had.',
      fix: many
        ? 'Write a longer `step` or a shorter `range`.'
        : 'Write a shorter `step`, or take `range` out.',
    },
  ];
};

/** The first sample is taken at once, so there is one pause less than there are samples. */
const sampleFlaws = ({ name, timeout, interval }: Check, { samples }: PrometheusQuestion): Flaw[] => {
  const needed = (samples - 1) * interval;
  return needed < timeout
    ? []
    : [
        {
          code: 'check-samples',
          path: ['prometheus', 'samples'],
          what: `${samples} samples of the check ${name} take ${needed / 1000} s, and its \`timeout\` is ${timeout / 1000} s.`,
          why: 'An attempt holds all samples, with `interval` between two of them; it would never come to its end.',
          fix: 'Give the check a longer `timeout`, a shorter `interval` or fewer `samples`.',
        },
      ];
};
