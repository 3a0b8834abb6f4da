import { within } from '../failure.ts';
import type { FieldSpec, Image } from '../kustomization/kustomization.ts';
import { at, isMapping, isScalar, isSequence, type Node } from '../object/node.ts';
import { isEmpty, kindOf } from '../object/resource.ts';
import type { Transformer } from '../object/resources.ts';
import { requireKind } from '../patch/node-kinds.ts';
import { goRegExp } from '../patch/regexp.ts';
import { atFieldSpecs } from './field-spec.ts';
import { setScalar } from './set.ts';

/**
 * Changes the name, tag or digest of images: first in every list of containers, wherever it stands, and then once more
 * in the fields that specs lead to; custom resource definitions stay as they are (ImageTagTransformer.go). Throws
 * BuildFailure where the name of the image is no regular expression.
 */
export const imageTransformer = ({
  image,
  fieldSpecs,
}: {
  readonly image: Image;
  readonly fieldSpecs: readonly FieldSpec[];
}): Transformer => {
  const visit = imageSetter(image);
  return ({ list }) => {
    const present = list.filter((one) => !isEmpty(one) && kindOf(one) !== 'CustomResourceDefinition');
    for (const one of present) inContainers(one.root, visit);
    for (const one of present) atFieldSpecs(one, fieldSpecs, { visit });
  };
};

const imageSetter = (image: Image): ((node: Node) => void) => {
  const matches = nameMatcher(image.name);
  return (node) => {
    requireKind(node, 'scalar');
    if (isScalar(node) && matches(node.value)) setScalar(node, changed(node.value, image), '');
  };
};

/** Does an image have this name? It is a regular expression, and may hold a `|` (api/internal/image/image.go). */
const nameMatcher = (name: string): ((image: string) => boolean) => {
  const pattern = `^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`;
  const expression = within(`the image name '${name}' is no regular expression`, () => goRegExp(pattern), {
    field: 'images',
  });
  return (image) => expression.matches(image);
};

const changed = (reference: string, { newName, newTag, tagSuffix, digest }: Image): string => {
  const old = parsed(reference);
  const name = newName === '' ? old.name : newName;
  if (newTag !== '' || digest !== '') return written({ name, tag: newTag, digest });
  if (tagSuffix !== '') return written({ name, tag: old.tag + tagSuffix, digest: '' });
  return written({ ...old, name });
};

interface Reference {
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
}

/** A reference apart; a colon before the first slash belongs to a port (api/internal/image/image.go, Split). */
const parsed = (reference: string): Reference => {
  const path = Math.max(0, reference.indexOf('/'));
  const colon = reference.indexOf(':', path);
  const at = reference.indexOf('@', path);
  const hasTag = colon >= 0 && (at < 0 || colon < at);
  const nameEnd = hasTag ? colon : at < 0 ? reference.length : at;
  return {
    name: reference.slice(0, nameEnd),
    tag: hasTag ? reference.slice(colon + 1, at < 0 ? undefined : at) : '',
    digest: at < 0 ? '' : reference.slice(at + 1),
  };
};

const written = ({ name, tag, digest }: Reference): string =>
  `${name}${tag === '' ? '' : `:${tag}`}${digest === '' ? '' : `@${digest}`}`;

const LISTS = new Set(['containers', 'initContainers']);

/** Visits the image of every container, at any depth (api/filters/imagetag/legacy.go). */
const inContainers = (node: Node, visit: (node: Node) => void): void => {
  if (isSequence(node)) for (const item of node.items) inContainers(item, visit);
  if (!isMapping(node)) return;
  for (const [key, value] of node.entries) {
    inContainers(value, visit);
    if (LISTS.has(key) && isSequence(value)) for (const item of value.items) inContainer(item, visit);
  }
};

const inContainer = (container: Node, visit: (node: Node) => void): void => {
  requireKind(container, 'mapping');
  const image = at(container, 'image');
  if (image !== undefined) visit(image);
};
