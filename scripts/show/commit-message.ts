import type { Pending, Promotion, Unit } from '../model/promotion.ts';
import { oneLine, quiet } from './escape.ts';
import { promotionTitle } from './title.ts';

/** Characters of a subject that `git log --oneline` and every forge show whole. */
const SUBJECT = 72;
/** Brackets named one by one; the pull request has them all. */
const NAMED = 20;

/**
 * The commit of a promotion: a subject of at most 72 characters, what moves, the brackets it came from, and the
 * `trailers` (of `promotionTrailers` in plan) by which alone a promotion is recognised later. What a person wrote (the
 * `reason` of a downgrade) stands in a paragraph of its own, so that it can forge no trailer, and closes no issue.
 */
export const commitMessage = (
  { unit }: Promotion,
  { trailers, reason }: { readonly trailers: readonly string[]; readonly reason?: string },
): string => {
  const paragraphs = [
    promotionTitle(unit, SUBJECT),
    unit.members.map(line).join('\n'),
    ...(unit.brackets.length > 0 ? [brackets(unit)] : []),
    ...(reason === undefined ? [] : [`Why: ${quiet(reason, 1000)}`]),
    trailers.join('\n'),
  ];
  return `${paragraphs.join('\n\n')}\n`;
};

const line = ({ service, from, to, bump }: Pending): string => {
  const before = from === undefined ? 'new' : oneLine(from.version, 128);
  const after = to === undefined ? 'retired' : oneLine(to.version, 128);
  return before === after ? `${service}: ${before} (${bump})` : `${service}: ${before} -> ${after} (${bump})`;
};

const brackets = (unit: Unit): string =>
  [
    `Brackets in ${unit.source}:`,
    ...unit.brackets.slice(0, NAMED).map((bracket) => `  ${bracket.commit}`),
    ...(unit.brackets.length > NAMED ? [`  and ${unit.brackets.length - NAMED} more`] : []),
  ].join('\n');
