import type { LedgerEvent } from '../../model/event.ts';

/** Released in 2024, and what the kits of that project read. Its events are all of version 0.2.0. */
const VERSION = '0.4.1';
const TYPE_VERSION = '0.2.0';

/** A CDEvent in a CloudEvent (CDEvents 0.4.1, "CloudEvents Binding", structured content). */
export interface CdEvent {
  readonly specversion: '1.0';
  /** That of the ledger's event with the twin's type behind it: the same twin is the same event wherever it is made. */
  readonly id: string;
  readonly source: string;
  /** `dev.cdevents.service.deployed.0.2.0` and the like. */
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/cdevents+json';
  readonly data: {
    readonly context: {
      readonly version: typeof VERSION;
      readonly id: string;
      readonly source: string;
      readonly type: string;
      readonly timestamp: string;
      /** Ties what happens to one commit in one environment. */
      readonly chainId: string;
    };
    readonly subject: {
      readonly id: string;
      readonly source: string;
      readonly type: SubjectKind;
      readonly content: Readonly<Record<string, unknown>>;
    };
  };
}

export type SubjectKind = 'change' | 'environment' | 'service' | 'testCaseRun' | 'testSuiteRun';

/** What a twin says, before it has its envelope. */
export interface Twin {
  readonly kind: SubjectKind;
  /** `deployed` and the like. */
  readonly predicate: string;
  readonly id: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** Tells apart the twins of one event that have the same type. */
  readonly about?: string;
}

/** Puts what a twin says into the envelopes that CDEvents and CloudEvents ask for. */
export const twinOf = (event: LedgerEvent, { kind, predicate, id, content, about }: Twin): CdEvent => {
  const name = `${kind.toLowerCase()}.${predicate}`;
  const type = `dev.cdevents.${name}.${TYPE_VERSION}`;
  const own = `${event.id}/${name}${about === undefined ? '' : `/${about}`}`;
  const { source, time, sequenceid } = event;
  return {
    specversion: '1.0',
    id: own,
    source,
    type,
    subject: id,
    time,
    datacontenttype: 'application/cdevents+json',
    data: {
      context: { version: VERSION, id: own, source, type, timestamp: time, chainId: sequenceid },
      subject: { id, source, type: kind, content },
    },
  };
};
