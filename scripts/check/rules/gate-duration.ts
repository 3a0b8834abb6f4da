import type { Finding } from '../../model/problem.ts';
import type { Environment } from '../../model/repository.ts';
import { parseDuration } from '../../model/window.ts';
import type { Rule } from '../scope.ts';

/** How long to soak, to cool down and to wait for checks: Go durations of more than zero. */
export const gateDuration: Rule = (scope) =>
  scope.environments.flatMap((environment) =>
    durationsOf(environment).flatMap(({ path, text }): Finding[] => {
      const read = parseDuration(text);
      const error = 'error' in read ? read.error : read.value > 0 ? undefined : 'it must be more than zero';
      return error === undefined ? [] : [finding(environment, path, `${JSON.stringify(text)}: ${error}`)];
    }),
  );

interface Named {
  readonly path: readonly string[];
  readonly text: string;
}

const durationsOf = ({ gates, verify }: Environment): Named[] => [
  ...(gates.soak === undefined ? [] : [{ path: ['gates', 'soak'], text: gates.soak }]),
  ...(gates.breaker === undefined
    ? []
    : [{ path: ['gates', 'breaker', 'coolDown'], text: gates.breaker.coolDown }]),
  ...(verify === undefined ? [] : [{ path: ['verify', 'timeout'], text: `${verify.timeout}ms` }]),
];

const finding = (environment: Environment, path: readonly string[], error: string): Finding => ({
  code: 'gate-duration',
  severity: 'error',
  file: environment.file,
  path,
  what: `\`${path.join('.')}\` is no usable duration: ${error}.`,
  why: 'A gate that waits for nothing lets everything through, and one that cannot be read lets nothing through.',
  fix: 'Write a Go duration of more than zero, such as 30m, 2h or 1h30m; there is no unit for days. Or take the key out.',
  environment: environment.name,
});
