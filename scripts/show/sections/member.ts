import type { Change, Release } from '../../model/repository.ts';
import { fit, lines, type Part, shares } from '../budget.ts';
import { code, html, markdown } from '../escape.ts';
import { link, sourceLinks, webLinks } from '../links.ts';
import { count, instant, list, shortCommit, step } from '../phrases.ts';
import type { ConfigurationChange, MemberStory } from '../story.ts';
import { contractPart } from './contract.ts';
import { facts } from './facts.ts';
import { manifestsPart } from './manifests.ts';

/** One service in full: what is in it, what it needs, and what changed around it; folded, and cut to any budget. */
export interface MemberDetail {
  readonly size: number;
  /** At most `budget` characters; undefined when not even its heading and facts fit. */
  readonly text: (budget: number) => string | undefined;
}

/** How much is told: everything, or what a page of a hundred services has room for. */
interface Manner {
  readonly open: boolean;
  readonly web: string | undefined;
  readonly brief: boolean;
}

/** Facts are whole as long as they leave two thirds of the room to what changed. */
const FACTS = 1 / 3;

export const memberDetail = (
  member: MemberStory,
  page: { readonly open: boolean; readonly web: string | undefined },
): MemberDetail => {
  const whole = inManner(member, { ...page, brief: false });
  return {
    size: whole.size,
    text: (budget) =>
      whole.size <= budget || whole.frame <= budget * FACTS
        ? whole.text(budget)
        : inManner(member, { ...page, brief: true }).text(budget),
  };
};

const inManner = (member: MemberStory, manner: Manner): MemberDetail & { readonly frame: number } => {
  const parts = [
    releases(member, manner),
    contractPart(member),
    configuration(member, manner),
    manifestsPart(member),
  ].filter((part): part is Part => part !== undefined);
  const known = facts(member, manner.brief);
  const frame = (inner: readonly string[]): string =>
    [
      `<details${manner.open ? ' open' : ''}>`,
      `<summary>${summary(member)}</summary>`,
      ...[known, ...inner].filter((text) => text !== '').flatMap((text) => ['', text]),
      '',
      '</details>',
    ].join('\n');
  const sizes = parts.map((part) => part.text(part.size).length + SEPARATOR);
  const bare = frame([]).length;
  return {
    frame: bare,
    size: bare + sizes.reduce((sum, size) => sum + size, 0),
    text: (budget) => {
      const granted = shares(sizes, budget - bare);
      const texts = parts.map((part, index) => fit(part, (granted[index] as number) - SEPARATOR));
      return bare <= budget ? frame(texts.filter((text) => text !== undefined)) : undefined;
    },
  };
};

/** The blank line before each part. */
const SEPARATOR = 2;

const summary = (member: MemberStory): string => {
  const changes = member.releases.flatMap((release) => release.changes);
  const requirements = requirementsOf(member.releases);
  const told = [
    ...(changes.length > 0 ? [count(changes.length, 'change')] : []),
    ...(requirements.length > 0 ? [count(requirements.length, 'requirement')] : []),
    ...(member.configuration.length > 0 ? [count(member.configuration.length, 'configuration commit')] : []),
  ];
  return `<b>${html(member.pending.service)}</b> ${html(step(member.pending))}${told.length > 0 ? `: ${list(told)}` : ''}`;
};

const requirementsOf = (releases: readonly Release[]): string[] => [
  ...new Set(releases.flatMap(({ changes }) => changes.flatMap(({ requirement }) => requirement ?? []))),
];

/** Requirements named one by one before the number takes over. */
const NAMED = { whole: 30, brief: 5 } as const;

const releases = (member: MemberStory, { brief }: Manner): Part | undefined => {
  const rows = member.releases.flatMap((release) =>
    release.changes.map((change) => changeRow(change, release, brief ? undefined : member.service?.source)),
  );
  if (rows.length === 0) return undefined;
  const compare = sourceLinks(member.service?.source)?.compare(member.before?.commit, member.after?.commit);
  const where = link(`records in \`services/${member.pending.service}/releases/\``, compare);
  const part = lines(rows, (left) => `- … and ${count(left, 'more change')}: ${where}`);
  const title = member.pending.bump === 'downgrade' ? '**Taken back**' : '**Changes**';
  const named = requirements(member, brief ? NAMED.brief : NAMED.whole);
  return {
    size: part.size,
    text: (kept) => {
      const heading = compare === undefined || kept < part.size ? title : `${title} ([compare](${compare}))`;
      return [heading, ...named, '', part.text(kept)].join('\n');
    },
  };
};

const requirements = (member: MemberStory, most: number): string[] => {
  const all = requirementsOf(member.releases);
  if (all.length === 0) return [];
  const more = all.length - most;
  const named = all.slice(0, most).map((requirement) => markdown(requirement, 40));
  return ['', `Requirements: ${named.join(', ')}${more > 0 ? ` and ${count(more, 'other')}` : ''}`];
};

const changeRow = (change: Change, release: Release, source: string | undefined): string => {
  const address = sourceLinks(source)?.commit(change.commit);
  const commit = change.commit === undefined ? [] : [link(code(shortCommit(change.commit)), address)];
  const requirement = change.requirement === undefined ? [] : [markdown(change.requirement, 40)];
  return `- ${[...commit, ...requirement, markdown(change.title, 160)].join(' ')} (${markdown(release.version, 40)})`;
};

const configuration = (member: MemberStory, { web, brief }: Manner): Part | undefined => {
  if (member.configuration.length === 0) return undefined;
  const { service, from, to } = member.pending;
  const compare = webLinks(web)?.compare(from?.config, to?.config);
  const command = code(`git log ${from?.config ?? ''}..${to?.config ?? ''} -- services/${service}`);
  const part = lines(
    member.configuration.map((change) => configurationRow(change, brief ? undefined : web)),
    (left) =>
      `- … and ${count(left, 'more commit')}: ${compare === undefined ? command : link('compare', compare)}`,
  );
  return {
    size: part.size,
    text: (kept) => {
      const title = '**Configuration**';
      const heading = compare === undefined || kept < part.size ? title : `${title} ([compare](${compare}))`;
      return `${heading}\n\n${part.text(kept)}`;
    },
  };
};

/** Files of one commit named one by one. */
const FILES = 5;

const configurationRow = (change: ConfigurationChange, web: string | undefined): string => {
  const commit = link(code(shortCommit(change.commit)), webLinks(web)?.commit(change.commit));
  const more = change.files.length - FILES;
  const files = [
    ...change.files.slice(0, FILES).map((file) => code(file, 120)),
    ...(more > 0 ? [`${more} more`] : []),
  ];
  return `- ${commit} ${instant(change.time)}, ${markdown(change.author, 60)}: ${markdown(change.subject, 120)} (${files.join(', ')})`;
};
