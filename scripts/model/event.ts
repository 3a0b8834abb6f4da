import type { CommitId, EnvironmentName, ServiceName } from './names.ts';
import type { CheckKind, Outcome } from './verification.ts';

/** What happens to one commit in one environment, in this order, each task in its phases. */
export const TASKS = {
  'configuration-change': ['triggered', 'finished'],
  deployment: ['triggered', 'started', 'finished'],
  test: ['triggered', 'started', 'finished'],
  evaluation: ['triggered', 'started', 'finished'],
  release: ['triggered', 'started', 'finished'],
  promotion: ['triggered', 'started', 'finished'],
} as const;

export type Task = keyof typeof TASKS;

/** `deployment.finished` and the like. */
export type EventName = { [T in Task]: `${T}.${(typeof TASKS)[T][number]}` }[Task];

/** What stands before the name in the `type` of a CloudEvent, which has to be a reversed domain name. */
export const TYPE_PREFIX = 'dev.release-brackets.';

/** What a service was or became. */
export interface RanVersion {
  readonly version: string;
  readonly digest?: string;
  readonly config: string;
}

/** Where an event belongs; part of every event's data. */
export interface Subject {
  readonly environment: EnvironmentName;
  /** The commit that made the environment what it is. */
  readonly commit: CommitId;
  /** The Git tree of `environments/<environment>` at it: evidence is about exactly this. */
  readonly tree: string;
  /** How often this state has been verified, counted from 1. */
  readonly attempt: number;
}

export interface ServiceChange {
  readonly service: ServiceName;
  /** Absent: it is new there. */
  readonly from?: RanVersion;
  /** Absent: it leaves. */
  readonly to?: RanVersion;
}

interface Ended {
  readonly outcome: Outcome;
  /** One sentence. */
  readonly why: string;
}

/** What each event says besides its subject. */
export interface EventData {
  readonly 'configuration-change.triggered': {
    readonly author: string;
    readonly title: string;
    readonly services: readonly ServiceChange[];
  };
  readonly 'configuration-change.finished': Ended;
  readonly 'deployment.triggered': {
    /** The AppProject; absent where no Argo CD deploys the environment. */
    readonly project?: string;
  };
  readonly 'deployment.started': Readonly<Record<never, never>>;
  readonly 'deployment.finished': Ended & {
    readonly services: readonly {
      readonly service: ServiceName;
      readonly outcome: Outcome;
      readonly why: string;
    }[];
  };
  readonly 'test.triggered': { readonly check: string; readonly kind: CheckKind };
  readonly 'test.started': { readonly check: string; readonly kind: CheckKind };
  readonly 'test.finished': Ended & {
    readonly check: string;
    readonly kind: CheckKind;
    readonly attempts: number;
    readonly weight: number;
    readonly key: boolean;
    /** In milliseconds. */
    readonly duration: number;
    readonly output?: string;
  };
  readonly 'evaluation.triggered': { readonly pass: number; readonly warning: number };
  readonly 'evaluation.started': Readonly<Record<never, never>>;
  readonly 'evaluation.finished': Ended & { readonly score?: number };
  readonly 'release.triggered': Readonly<Record<never, never>>;
  readonly 'release.started': Readonly<Record<never, never>>;
  readonly 'release.finished': Ended;
  /** The state may go on to these environments. */
  readonly 'promotion.triggered': { readonly targets: readonly EnvironmentName[] };
  readonly 'promotion.started': { readonly targets: readonly EnvironmentName[] };
  readonly 'promotion.finished': Ended & { readonly targets: readonly EnvironmentName[] };
}

/** One line of the ledger: a CloudEvent (CloudEvents 1.0.2, JSON event format). */
export type LedgerEvent<Name extends EventName = EventName> = {
  readonly [N in Name]: {
    readonly specversion: '1.0';
    /** `<sequence>/<attempt>/<name>`, for a test with its check behind it: the same event is never written twice. */
    readonly id: string;
    /** `/environments/<environment>` */
    readonly source: string;
    readonly type: `${typeof TYPE_PREFIX}${N}`;
    /** The commit. */
    readonly subject: string;
    /** An instant in ISO 8601, UTC. */
    readonly time: string;
    readonly datacontenttype: 'application/json';
    /** `urn:release-brackets:event:<name>` */
    readonly dataschema: string;
    /** `<environment>/<commit>`: ties everything that happens to one commit in one environment. */
    readonly sequenceid: string;
    readonly data: Subject & EventData[N];
  };
}[Name];

/** What ties the events of one commit in one environment. */
export const sequenceOf = (environment: EnvironmentName, commit: CommitId): string =>
  `${environment}/${commit}`;

/** What every event of one name says of itself, by what it is about. The same event has the same `id`. */
export const envelopeOf = (
  subject: Subject,
  name: EventName,
  check?: string,
): Pick<LedgerEvent, 'id' | 'source' | 'subject' | 'sequenceid'> => {
  const sequence = sequenceOf(subject.environment, subject.commit);
  const behind = check === undefined ? '' : `/${check}`;
  return {
    id: `${sequence}/${subject.attempt}/${name}${behind}`,
    source: `/environments/${subject.environment}`,
    subject: subject.commit,
    sequenceid: sequence,
  };
};

/** What is to be written down: an event before it has its envelope. */
export type Happening<Name extends EventName = EventName> = {
  readonly [N in Name]: {
    readonly name: N;
    /** Milliseconds since 1970. */
    readonly at: number;
    readonly data: EventData[N];
  };
}[Name];

/** The line's event for something that happened to a subject. */
export const eventOf = (subject: Subject, { name, at, data }: Happening): LedgerEvent => {
  const { id, source, subject: commit, sequenceid } = envelopeOf(subject, name, checkOf(data));
  return {
    specversion: '1.0',
    id,
    source,
    type: `${TYPE_PREFIX}${name}`,
    subject: commit,
    time: new Date(at).toISOString(),
    datacontenttype: 'application/json',
    dataschema: `urn:release-brackets:event:${name}`,
    sequenceid,
    data: { ...subject, ...data },
  } as LedgerEvent;
};

/** The check that an event is about; undefined for what is about no check. */
export const checkOf = (data: object): string | undefined =>
  'check' in data && typeof data.check === 'string' ? data.check : undefined;

/** `deployment.finished` and the like. */
export const nameOf = (event: LedgerEvent): EventName => event.type.slice(TYPE_PREFIX.length) as EventName;
