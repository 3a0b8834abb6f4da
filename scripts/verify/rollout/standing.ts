import type { ApplicationState } from './application.ts';
import { QUESTIONS } from './questions.ts';
import type { Finding, Look, ServiceStanding } from './stage.ts';
import type { KnownConfiguration, Wanted } from './wanted.ts';

/** Absent: Argo CD shows no such Application; `unreadable`: it shows one that makes no sense. */
export type Seen = ApplicationState | 'unreadable' | undefined;

/** Is it really there? Every question must find nothing; the first that does says how far the rollout is. */
export const judgeService = (wanted: Wanted, seen: Seen, known: KnownConfiguration): ServiceStanding => {
  const { service, application } = wanted;
  if (seen === undefined) return { service, application, ...absent(wanted) };
  if (seen === 'unreadable') return { service, application, ...unreadable(wanted) };
  const { status: health } = seen.health;
  const found = firstFinding({ wanted, application: seen, known });
  return { service, application, ...found, ...(health === undefined ? {} : { health }) };
};

const firstFinding = (look: Look): Finding => {
  for (const question of QUESTIONS) {
    const found = question(look);
    if (found !== undefined) return found;
  }
  return { stage: 'there', why: `${look.wanted.version} runs and nothing else of it.` };
};

const absent = ({ application }: Wanted): Finding => ({
  stage: 'absent',
  why: `Argo CD shows no Application ${application}.`,
  fix: 'See whether its ApplicationSet reports an error, whether environments/argocd is applied, and whether the token may see it.',
});

const unreadable = ({ application }: Wanted): Finding => ({
  stage: 'unknown',
  why: `What Argo CD says of ${application} has another form than its API promises.`,
  fix: 'Compare its version with those that this program knows: `npx bracket doctor`.',
});
