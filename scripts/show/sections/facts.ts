import type { Release } from '../../model/repository.ts';
import { code, markdown } from '../escape.ts';
import { link, sourceLinks } from '../links.ts';
import type { MemberStory } from '../story.ts';

/**
 * What is short of a service: image, full digests, source commit, database, needs. In brief only what a reviewer would
 * not find in the table; possibly nothing.
 */
export const facts = (member: MemberStory, brief: boolean): string => {
  const { from, to } = member.pending;
  const source = sourceLinks(member.service?.source);
  const commit = member.after?.commit;
  const rows: (readonly [string, string | undefined])[] = [
    ['Image', to === undefined ? undefined : code(`${to.image}:${to.version}`, 300)],
    ['Digest', to?.digest === undefined ? undefined : code(to.digest)],
    [
      'Digest before',
      from?.digest === undefined || from.digest === to?.digest ? undefined : code(from.digest),
    ],
    ['Built from', commit === undefined ? undefined : link(code(commit, 64), source?.commit(commit))],
    ['Configuration', to === undefined ? undefined : code(to.config)],
  ];
  const always: typeof rows = [
    ['Database', database(member)],
    ['Needs', needs(member.before, member.after)],
    ['Changes', silent(member)],
  ];
  return [...(brief ? [] : rows), ...always]
    .filter(([, value]) => value !== undefined)
    .map(([word, value]) => `- ${word}: ${value}`)
    .join('\n');
};

/** Another version that nobody says anything about: said, so that an empty list is no riddle. */
const silent = ({ pending, after, releases }: MemberStory): string | undefined => {
  const isOther = pending.to !== undefined && pending.differs.includes('version');
  if (!isOther || releases.some(({ changes }) => changes.length > 0)) return undefined;
  return after === undefined ? 'not known, there is no release record' : 'none named by the release records';
};

const database = ({ before, after }: MemberStory): string | undefined => {
  const [from, to] = [before?.database, after?.database];
  if (to === undefined) return from === undefined || after === undefined ? undefined : 'none any more';
  const runsOn = to.tolerates < to.schema ? `; runs on ${to.tolerates} to ${to.schema}` : '';
  return from === undefined || from.schema === to.schema
    ? `schema ${to.schema}${runsOn}`
    : `schema ${from.schema} → **${to.schema}**${runsOn}`;
};

/** Services named one by one; a release that needs more than these is a release train. */
const NAMED = 20;

const needs = (before: Release | undefined, after: Release | undefined): string | undefined => {
  const wanted = Object.entries(after?.requires ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  if (wanted.length === 0) return undefined;
  const named = wanted.slice(0, NAMED).map(([service, range]) => {
    const was = before?.requires[service];
    const change =
      before === undefined || was === range ? '' : was === undefined ? ' (new)' : ` (was ${code(was, 60)})`;
    return `${markdown(service, 63)} ${code(range, 60)}${change}`;
  });
  return [...named, ...(wanted.length > NAMED ? [`${wanted.length - NAMED} more`] : [])].join(', ');
};
