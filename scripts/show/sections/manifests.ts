import { lines, type Part } from '../budget.ts';
import { code, fenced, markdown } from '../escape.ts';
import { changesSummary } from '../manifest-difference.ts';
import { changeRows, lineOf } from '../manifest-rows.ts';
import { count } from '../phrases.ts';
import type { MemberStory, PromotionStory } from '../story.ts';

/** Characters that a summary of one service may take. */
const SUMMARY = 600;

/** One row a service: which objects Argo CD will change, or why that cannot be known. */
export const manifestSummary = (story: PromotionStory): Part =>
  lines(
    story.members.map(row),
    (left) => `- … and ${count(left, 'more service')}: ${code(command(story), 200)}`,
  );

const row = ({ pending, rendered }: MemberStory): string => {
  const name = `**${markdown(pending.service)}**`;
  if ('changes' in rendered) return `- ${name} ${markdown(changesSummary(rendered.changes), SUMMARY)}`;
  const { what, fix } = rendered.unknown;
  return `- ${name}: **not known**. ${markdown(what, SUMMARY)} ${markdown(fix, SUMMARY)}`;
};

/** How anybody sees the whole of it, as long as it is not merged. */
const command = ({ promotion }: PromotionStory): string =>
  `npx bracket diff --promotion --to ${promotion.unit.target}`;

/** More lines than this are nobody's reading, and would only be cut. */
const MOST = 2000;

/** The difference of one service's manifests, object by object, field by field. */
export const manifestsPart = ({ pending, rendered }: MemberStory): Part | undefined => {
  if (!('changes' in rendered) || rendered.changes.length === 0) return undefined;
  const all = rendered.changes.flatMap(changeRows).map(lineOf);
  const rows = all.slice(0, MOST);
  const whole = `npx bracket diff --promotion --to ${pending.target} ${pending.service}`;
  return {
    size: rows.length,
    text: (kept) => {
      const left = all.length - Math.min(kept, rows.length);
      return [
        '**Manifests**',
        '',
        fenced(rows.slice(0, kept), 'diff'),
        ...(left > 0 ? ['', `… and ${count(left, 'more line')}: ${code(whole, 200)}`] : []),
      ].join('\n');
    },
  };
};
