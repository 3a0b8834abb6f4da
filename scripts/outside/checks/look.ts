import type { Check, HttpQuestion, PrometheusQuestion } from '../../model/verification.ts';
import type { ApiAnswer, HttpSeen, Judgement, PrometheusSeen, Seen } from '../../verify/checks/seen.ts';
import { Failure } from '../failure.ts';
import { Unavailable } from '../service/service.ts';
import { runProgram } from './program.ts';
import { programVariables, secretValues } from './program-environment.ts';
import type { CheckWorld } from './world.ts';

/** What one attempt came to. */
export interface Attempted extends Judgement {
  readonly output?: string;
  /** Nothing was asked, and before this instant nothing will be. */
  readonly until?: number;
  /** Somebody declared that it is down, or it said so itself. */
  readonly declared?: boolean;
}

/** How long an attempt may take, in milliseconds, and what ends it. */
export interface Span {
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** Told why a service did not answer, whenever it is asked again within the attempt. */
  readonly onSilence?: (what: string) => void;
}

/**
 * Asks once what a check asks (Prometheus as often as there are samples, until one does not hold) and judges it. Throws
 * the signal's reason.
 */
export const attemptOnce = async (check: Check, world: CheckWorld, span: Span): Promise<Attempted> => {
  try {
    return check.question.kind === 'prometheus'
      ? await sampled(check, check.question.prometheus, { world, span })
      : judged(check, world, await look(check, world, span));
  } catch (error) {
    if (error instanceof Unavailable) return silent(check, world, error);
    if (!(error instanceof Failure)) throw error;
    const why = `${error.message} ${error.fix}`;
    // A token that Argo CD refuses says nothing of the services; any other question was one that cannot be asked.
    return { outcome: check.question.kind === 'argocd' ? 'unavailable' : 'fail', why };
  }
};

const silent = ({ question }: Check, { judge }: CheckWorld, error: Unavailable): Attempted => ({
  ...judge(question, { kind: 'silence', what: error.message }),
  ...(error.until === undefined ? {} : { until: error.until }),
  ...(error.silence === 'maintenance' ? { declared: true } : {}),
});

const judged = ({ question }: Check, world: CheckWorld, seen: Seen): Attempted => ({
  ...world.judge(question, seen),
  ...(seen.kind === 'run' && seen.output !== '' ? { output: seen.output } : {}),
});

const look = async ({ question }: Check, world: CheckWorld, span: Span): Promise<Seen> => {
  switch (question.kind) {
    case 'http':
      return askHttp(question.http, world, span);
    case 'prometheus':
      return askPrometheus(question.prometheus, world, span);
    case 'argocd':
      return { kind: 'argocd', services: await world.health(span.signal) };
    case 'run':
      return runProgram({ words: question.run, ...programOf(world), ...span });
  }
};

/** What comes is the answer, also a redirect or a 503: the attempts are those of the check, and only silence is repeated. */
const askHttp = async (question: HttpQuestion, world: CheckWorld, span: Span): Promise<HttpSeen> => {
  const { url, method, headers } = question;
  const service = world.service('http', url);
  const answer = await service.ask(url, {
    method,
    headers,
    ...patient(span),
    redirects: 'answer',
    judge: () => 'final',
  });
  const { status, text, elapsed } = answer;
  return { kind: 'http', status, headers: Object.fromEntries(answer.headers), text, elapsed };
};

/** The span ends the wait and knows why; the service must not do so just before. */
const patient = ({ timeout, ...span }: Span): Span => ({ ...span, timeout: 2 * timeout });

interface Means {
  readonly world: CheckWorld;
  readonly span: Span;
}

const sampled = async (check: Check, { samples }: PrometheusQuestion, means: Means): Promise<Attempted> => {
  const { world, span } = means;
  for (let sample = 1; ; sample++) {
    const found = judged(check, world, await look(check, world, span));
    if (samples === 1) return found;
    if (found.outcome !== 'pass') return { ...found, why: `Sample ${sample} of ${samples}: ${found.why}` };
    if (sample === samples)
      return { ...found, why: `${samples} samples in a row hold. The last: ${found.why}` };
    await world.clock.sleep(check.interval, span.signal);
  }
};

/** Both instants are ours, so that what is compared is exactly so long apart. */
const askPrometheus = async (
  question: PrometheusQuestion,
  world: CheckWorld,
  span: Span,
): Promise<PrometheusSeen> => {
  const at = world.clock.now();
  const before = question.against?.before;
  const ask = (instant: number): Promise<ApiAnswer> => askApi(apiAddress(question, instant), world, span);
  const now = await ask(at);
  return {
    kind: 'prometheus',
    now,
    ...(before === undefined ? {} : { before: await ask(at - before) }),
  };
};

const askApi = async (url: string, world: CheckWorld, span: Span): Promise<ApiAnswer> => {
  const headers = { accept: 'application/json' };
  const { status, text } = await world.service('prometheus', url).ask(url, { headers, ...patient(span) });
  return { status, text };
};

/** Behind a proxy the API has a path of its own, and what the address asks besides stays. */
const apiAddress = ({ url, query, range, step }: PrometheusQuestion, at: number): string => {
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/api/v1/${range === undefined ? 'query' : 'query_range'}`;
  address.searchParams.set('query', query);
  if (range === undefined) address.searchParams.set('time', inSeconds(at));
  else {
    address.searchParams.set('start', inSeconds(at - range));
    address.searchParams.set('end', inSeconds(at));
    address.searchParams.set('step', inSeconds(step));
  }
  return address.href;
};

const inSeconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

const programOf = ({ programs, masked }: CheckWorld) => {
  const { folder, variables, secrets, facts } = programs;
  return {
    folder,
    variables: programVariables(variables, facts, secrets),
    secrets: secretValues(variables, secrets),
    masked,
  };
};
