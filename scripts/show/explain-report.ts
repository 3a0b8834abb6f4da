import type { EnvironmentName, ServiceName } from '../model/names.ts';
import type { Repository } from '../model/repository.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Reason } from '../plan/explain.ts';
import { reasonWords, type Words } from './reasons.ts';
import type { StatusReport } from './status-report.ts';

/** What `bracket explain` answers: printed as it is by `--json` (`schemas/explain.output.schema.json`). */
export interface ExplainReport extends Pick<StatusReport, 'branch' | 'commit' | 'forge'> {
  readonly service: ServiceName;
  readonly environment: EnvironmentName;
  readonly holds?: string;
  readonly sources: readonly { readonly environment: EnvironmentName; readonly holds?: string }[];
  /** Is everything there that could be there? */
  readonly arrived: boolean;
  readonly reasons: readonly ({ readonly kind: Reason['kind'] | 'gate' } & Words)[];
}

/** A gate that keeps the open pull request from being merged; nothing of a gate that is open. */
export const gateReasons = (verdicts: readonly Verdict[]): ExplainReport['reasons'] =>
  verdicts.flatMap((verdict) => {
    if (verdict.state === 'open') return [];
    const fix = verdict.state === 'waiting' ? `Wait: it opens ${verdict.until}.` : verdict.fix;
    return [{ kind: 'gate' as const, what: `Gate ${verdict.gate}: ${verdict.why}`, fix }];
  });

/** Puts the reasons for one service in one environment into words. */
export const explainReport = (
  repository: Repository,
  asked: Pick<ExplainReport, 'service' | 'environment'>,
  told: Pick<ExplainReport, 'branch' | 'commit' | 'forge'> & { readonly reasons: readonly Reason[] },
): ExplainReport => {
  const { service, environment } = asked;
  const { reasons, ...head } = told;
  const held = (name: EnvironmentName): { readonly holds?: string } => {
    const version = repository.desired.get(name)?.get(service)?.version;
    return version === undefined ? {} : { holds: version };
  };
  const sources = repository.environments.get(environment)?.promotesFrom ?? [];
  return {
    ...head,
    ...asked,
    ...held(environment),
    sources: sources.map((name) => ({ environment: name, ...held(name) })),
    arrived: reasons.every(({ kind }) => kind === 'arrived' || kind === 'entry'),
    reasons: reasons.flatMap((reason) =>
      reasonWords(reason, { ...asked, sources }).map((words) => ({ kind: reason.kind, ...words })),
    ),
  };
};
