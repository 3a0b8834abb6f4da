import { code, markdown } from '../escape.ts';
import { count, step, version } from '../phrases.ts';
import type { ContractDifference, MemberStory, PromotionStory } from '../story.ts';

/** One thing that a reviewer must not miss. The levels are GitHub's alerts, worst first. */
export interface Alarm {
  readonly level: 'CAUTION' | 'WARNING';
  /** Markdown, one line. */
  readonly text: string;
}

type Alarmed = (member: MemberStory, story: PromotionStory) => Alarm | undefined;

const caution = (member: MemberStory, text: string): Alarm => ({
  level: 'CAUTION',
  text: `${name(member)} ${text}`,
});
const warning = (member: MemberStory, text: string): Alarm => ({
  level: 'WARNING',
  text: `${name(member)} ${text}`,
});
const name = ({ pending }: MemberStory): string =>
  `**${markdown(pending.service)} ${markdown(step(pending))}**`;

/** Everything about the members that is more than an ordinary step, worst first, then in the unit's order. */
export const alarms = (story: PromotionStory): Alarm[] => {
  const found = story.members.flatMap((member) =>
    table.map((alarmed) => alarmed(member, story)).filter((alarm) => alarm !== undefined),
  );
  return [
    ...found.filter(({ level }) => level === 'CAUTION'),
    ...found.filter(({ level }) => level === 'WARNING'),
  ];
};

export const breakingChanges = (contract: ContractDifference | undefined): ContractDifference['changes'] =>
  contract?.changes.filter(({ effect }) => effect === 'breaking') ?? [];

/** Semantic Versioning 2.0.0: a breaking change needs a new major version (item 8), except while it is 0 (item 4). */
const breaks: Alarmed = (member) => {
  const [first, ...others] = breakingChanges(member.contract);
  const { bump, to } = member.pending;
  if (first === undefined || bump === 'downgrade') return undefined;
  const example = `${code(first.where, 100)} ${markdown(first.what, 150)}`;
  const what = `${example}${others.length > 0 ? `, and ${count(others.length, 'more breaking change')}` : ''}.`;
  if (bump === 'major' || (bump === 'minor' && /^v?0\./.test(to?.version ?? ''))) {
    return warning(member, `breaks its contract: ${what}`);
  }
  const claim =
    bump === 'patch' || bump === 'minor' ? `calls itself a ${bump} release` : 'is no new major version';
  return caution(member, `${claim}, **and breaks its contract**: ${what} Ask its callers before you merge.`);
};

const goesBack: Alarmed = (member, { reason }) =>
  member.pending.bump === 'downgrade'
    ? caution(
        member,
        `goes back. Why: ${reason === undefined ? 'no reason was given.' : markdown(reason, 500)}`,
      )
    : undefined;

const otherContent: Alarmed = (member) => {
  const { from, to, differs } = member.pending;
  if (from === undefined || to === undefined || from.version !== to.version || !differs.includes('digest'))
    return undefined;
  if (from.digest === undefined || to.digest === undefined) return undefined;
  return caution(
    member,
    'is the same version with another digest: somebody moved the tag. Find out who before you merge.',
  );
};

const otherImage: Alarmed = (member) => {
  const { from, to } = member.pending;
  if (from === undefined || to === undefined || from.image === to.image) return undefined;
  return warning(member, `comes from another image: ${code(to.image)} instead of ${code(from.image)}.`);
};

/** A release runs on `tolerates` … `schema`: an older one is not known to run on what a newer one migrates to. */
const migrates: Alarmed = (member) => {
  const [from, to] = [member.before?.database, member.after?.database];
  if (to === undefined || from?.schema === to.schema) return undefined;
  if (from === undefined) return warning(member, `brings a database: schema ${to.schema}.`);
  if (to.schema < from.schema) {
    return caution(member, `knows schema ${to.schema}, and the database is at ${from.schema} already.`);
  }
  const back = version(member.pending.from as NonNullable<typeof member.pending.from>);
  return warning(
    member,
    `migrates the database from schema ${from.schema} to ${to.schema}. There is no way back to ${markdown(back)} afterwards: it knows ${from.schema} at most.`,
  );
};

const withdraws: Alarmed = (member) =>
  member.contract?.kind === 'removed' && member.pending.to !== undefined
    ? warning(member, `has no contract any more (before: ${code(member.contract.before ?? '')}).`)
    : undefined;

/** Where nobody writes records, the next one without is no news. */
const unrecorded: Alarmed = (member, { target }) => {
  if (member.pending.to === undefined || member.after !== undefined) return undefined;
  if (target.accepts.record === 'optional' && member.before === undefined) return undefined;
  return warning(
    member,
    'has no release record: nothing is known of its changes, its database or its contract.',
  );
};

const leaves: Alarmed = (member) =>
  member.pending.to === undefined
    ? warning(member, 'leaves the environment: Argo CD removes what runs of it.')
    : undefined;

/** Argo CD renders what we render: where one fails, so does the other. */
const unbuildable: Alarmed = (member) =>
  'unknown' in member.rendered
    ? caution(member, '**cannot be rendered**, so nobody knows what it would change. Below stands why.')
    : undefined;

const nameless: Alarmed = (member, { target }) => {
  if (target.gates.requirements === undefined || member.pending.bump === 'downgrade') return undefined;
  const without = member.releases
    .flatMap(({ changes }) => changes)
    .filter((change) => change.requirement === undefined);
  if (without.length === 0) return undefined;
  return warning(
    member,
    `holds ${count(without.length, 'change')} without a requirement; the environment demands one each.`,
  );
};

const table: readonly Alarmed[] = [
  unbuildable,
  breaks,
  goesBack,
  otherContent,
  otherImage,
  migrates,
  withdraws,
  unrecorded,
  leaves,
  nameless,
];

/** How many of a level are shown; with more, the number says enough. */
const SHOWN = 12;

/** The alarms as GitHub alerts, which other forges show as quotations. */
export const alarmText = (found: readonly Alarm[]): string =>
  (['CAUTION', 'WARNING'] as const)
    .map((level) => found.filter((alarm) => alarm.level === level))
    .filter((alarms) => alarms.length > 0)
    .map((alarms) => {
      const rest = alarms.length - SHOWN;
      const rows = alarms.slice(0, SHOWN).map(({ text }) => `> - ${text}`);
      return [
        `> [!${(alarms[0] as Alarm).level}]`,
        ...rows,
        ...(rest > 0 ? [`> - and ${rest} more of this kind: see each service below.`] : []),
      ].join('\n');
    })
    .join('\n\n');
