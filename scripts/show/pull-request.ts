import { fit, shares } from './budget.ts';
import { code } from './escape.ts';
import { count } from './phrases.ts';
import { alarms, alarmText, breakingChanges } from './sections/alarms.ts';
import { checklist } from './sections/checklist.ts';
import { manifestSummary } from './sections/manifests.ts';
import { memberDetail } from './sections/member.ts';
import { brackets, proof } from './sections/origin.ts';
import { memberTable } from './sections/table.ts';
import { wayBack } from './sections/way-back.ts';
import type { PromotionStory, PromotionWords } from './story.ts';
import { promotionTitle } from './title.ts';

/** GitHub takes 256 characters of title and 65,536 of body; lists and e-mails show about 120 of a title. */
export const LIMIT = { title: 120, body: 60_000, label: 50 } as const;

/** Of the body, what the table and the brackets may take before they are cut themselves. */
const TABLE = 24_000;
const BRACKETS = 6_000;
/** … and what the list of changed objects may take. */
const MANIFESTS = 8_000;

/**
 * What a reviewer reads: title, body and labels. The summary (alarms, table, checks, origin, way back) is whole;
 * the details of each service share what is left of 60,000 characters. The same story gives the same bytes.
 */
export const pullRequestText = (story: PromotionStory): Omit<PromotionWords, 'message'> => ({
  title: promotionTitle(story.promotion.unit, LIMIT.title),
  body: body(story),
  labels: labels(story),
});

const body = (story: PromotionStory): string => {
  const before = [
    lead(story),
    alarmText(alarms(story)),
    fit(memberTable(story.members), TABLE),
    '### What Argo CD will change',
    fit(manifestSummary(story), MANIFESTS),
    '### What to check',
    checklist(story),
    '### Where it comes from',
    proof(story),
    fit(brackets(story), BRACKETS),
  ];
  const head = before.filter((text) => text !== undefined && text !== '').join('\n\n');
  const tail = ['### The way back', wayBack(story)].join('\n\n');
  const details = memberDetails(story, LIMIT.body - head.length - tail.length - HEADING.length - 8);
  return `${[head, HEADING, details, tail].join('\n\n')}\n`;
};

const HEADING = '### What is in it';

const lead = ({ promotion, members }: PromotionStory): string => {
  const { source, target } = promotion.unit;
  const subject =
    members.length === 1 ? '**1 service**' : `**${count(members.length, 'service')}**, all or nothing,`;
  if (members.every(({ pending }) => pending.to === undefined)) {
    return `${subject} ${members.length === 1 ? 'leaves' : 'leave'} ${code(target)}, as ${code(source)} holds ${members.length === 1 ? 'it' : 'them'} no more.`;
  }
  return `${subject} ${members.length === 1 ? 'moves' : 'move'} from ${code(source)} to ${code(target)}.`;
};

/** Kept free for the sentence about services whose details found no room. */
const LEFT_OUT = 600;
/** With less room than this a service's details say nothing; rather fewer services are told. */
const SMALLEST = 400;

const memberDetails = (story: PromotionStory, budget: number): string => {
  const page = { open: story.members.length === 1, web: story.web };
  const told = story.members.slice(0, Math.max(1, Math.floor((budget - LEFT_OUT) / SMALLEST)));
  const details = told.map((member) => memberDetail(member, page));
  const granted = shares(
    details.map(({ size }) => size + 2),
    budget - LEFT_OUT,
  );
  const texts = details.map((detail, index) => detail.text((granted[index] as number) - 2));
  const shown = texts.filter((text) => text !== undefined);
  const missing = story.members.length - shown.length;
  return [...shown, ...(missing > 0 ? [leftOut(missing, story)] : [])].join('\n\n');
};

const leftOut = (missing: number, { promotion, mainBranch }: PromotionStory): string =>
  `… and the details of ${count(missing, 'more service')}: ${code(`git diff ${mainBranch}...${promotion.branch}`, 300)} and the records in \`services/<service>/releases/\`.`;

const labels = ({ promotion, members }: PromotionStory): string[] => {
  const bumps = new Set(members.map(({ pending }) => pending.bump));
  const marks = [
    ...(members.some(({ contract }) => breakingChanges(contract).length > 0) ? ['breaking'] : []),
    ...(['major', 'downgrade', 'retired'] as const).filter((bump) => bumps.has(bump)),
  ];
  return ['promotion', `to ${promotion.unit.target}`.slice(0, LIMIT.label), ...marks];
};
