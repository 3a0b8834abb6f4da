import type { Pending } from '../../model/promotion.ts';
import { lines, type Part } from '../budget.ts';
import { code, markdown } from '../escape.ts';
import { link, sourceLinks } from '../links.ts';
import { BUMP, count, shortDigest, version } from '../phrases.ts';
import type { MemberStory } from '../story.ts';

const HEAD = ['| service | from → to | change | digest | configuration |', '| --- | --- | --- | --- | --- |'];

/** One row a service: what moves, how big a step it is, and whether its configuration moves with it. */
export const memberTable = (members: readonly MemberStory[]): Part => {
  const rows = lines(members.map(row), (left) => `| … and ${count(left, 'more service')} | | | | |`);
  return { size: rows.size, text: (kept) => [...HEAD, rows.text(kept)].join('\n') };
};

const row = (member: MemberStory): string =>
  `| ${[
    link(markdown(member.pending.service), sourceLinks(member.service?.source)?.repository),
    move(member.pending),
    BUMP[member.pending.bump],
    digest(member.pending),
    configuration(member),
  ].join(' | ')} |`;

const move = ({ from, to }: Pending): string => {
  if (to === undefined) return from === undefined ? '' : `${markdown(version(from))} → gone`;
  if (from === undefined) return `— → **${markdown(version(to))}**`;
  return from.version === to.version
    ? markdown(version(to))
    : `${markdown(version(from))} → **${markdown(version(to))}**`;
};

const digest = ({ to }: Pending): string => {
  if (to === undefined) return '';
  return to.digest === undefined ? 'none' : code(shortDigest(to.digest));
};

const configuration = ({ pending, configuration: changes }: MemberStory): string => {
  if (pending.to === undefined) return '';
  if (pending.from === undefined) return 'new';
  if (!pending.differs.includes('config')) return 'unchanged';
  return changes.length === 0 ? 'changed' : count(changes.length, 'commit');
};
