import { type EnvironmentName, isCommitId, type ServiceName } from '../../model/names.ts';
import type { Finding } from '../../model/problem.ts';
import { printable } from '../position.ts';
import { aboutOf, type JudgedRender, judgedRenders, placeOf, promoted } from '../rendered/judged.ts';
import type { CellRenders, RenderedObject, RenderFacts } from '../rendered/render-facts.ts';
import { cellsOf, type Rule, type Scope } from '../scope.ts';

/**
 * No two services of one environment bring the same object: each is an Application, and the last one that syncs would
 * win (Argo CD, "shared resources").
 */
export const objectTwice: Rule = (scope) => {
  const judged = { written: new Set<string>(), deployed: new Set<string>() };
  const environments = new Set<EnvironmentName>();
  for (const { cell, pin } of judgedRenders(scope)) {
    judged[pin === undefined ? 'written' : 'deployed'].add(cell.desired.file);
    environments.add(cell.desired.environment);
  }
  const found = new Map<string, Finding>();
  for (const which of ['written', 'deployed'] as const)
    for (const environment of environments)
      for (const [key, entries] of twiceIn(scope, environment, which)) {
        const isMeant = entries.some(({ cell }) => judged[which].has(cell.desired.file));
        if (isMeant && !found.has(`${environment} ${key}`))
          found.set(`${environment} ${key}`, finding(entries));
      }
  return [...found.values()];
};

interface Entry extends JudgedRender {
  readonly object: RenderedObject;
}

/** Objects that several services bring, each with one entry a service. */
const twiceIn = (
  scope: Scope,
  environment: EnvironmentName,
  which: keyof CellRenders,
): ReadonlyMap<string, readonly Entry[]> => {
  const first = new Map<string, Entry>();
  const twice = new Map<string, Entry[]>();
  for (const cell of cellsOf(scope.repository, environment)) {
    const facts = scope.facts.renders?.get(cell.desired.file)?.[which];
    const pin = which === 'deployed' && isCommitId(cell.desired.config) ? { pin: cell.desired.config } : {};
    for (const object of facts?.objects ?? []) {
      const key = keyOf(object, cell.environment?.argocd?.namespace);
      const known = first.get(key);
      const entry = { cell, facts: facts as RenderFacts, ...pin, object };
      if (known === undefined) first.set(key, entry);
      else if (known.cell !== cell) twice.set(key, [...(twice.get(key) ?? [known]), entry]);
    }
  }
  return twice;
};

/** Group, kind, namespace and name; the version of an API is no part of what an object is. */
const keyOf = (object: RenderedObject, own = ''): string => {
  const group = object.apiVersion.split('/').slice(0, -1).join('');
  const namespace = object.clusterScoped ? '' : object.namespace || own;
  return [group, object.kind, namespace, object.name].join(' ');
};

/** Placed in the service that comes last in the alphabet: one of them has to give way. */
const finding = (entries: readonly Entry[]): Finding => {
  const last = entries.at(-1) as Entry;
  const { object, pin } = last;
  const services = [...new Set(entries.map(({ cell }): ServiceName => cell.desired.service))];
  const { environment } = last.cell.desired;
  const fix = `Give it another name in ${services.at(-1)}, or let one of them alone bring it.`;
  return {
    code: 'object-twice',
    severity: 'error',
    ...placeOf(last, object, ['metadata', 'name']),
    what: printable(
      `${object.kind} ${object.name} in ${environment} comes from ${services.slice(0, -1).join(', ')} and from ${services.at(-1)}.`,
    ),
    why: 'Each is an Application of its own: whichever syncs last wins, and the other shows as out of sync for ever.',
    fix: pin === undefined ? fix : promoted(fix),
    ...aboutOf(last),
    services,
  };
};
