import { EXIT, Failure } from '../failure.ts';

/** What a service answered, its body read to the end. Any status that came is an answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Milliseconds from the first byte sent to the last byte read, of the attempt that was answered. */
  readonly elapsed: number;
}

/**
 * What an answer is to whoever asked. `final`: asking again mends nothing, whatever the status; `again`: worth another
 * try, whatever the status; `flaw`: no answer of this service at all, such as a proxy's page, and why.
 */
export type Judgement = 'final' | 'again' | { readonly flaw: string };

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds one attempt may take, its answer included; absent: as patient as the service. */
  readonly timeout?: number;
  /** Ends everything: the wait for an attempt, and the attempt itself. */
  readonly signal?: AbortSignal;
  /** Is asking twice the same as asking once? Absent: yes unless the method is POST or PATCH. */
  readonly repeatable?: boolean;
  /** Redirects: go there (absent), or take them for the answer. */
  readonly redirects?: 'follow' | 'answer';
  /** Absent, or when it answers undefined: by the status alone. */
  readonly judge?: (answer: Answer) => Judgement | undefined;
  /** Told why there was no answer, whenever it is asked again: whoever ends the call may want to say so. */
  readonly onSilence?: (what: string) => void;
  /** Until then, in milliseconds since 1970, being down is expected: it is asked on and on, and no failure counts. */
  readonly grace?: number;
}

/** How patient to be with a service. Times are in milliseconds. */
export interface Patience {
  readonly timeout: number;
  /** How often a call that failed for no reason of ours is tried again. */
  readonly retries: number;
  /** The first wait before another try; it doubles, and is never the same for two processes. */
  readonly pause: number;
  /** The longest wait, also where the service itself asks for more: then it is given up at once. */
  readonly longest: number;
  /** So many failures in a row, and the service is left alone for `rest`; then one call probes it. */
  readonly failures: number;
  readonly rest: number;
}

/** A service that somebody else runs: asked under the one policy that holds for all of them. */
export interface Service {
  /** In sentences: `Argo CD`, `Prometheus`. */
  readonly name: string;
  /**
   * Asks, and asks again where that may help (no answer, 429, 502, 503, 504; `Retry-After` is obeyed). Answers whatever
   * status came last. Throws `Unavailable` when nothing came, or when the service is left alone for a while; the
   * signal's reason when the signal ended it; a `Failure` when the question cannot be sent at all.
   */
  ask(url: string, ask?: Ask): Promise<Answer>;
}

/** Why nothing is known of a service. */
export type Silence = 'refused' | 'timeout' | 'broken' | 'resting' | 'maintenance';

/** Nobody can know now: neither a pass nor a failure of what was asked about. */
export class Unavailable extends Failure {
  override readonly name = 'Unavailable';
  readonly silence: Silence;
  /** When it is worth asking again, in milliseconds since 1970, where that is known. */
  readonly until?: number;

  constructor(one: { silence: Silence; what: string; fix: string; until?: number; cause?: unknown }) {
    super({ ...one, code: 'unavailable', exit: EXIT.outside });
    this.silence = one.silence;
    if (one.until !== undefined) this.until = one.until;
  }
}
