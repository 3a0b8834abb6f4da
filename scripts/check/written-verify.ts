import type { Bounds, HttpQuestion, Maintenance, WantedHealth } from '../model/verification.ts';

/** The written form of `verify` in an environment's file, as its schema promises it. Durations are Go durations. */
export interface WrittenVerify {
  readonly timeout?: string;
  readonly grace?: string;
  readonly pass?: number;
  readonly warning?: number;
  readonly checks: readonly WrittenCheck[];
  readonly maintenance?: readonly Maintenance[];
}

export interface WrittenCheck {
  readonly name: string;
  readonly timeout?: string;
  readonly attempts?: number;
  readonly interval?: string;
  readonly level?: 'fail' | 'warning';
  readonly weight?: number;
  readonly key?: boolean;
  readonly http?: WrittenHttp;
  readonly run?: readonly string[];
  readonly prometheus?: WrittenPrometheus;
  readonly argocd?: { readonly health?: readonly WantedHealth[] };
}

export interface WrittenHttp {
  readonly url: string;
  readonly method?: HttpQuestion['method'];
  readonly headers?: Readonly<Record<string, string>>;
  readonly expect?: {
    readonly status?: number | readonly number[];
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly latency?: string;
  };
}

export interface WrittenPrometheus extends Bounds {
  readonly url: string;
  readonly query: string;
  readonly against?: Bounds & { readonly before: string };
  readonly range?: string;
  readonly step?: string;
  readonly samples?: number;
}
