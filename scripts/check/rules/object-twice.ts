import { type EnvironmentName, isCommitId, type ServiceName } from '../../model/names.ts';
import type { Finding } from '../../model/problem.ts';
import { aboutOf, type JudgedRender, judgedRenders, placeOf, promoted } from '../rendered/judged.ts';
import type { CellRenders, RenderedObject } from '../rendered/render-facts.ts';
import { cellsOf, type Rule, type Scope } from '../scope.ts';

/**
 * No two services of one environment bring the same object: each is an Application, and the last one that syncs would
 * win (Argo CD, "shared resources").
 */
export const objectTwice: Rule = (scope) => {
  const found = new Map<string, Finding>();
  const books = new Map<string, Book>();
  for (const render of judgedRenders(scope)) {
    const { environment } = render.cell.desired;
    const which = render.pin === undefined ? 'written' : 'deployed';
    const book = books.get(`${which} ${environment}`) ?? bookOf(scope, environment, which);
    books.set(`${which} ${environment}`, book);
    for (const object of render.facts.objects) {
      const key = keyOf(object, render.cell.environment?.argocd?.namespace);
      const entries = book.get(key) ?? [];
      if (entries.length > 1 && !found.has(`${environment} ${key}`))
        found.set(`${environment} ${key}`, finding(entries));
    }
  }
  return [...found.values()];
};

interface Entry {
  readonly render: JudgedRender;
  readonly object: RenderedObject;
}

/** Who brings which object, one entry a service. */
type Book = ReadonlyMap<string, readonly Entry[]>;

const bookOf = (scope: Scope, environment: EnvironmentName, which: keyof CellRenders): Book => {
  const book = new Map<string, Entry[]>();
  for (const cell of cellsOf(scope.repository, environment)) {
    const facts = scope.facts.renders?.get(cell.desired.file)?.[which];
    if (facts === undefined) continue;
    const pin = which === 'deployed' && isCommitId(cell.desired.config) ? { pin: cell.desired.config } : {};
    const seen = new Set<string>();
    for (const object of facts.objects) {
      const key = keyOf(object, cell.environment?.argocd?.namespace);
      if (seen.has(key)) continue;
      seen.add(key);
      book.set(key, [...(book.get(key) ?? []), { render: { cell, facts, ...pin }, object }]);
    }
  }
  return book;
};

/** Group, kind, namespace and name; the version of an API is no part of what an object is. */
const keyOf = (object: RenderedObject, own = ''): string => {
  const group = object.apiVersion.split('/').slice(0, -1).join('');
  const namespace = object.clusterScoped ? '' : object.namespace || own;
  return [group, object.kind, namespace, object.name].join(' ');
};

/** Placed in the service that comes last in the alphabet: one of them has to give way. */
const finding = (entries: readonly Entry[]): Finding => {
  const { render, object } = entries.at(-1) as Entry;
  const services = entries.map((entry): ServiceName => entry.render.cell.desired.service);
  const { environment } = render.cell.desired;
  const fix = `Give it another name in ${services.at(-1)}, or let one of them alone bring it.`;
  return {
    code: 'object-twice',
    severity: 'error',
    ...placeOf(render, object, ['metadata', 'name']),
    what: `${object.kind} ${object.name} in ${environment} comes from ${services.slice(0, -1).join(', ')} and from ${services.at(-1)}.`,
    why: 'Each is an Application of its own: whichever syncs last wins, and the other shows as out of sync for ever.',
    fix: render.pin === undefined ? fix : promoted(fix),
    ...aboutOf(render),
    services,
  };
};
