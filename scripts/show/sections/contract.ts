import type { Part } from '../budget.ts';
import { lines } from '../budget.ts';
import { code, fenced, markdown } from '../escape.ts';
import { count } from '../phrases.ts';
import type { ContractChange, MemberStory } from '../story.ts';

/** What callers of one service may rely on, before and after: breaking changes first. */
export const contractPart = (member: MemberStory): Part | undefined => {
  const { contract, pending } = member;
  if (contract === undefined || contract.kind === 'same') return undefined;
  const place = `services/${pending.service}/releases/`;
  const file = code(contract.after ?? contract.before ?? '', 100);
  if (contract.kind === 'added') return sentence(`**Contract**: ${file}, the first one.`);
  if (contract.kind === 'removed') return sentence(`**Contract**: ${file} is gone; nothing takes its place.`);
  if (contract.kind === 'text') return difference(`**Contract** ${file}:`, contract.text ?? '', place);
  const part = lines(
    contract.changes.map(row),
    (left) => `- … and ${count(left, 'more change')}: see ${code(place, 100)}`,
  );
  return {
    size: part.size,
    text: (kept) => `**Contract** ${file}: ${verdict(contract.changes)}\n\n${part.text(kept)}`,
  };
};

const sentence = (text: string): Part => ({ size: 0, text: () => text });

const difference = (heading: string, text: string, place: string): Part => {
  const rows = text.split('\n');
  return {
    size: rows.length,
    text: (kept) =>
      [
        heading,
        '',
        fenced(rows.slice(0, kept), 'diff'),
        ...(kept < rows.length
          ? ['', `… and ${count(rows.length - kept, 'more line')}: see ${code(place, 100)}`]
          : []),
      ].join('\n'),
  };
};

const EFFECTS = { breaking: '**breaking**', compatible: 'compatible', words: 'words' } as const;

const row = ({ effect, where, what }: ContractChange): string =>
  `- ${EFFECTS[effect]}: ${code(where, 100)} ${markdown(what, 200)}`;

const verdict = (changes: readonly ContractChange[]): string => {
  const breaking = changes.filter(({ effect }) => effect === 'breaking').length;
  const others = changes.length - breaking;
  if (changes.length === 0) return 'nothing that callers notice.';
  return `${breaking === 0 ? 'nothing breaking' : `**${count(breaking, 'breaking change')}**`}${others > 0 ? `, ${count(others, 'other change')}` : ''}.`;
};
