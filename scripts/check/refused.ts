import type { Node, Scalar } from 'yaml';
import { quoted, type Trouble } from './position.ts';

/**
 * What YAML 1.2 allows and the reader of Argo CD refuses (go-yaml 2, found by giving it what this reader accepts; the
 * test does so again wherever `kubectl` is, which has the same reader inside).
 */
const WHY =
  'Argo CD reads YAML 1.1 and refuses this; it then stops updating every service of the environment.';

/** A tab before the first character of a line, also of an empty one, or after a `-`. */
const TAB = /^(?: *(?:[-?:] +)*[-?:]?[ ]*)\t/gm;

export const refusedTabs = (text: string): Trouble[] => {
  if (!text.includes('\t')) return [];
  return [...text.matchAll(TAB)].map((match) => ({
    code: 'yaml-tab',
    at: match.index + match[0].length - 1,
    what: 'A tab stands where only spaces may indent.',
    why: WHY,
    fix: 'Put spaces in its place, or remove it where it ends the line.',
  }));
};

interface Standing {
  readonly inFlow: boolean;
  readonly text: string;
}

export const refusedScalar = (node: Scalar, { inFlow, text }: Standing): Trouble[] => {
  const [at, end] = (node as Node).range ?? [0, 0];
  if (node.type === 'QUOTE_DOUBLE') {
    const slash = /^(?:[^\\]|\\[^/])*\\\//.exec(text.slice(at, end));
    return slash === null ? [] : [escapedSlash(at + slash[0].length - 2)];
  }
  const mark = inFlow && node.type === 'PLAIN' ? (node.source ?? '').indexOf('?') : -1;
  return mark === -1 ? [] : [questionMark(node.source ?? '', at + mark)];
};

const escapedSlash = (at: number): Trouble => ({
  code: 'yaml-escape',
  at,
  length: 2,
  what: 'The escape `\\/` is new in YAML 1.2.',
  why: WHY,
  fix: 'Write `/`.',
});

const questionMark = (source: string, at: number): Trouble => ({
  code: 'yaml-question-mark',
  at,
  what: `The \`?\` in ${quoted(source)} is not quoted, inside of \`[…]\` or \`{…}\`.`,
  why: WHY,
  fix: `Put it into double quotes: ${quoted(`"${source}"`)}.`,
});
