import { effectiveNamespace, type Id, isSelected } from '../object/id.ts';

/**
 * Is an object meant by an id of which what is '' matches everything (kyaml/resid/resid.go, IsSelectedBy)? The
 * namespaces `default` and none are the same here, for every kind.
 */
export const isNamedBy = (id: Id, selector: Omit<Id, 'clusterScoped'>): boolean =>
  (selector.name === '' || selector.name === id.name) &&
  (selector.namespace === '' || effectiveNamespace({ ...id, clusterScoped: false }) === selector.namespace) &&
  isSelected(id, selector);

/** Does an id leave everything open? */
export const isOpen = ({ group, version, kind, name, namespace }: Omit<Id, 'clusterScoped'>): boolean =>
  [group, version, kind, name, namespace].every((one) => one === '');
