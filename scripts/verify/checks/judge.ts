import type { CheckQuestion } from '../../model/verification.ts';
import { judgeHealth } from './health.ts';
import { judgeHttp } from './http.ts';
import { judgeProgram } from './program.ts';
import { judgePrometheus } from './prometheus.ts';
import { type Judgement, type Seen, unavailable } from './seen.ts';

/** What was seen, held against what was asked. Nobody's answer is `unavailable`: neither a pass nor a failure. */
export const judge = (question: CheckQuestion, seen: Seen): Judgement => {
  if (seen.kind === 'silence') return unavailable(seen.what);
  if (question.kind === 'http' && seen.kind === 'http') return judgeHttp(question.http, seen);
  if (question.kind === 'prometheus' && seen.kind === 'prometheus')
    return judgePrometheus(question.prometheus, seen);
  if (question.kind === 'run' && seen.kind === 'run') return judgeProgram(seen);
  if (question.kind === 'argocd' && seen.kind === 'argocd')
    return judgeHealth(question.health, seen.services);
  return unavailable(`Something else (${seen.kind}) was asked than ${question.kind}.`);
};

/** How what was seen is judged: outside knows only the form of it. */
export type Judge = typeof judge;
