import type { Severity } from '../../model/problem.ts';
import type { PlainPath } from './traced.ts';

/** Which object of Kubernetes; `namespace` is empty where none is written. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What is wrong in one rendered object, as plain data that survives JSON. */
export interface Fault {
  readonly code: string;
  readonly severity: Severity;
  readonly object: ObjectName;
  /** The value meant, from the object's root. */
  readonly path: PlainPath;
  /** What is wrong after "Deployment web", without a full stop: `has no field spec.replica`. */
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

/** `spec.template.spec.containers[0].image`, as `kubectl explain` and people write it. */
export const pathText = (path: PlainPath): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const word = /^[\w-]+$/.test(step) ? step : JSON.stringify(step);
    return text === '' ? word : `${text}.${word}`;
  }, '');
