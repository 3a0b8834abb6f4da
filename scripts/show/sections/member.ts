import type { Change, Release } from '../../model/repository.ts';
import { fit, lines, type Part, shares } from '../budget.ts';
import { code, html, markdown } from '../escape.ts';
import { link, sourceLinks, webLinks } from '../links.ts';
import { count, instant, list, shortCommit, step } from '../phrases.ts';
import type { ConfigurationChange, MemberStory } from '../story.ts';
import { contractPart } from './contract.ts';
import { facts } from './facts.ts';

/** One service in full: what is in it, what it needs, and what changed around it; folded, and cut to any budget. */
export interface MemberDetail {
  readonly size: number;
  /** At most `budget` characters; undefined when not even its heading and facts fit. */
  readonly text: (budget: number) => string | undefined;
}

export const memberDetail = (
  member: MemberStory,
  page: { open: boolean; web: string | undefined },
): MemberDetail => {
  const parts = [releases(member), contractPart(member), configuration(member, page.web)].filter(
    (part): part is Part => part !== undefined,
  );
  const frame = (inner: readonly string[]): string =>
    [
      `<details${page.open ? ' open' : ''}>`,
      `<summary>${summary(member)}</summary>`,
      ...[facts(member), ...inner].flatMap((text) => ['', text]),
      '',
      '</details>',
    ].join('\n');
  const sizes = parts.map((part) => part.text(part.size).length + SEPARATOR);
  return {
    size: frame(parts.map((part) => part.text(part.size))).length,
    text: (budget) => {
      const granted = shares(sizes, budget - frame([]).length);
      const texts = parts.map((part, index) => fit(part, (granted[index] as number) - SEPARATOR));
      const whole = frame(texts.filter((text) => text !== undefined));
      return whole.length <= budget ? whole : undefined;
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
const NAMED = 30;

const releases = (member: MemberStory): Part | undefined => {
  const rows = member.releases.flatMap((release) =>
    release.changes.map((change) => changeRow(change, release, member)),
  );
  if (rows.length === 0) return undefined;
  const source = sourceLinks(member.service?.source);
  const compare = source?.compare(member.before?.commit, member.after?.commit);
  const where = link(`records in \`services/${member.pending.service}/releases/\``, compare);
  const part = lines(rows, (left) => `- … and ${count(left, 'more change')}: ${where}`);
  const title = member.pending.bump === 'downgrade' ? '**Taken back**' : '**Changes**';
  const heading = compare === undefined ? title : `${title} ([compare](${compare}))`;
  return {
    size: part.size,
    text: (kept) => `${[heading, ...requirements(member), ''].join('\n')}\n${part.text(kept)}`,
  };
};

const requirements = (member: MemberStory): string[] => {
  const all = requirementsOf(member.releases);
  if (all.length === 0) return [];
  const more = all.length - NAMED;
  const named = all.slice(0, NAMED).map((requirement) => markdown(requirement, 40));
  return ['', `Requirements: ${named.join(', ')}${more > 0 ? ` and ${count(more, 'other')}` : ''}`];
};

const changeRow = (change: Change, release: Release, { service }: MemberStory): string => {
  const address = sourceLinks(service?.source)?.commit(change.commit);
  const commit = change.commit === undefined ? [] : [link(code(shortCommit(change.commit)), address)];
  const requirement = change.requirement === undefined ? [] : [markdown(change.requirement, 40)];
  return `- ${[...commit, ...requirement, markdown(change.title, 160)].join(' ')} (${markdown(release.version, 40)})`;
};

const configuration = (member: MemberStory, web: string | undefined): Part | undefined => {
  if (member.configuration.length === 0) return undefined;
  const { service, from, to } = member.pending;
  const compare = webLinks(web)?.compare(from?.config, to?.config);
  const command = code(`git log ${from?.config ?? ''}..${to?.config ?? ''} -- services/${service}`);
  const part = lines(
    member.configuration.map((change) => configurationRow(change, web)),
    (left) =>
      `- … and ${count(left, 'more commit')}: ${compare === undefined ? command : link('compare', compare)}`,
  );
  const heading = compare === undefined ? '**Configuration**' : `**Configuration** ([compare](${compare}))`;
  return { size: part.size, text: (kept) => `${heading}\n\n${part.text(kept)}` };
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
