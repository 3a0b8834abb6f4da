import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
} from 'yaml';
import { quoted, type Trouble } from './position.ts';
import { refusedScalar } from './refused.ts';
import { readingsOf } from './scalars.ts';

/** A node of the file, with the offsets the library found it at. */
export interface Spot {
  readonly at: number;
  readonly length: number;
  /** How the value is written when it is an unquoted text; what YAML makes of it may be no text any more. */
  readonly plain?: string;
}

/** A document as plain data, and where each part of it stands. */
export interface Tree {
  readonly value: unknown;
  /** Where the value at a path stands; `key` asks for its key. The nearest thing around it when it is not there. */
  spot(path: readonly (string | number)[], key?: boolean): Spot;
}

/** Builds plain data from a document whose nesting is bounded. Keys such as `__proto__` become ordinary keys. */
export const treeOf = (document: Document.Parsed): Tree => ({
  value: dataOf(document.contents),
  spot: (path, key = false) => spotOf(document.contents, path, key),
});

/** What our own files may not hold because readers understand it differently or reviewers overlook it. */
export const strictTroubles = (document: Document.Parsed, text: string): Trouble[] => {
  const troubles: Trouble[][] = [];
  walk(document.contents, (node, { isKey, inFlow }) => {
    troubles.push(nodeTroubles(node, text));
    if (isScalar(node)) troubles.push(plainTroubles(node, isKey), refusedScalar(node, { inFlow, text }));
    if (isMap(node)) troubles.push(keyTroubles(node.items as Pair[]), duplicates(node.items as Pair[]));
  });
  return troubles.flat();
};

/** What even a manifest may not hold: an alias without an anchor before it, one key twice. */
export const manifestTroubles = (document: Document.Parsed): Trouble[] => {
  const troubles: Trouble[][] = [];
  const anchors = new Set<string>();
  walk(document.contents, (node) => {
    if (isAlias(node) && !anchors.has(node.source)) troubles.push([unknownAlias(node.source, startOf(node))]);
    if (isMap(node)) troubles.push(duplicates(node.items as Pair[]));
    if (!isAlias(node) && node.anchor !== undefined) anchors.add(node.anchor);
  });
  return troubles.flat();
};

interface Standing {
  readonly isKey: boolean;
  /** Inside `[…]` or `{…}`. */
  readonly inFlow: boolean;
}

type Visit = (node: Node, standing: Standing) => void;

const TOP: Standing = { isKey: false, inFlow: false };

const walk = (node: unknown, visit: Visit, standing: Standing = TOP): void => {
  if (node === null || node === undefined) return;
  visit(node as Node, standing);
  if (!isMap(node) && !isSeq(node)) return;
  const inFlow = standing.inFlow || node.flow === true;
  for (const item of node.items) {
    if (isPair(item)) walk(item.key, visit, { isKey: true, inFlow });
    walk(isPair(item) ? item.value : item, visit, { isKey: false, inFlow });
  }
};

const dataOf = (node: unknown): unknown => {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map((item) => dataOf(isPair(item) ? item.value : item));
  if (!isMap(node)) return null;
  const record: Record<string, unknown> = {};
  for (const pair of node.items) {
    const value = dataOf(pair.value);
    Object.defineProperty(record, keyOf(pair.key), {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return record;
};

/** A key as text, as it is written: `on:` is the key `on`, whatever a reader makes of it. */
const keyOf = (key: unknown): string => {
  if (!isScalar(key)) return '';
  return key.type === 'PLAIN' ? (key.source ?? '') : String(key.value);
};

const spotOf = (root: unknown, path: readonly (string | number)[], key: boolean): Spot => {
  let node = root;
  let keyNode: unknown;
  for (const step of path) {
    const next = child(node, step);
    if (next === undefined) return spotAt(keyNode ?? node);
    [keyNode, node] = next;
  }
  const wanted = key || isMap(node) || isSeq(node) || node === null ? (keyNode ?? node) : node;
  return { ...spotAt(wanted), ...plainOf(node) };
};

const child = (node: unknown, step: string | number): [key: unknown, value: unknown] | undefined => {
  if (isMap(node)) {
    const pair = node.items.find((item) => keyOf(item.key) === String(step));
    return pair === undefined ? undefined : [pair.key, pair.value];
  }
  if (!isSeq(node) || typeof step !== 'number' || step >= node.items.length) return undefined;
  return [undefined, node.items[step]];
};

const plainOf = (node: unknown): { plain?: string } =>
  isScalar(node) && node.type === 'PLAIN' ? { plain: node.source ?? '' } : {};

const spotAt = (node: unknown): Spot => {
  const range = (node as Node | undefined | null)?.range ?? [0, 1];
  const length = isMap(node) || isSeq(node) ? 1 : range[1] - range[0];
  return { at: range[0], length: Math.max(1, length) };
};

const startOf = (node: Node): number => node.range?.[0] ?? 0;

const ONE_MEANING =
  'Readers of YAML expand or refuse it in different ways, and a reviewer does not see what the value is.';

const nodeTroubles = (node: Node, text: string): Trouble[] => {
  const at = startOf(node);
  if (isAlias(node)) {
    const what = `${quoted(`*${node.source}`)} refers to a value written elsewhere.`;
    return [
      {
        code: 'yaml-alias',
        at,
        length: node.source.length + 1,
        what,
        why: ONE_MEANING,
        fix: 'Write the value itself.',
      },
    ];
  }
  return [
    ...(node.anchor === undefined ? [] : [anchor(node.anchor, text.lastIndexOf(`&${node.anchor}`, at))]),
    ...(node.tag === undefined ? [] : [tag(text, text.lastIndexOf('!', at))]),
  ];
};

const anchor = (name: string, at: number): Trouble => ({
  code: 'yaml-anchor',
  at,
  length: name.length + 1,
  what: `${quoted(`&${name}`)} names a value so that others can refer to it.`,
  why: ONE_MEANING,
  fix: `Remove ${quoted(`&${name}`)} and write the value wherever it is needed.`,
});

const tag = (text: string, at: number): Trouble => {
  const start = text[at - 1] === '!' ? at - 1 : at;
  const written = /^\S*/.exec(text.slice(start, start + 80))?.[0] ?? '!';
  return {
    code: 'yaml-tag',
    at: start,
    length: written.length,
    what: `The tag ${quoted(written)} tells the reader what to make of a value.`,
    why: ONE_MEANING,
    fix: 'Remove the tag; write text in double quotes and everything else plainly.',
  };
};

const plainTroubles = (node: Scalar, isKey: boolean): Trouble[] => {
  if (node.type !== 'PLAIN' || node.source === undefined || (isKey && node.source === '<<')) return [];
  const readings = readingsOf(node.source);
  if (readings === undefined) return [];
  const choice =
    readings.old === 'true' || readings.old === 'false' ? `write \`${readings.old}\`, or put` : 'put';
  return [
    {
      code: 'yaml-versions-differ',
      at: startOf(node as Node),
      length: node.source.length,
      what: `${quoted(node.source)} is ${readings.old} in YAML 1.1 and ${readings.now} in YAML 1.2.`,
      why: 'Argo CD reads YAML 1.1, editors and this check read YAML 1.2: each would work with another value.',
      fix: `${choice[0]?.toUpperCase()}${choice.slice(1)} it into double quotes: ${quoted(`"${node.source}"`)}.`,
    },
  ];
};

const keyTroubles = (pairs: readonly Pair[]): Trouble[] =>
  pairs.flatMap((pair): Trouble[] => {
    const key = pair.key as Node | null;
    if (isScalar(key) && key.type === 'PLAIN' && key.source === '<<') return [mergeKey(startOf(key as Node))];
    if (isScalar(key) && (typeof key.value === 'string' || readingsOf(key.source ?? '') !== undefined))
      return [];
    return isAlias(key) ? [] : [strangeKey(key)];
  });

const mergeKey = (at: number): Trouble => ({
  code: 'yaml-merge-key',
  at,
  length: 2,
  what: 'The merge key `<<` takes keys from another mapping.',
  why: 'YAML 1.2 has no merge keys: Argo CD merges, editors see a key called `<<`.',
  fix: 'Write the keys out.',
});

const strangeKey = (key: Node | null): Trouble => ({
  code: 'yaml-key',
  at: key === null ? 0 : startOf(key),
  what: isScalar(key) ? `The key ${quoted(key.source ?? '')} is no text.` : 'A key is a list or a mapping.',
  why: 'Keys are text; readers turn other keys into text in different ways, or refuse them.',
  fix: 'Put the key into double quotes, or write it as `key: value` on one line.',
});

const duplicates = (pairs: readonly Pair[]): Trouble[] => {
  const seen = new Set<string>();
  return pairs.flatMap((pair) => {
    const key = keyOf(pair.key);
    if (!isScalar(pair.key) || !seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [duplicateKey(key, startOf(pair.key as Node))];
  });
};

const duplicateKey = (key: string, at: number): Trouble => ({
  code: 'yaml-duplicate-key',
  at,
  length: Math.max(1, key.length),
  what: `The key ${quoted(key)} is there twice.`,
  why: 'Some readers take the first, some the last, and some refuse the file.',
  fix: 'Keep one of them.',
});

const unknownAlias = (name: string, at: number): Trouble => ({
  code: 'yaml-alias',
  at,
  length: name.length + 1,
  what: `${quoted(`*${name}`)} refers to an anchor that is not there.`,
  why: 'No reader can build such a document.',
  fix: `Write ${quoted(`&${name}`)} before the value that is meant, or write the value itself.`,
});
