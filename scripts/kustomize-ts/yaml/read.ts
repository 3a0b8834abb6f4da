import { BuildFailure } from '../failure.ts';
import { type Mapping, type Node, nothing } from '../object/node.ts';
import { composed, type Twins } from './compose.ts';
import { splitDocuments } from './documents.ts';
import { parseDocument } from './parser.ts';
import { readText } from './source.ts';

/**
 * The objects of a file as kustomize reads it (kyaml/kio/byteio_reader.go): its documents without the empty ones,
 * anchors and merge keys expanded. Throws in the words of go-yaml for what cannot be read.
 */
export const readObjects = (source: Uint8Array | string, twins: Twins = 'refused'): Mapping[] => {
  const objects: Mapping[] = [];
  for (const document of splitDocuments(readText(source))) {
    const parsed = parseDocument(document, 'v3');
    if (parsed === undefined) continue;
    const node = composed(parsed, twins);
    if (isNothing(node)) continue;
    if (node.kind !== 'mapping') throw new BuildFailure('missing Resource metadata');
    objects.push(node);
  }
  return objects;
};

/** One value of any kind: the first document of a text, null where there is none (kyaml/yaml/rnode.go, Parse). */
export const readNode = (source: Uint8Array | string): Node => {
  const parsed = parseDocument(readText(source), 'v3');
  return parsed === undefined ? nothing() : composed(parsed);
};

const isNothing = (node: Node): boolean => {
  if (node.kind === 'scalar') return node.tag === '!!null';
  return node.kind === 'mapping' ? node.entries.size === 0 : node.items.length === 0;
};
