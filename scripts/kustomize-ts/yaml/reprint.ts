import { BuildFailure } from '../failure.ts';
import { scanBlock } from './block.ts';
import { isBreak } from './characters.ts';
import { mustBeEscaped } from './printable.ts';
import { scannerOf } from './scanner.ts';

/**
 * What a block scalar is after kustomize has written its object with go-yaml v3 and read it again, as it does before
 * it prints (kyaml/yaml/rnode.go, MarshalJSON). Literal ones survive or, beginning with a tab, fail; folded ones may
 * gain line breaks.
 */
export const reprinted = (value: string, block: 'literal' | 'folded'): string => {
  const isSafe = block === 'literal' && value.charCodeAt(0) !== 9;
  if (isSafe || !staysBlock(value)) return value;
  if (value.startsWith('\t'))
    throw new BuildFailure('yaml: found a tab character where an indentation space is expected');
  const scanner = scannerOf(`>${hints(value)}\n${folded(value)}`, 'v3');
  scanner.indent = 0;
  return scanBlock(scanner).value;
};

/** Can a text be written as a block? Else it is put into double quotes, where it is safe. */
const staysBlock = (value: string): boolean => {
  if (value === '' || value.endsWith(' ')) return false;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (isBreak(code) && value.charCodeAt(at - 1) === 32) return false;
    if (code !== 9 && mustBeEscaped(code)) return false;
  }
  return true;
};

const hints = (value: string): string => {
  const first = value.charCodeAt(0);
  const last = value.length - 1;
  const indent = first === 32 || isBreak(first) ? '2' : '';
  if (!isBreak(value.charCodeAt(last))) return `${indent}-`;
  return last === 0 || isBreak(value.charCodeAt(last - 1)) ? `${indent}+` : indent;
};

/** Writes a folded scalar as go-yaml v3 does: it doubles a break by what follows the breaks at the very beginning. */
const folded = (value: string): string => {
  const doubles = !beginsBlank(value);
  let out = '';
  let followsBreak = true;
  let isIndented = true;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (isBreak(code)) {
      if (doubles && !followsBreak && !isIndented && code === 10) out += '\n';
      followsBreak = true;
    } else if (followsBreak) {
      isIndented = code === 32 || code === 9;
      out += '  ';
      followsBreak = false;
    }
    out += value.charAt(at);
  }
  return out;
};

/** Does white space, or nothing, follow the line breaks that a text begins with? */
const beginsBlank = (value: string): boolean => {
  let at = 0;
  while (isBreak(value.charCodeAt(at))) at++;
  const code = value.charCodeAt(at);
  return Number.isNaN(code) || code === 32 || code === 9;
};
