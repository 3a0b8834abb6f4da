import { annotationsOf, labelsOf, type Resource } from '../object/resource.ts';
import { type Requirement, readRequirements } from './label-requirements.ts';

/** Do an object's labels and annotations fulfil both selectors? An empty one is always fulfilled. */
export const matchesSelectors = (
  subject: Resource,
  selectors: { readonly labelSelector: string; readonly annotationSelector: string },
): boolean =>
  matchesSelector(selectors.labelSelector, () => labelsOf(subject)) &&
  matchesSelector(selectors.annotationSelector, () => annotationsOf(subject));

/** Many objects are asked the same. */
const read = new Map<string, readonly Requirement[]>();
const MOST_REMEMBERED = 64;

const matchesSelector = (selector: string, values: () => ReadonlyMap<string, string>): boolean => {
  if (selector === '') return true;
  let requirements = read.get(selector);
  if (requirements === undefined) {
    requirements = readRequirements(selector);
    if (read.size >= MOST_REMEMBERED) read.clear();
    read.set(selector, requirements);
  }
  const found = values();
  return requirements.every((requirement) => isFulfilled(requirement, found.get(requirement.key)));
};

const isFulfilled = ({ operator, values }: Requirement, value: string | undefined): boolean => {
  switch (operator) {
    case 'exists':
      return value !== undefined;
    case 'missing':
      return value === undefined;
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      return value === undefined || !values.includes(value);
    case '>':
    case '<':
      return isOrdered(operator, value, values[0]);
  }
};

const isOrdered = (operator: '>' | '<', value: string | undefined, limit: string | undefined): boolean => {
  const [left, right] = [wholeNumber(value ?? ''), wholeNumber(limit ?? '')];
  if (left === undefined || right === undefined) return false;
  return operator === '>' ? left > right : left < right;
};

/** A number as Go's strconv.ParseInt reads it. */
const wholeNumber = (text: string): bigint | undefined => {
  if (!/^[+-]?\d{1,30}$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return value >= -(2n ** 63n) && value < 2n ** 63n ? value : undefined;
};
