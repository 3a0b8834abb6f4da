import type {
  Check,
  CheckQuestion,
  HttpQuestion,
  PrometheusQuestion,
  Verify,
} from '../model/verification.ts';
import { parseDuration } from '../model/window.ts';
import type { WrittenCheck, WrittenHttp, WrittenPrometheus, WrittenVerify } from './written-verify.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** What `verify` means, with every default of the schema filled in and every duration in milliseconds. */
export const verifyOf = (written: WrittenVerify): Verify => ({
  timeout: milliseconds(written.timeout, 15 * MINUTE),
  grace: milliseconds(written.grace, 0),
  pass: written.pass ?? 100,
  warning: written.warning ?? written.pass ?? 100,
  checks: written.checks.map(checkOf),
  maintenance: written.maintenance ?? [],
});

/** The schema lets only readable durations through. */
const milliseconds = (text: string | undefined, otherwise: number): number => {
  const read = text === undefined ? { value: otherwise } : parseDuration(text);
  return 'value' in read ? read.value : otherwise;
};

const checkOf = (written: WrittenCheck): Check => ({
  name: written.name,
  timeout: milliseconds(written.timeout, MINUTE),
  attempts: written.attempts ?? 1,
  interval: milliseconds(written.interval, 10 * SECOND),
  level: written.level ?? 'fail',
  weight: written.weight ?? 1,
  key: written.key ?? false,
  question: questionOf(written),
});

const questionOf = ({ http, run, prometheus, argocd }: WrittenCheck): CheckQuestion => {
  if (http !== undefined) return { kind: 'http', http: httpOf(http) };
  if (run !== undefined) return { kind: 'run', run };
  if (prometheus !== undefined) return { kind: 'prometheus', prometheus: prometheusOf(prometheus) };
  return { kind: 'argocd', health: argocd?.health ?? ['Healthy'] };
};

const httpOf = ({ url, method, headers, expect = {} }: WrittenHttp): HttpQuestion => ({
  url,
  method: method ?? 'GET',
  headers: headers ?? {},
  statuses: [expect.status ?? 200].flat(),
  ...(expect.body === undefined ? {} : { body: expect.body }),
  expectHeaders: expect.headers ?? {},
  ...(expect.latency === undefined ? {} : { latency: milliseconds(expect.latency, 0) }),
});

const prometheusOf = (written: WrittenPrometheus): PrometheusQuestion => {
  const { against, range, step, samples, ...others } = written;
  return {
    ...others,
    ...(against === undefined ? {} : { against: { ...against, before: milliseconds(against.before, 0) } }),
    ...(range === undefined ? {} : { range: milliseconds(range, 0) }),
    step: milliseconds(step, 30 * SECOND),
    samples: samples ?? 1,
  };
};
