import type { Selector } from '../kustomization/kustomization.ts';
import { effectiveNamespace, gvkText } from '../object/id.ts';
import { originalId } from '../object/identity.ts';
import { currentId, type Resource } from '../object/resource.ts';
import type { Resources } from '../object/resources.ts';
import { matchesSelectors } from './label-selector.ts';
import { anchoredRegExp } from './regexp.ts';

/**
 * The objects that a selector means: by their type now, by the name and namespace they have or were loaded with, by
 * their labels and annotations (api/resmap/reswrangler.go, Select). Throws BuildFailure for a pattern or selector that
 * cannot be read.
 */
export const select = (all: Resources, selector: Selector): Resource[] => {
  const patterns = patternsOf(selector);
  return all.list.filter((one) => isSelected(one, patterns) && matchesSelectors(one, selector));
};

type Part = 'group' | 'version' | 'kind' | 'name' | 'namespace';
type Matches = (text: string) => boolean;

const everything: Matches = () => true;

const patternsOf = (selector: Selector): Readonly<Record<Part, Matches>> => {
  const matcher = (part: Part): Matches => {
    if (selector[part] === '') return everything;
    const pattern = anchoredRegExp(selector[part]);
    return (text) => pattern.matches(text);
  };
  return {
    group: matcher('group'),
    version: matcher('version'),
    kind: matcher('kind'),
    name: matcher('name'),
    namespace: matcher('namespace'),
  };
};

const isSelected = (subject: Resource, patterns: Readonly<Record<Part, Matches>>): boolean => {
  const id = currentId(subject);
  if (!patterns.group(id.group) || !patterns.version(id.version) || !patterns.kind(id.kind)) return false;
  const original = originalId(subject);
  return (
    (patterns.namespace(effectiveNamespace(original)) || patterns.namespace(effectiveNamespace(id))) &&
    (patterns.name(original.name) || patterns.name(id.name))
  );
};

/** How the real tool writes a selector: `Deployment.v1.apps/web.shop:a=:l=app=web`. */
export const selectorText = (selector: Selector): string => {
  const { name, namespace, annotationSelector, labelSelector } = selector;
  const id = `${gvkText(selector)}/${name || '[noName]'}.${namespace || '[noNs]'}`;
  return `${id}:a=${annotationSelector}:l=${labelSelector}`;
};
