import type { Edit, Move, Obstacle, Promotion, Unit } from '../model/promotion.ts';
import type { PromotionPlan } from '../plan/promote.ts';
import { oneLine, printable } from './escape.ts';
import { paint } from './paint.ts';
import { BUMP, shortCommit, step } from './phrases.ts';
import type { PromotionWords, Style } from './story.ts';
import { promotionTitle } from './title.ts';
import { unifiedDiff } from './unified-diff.ts';
import { wrap } from './width.ts';

/** A plan with everything that would be written because of it. */
export interface PlanStory {
  readonly plan: PromotionPlan;
  /** The words of each promotion that is opened or refreshed, by branch. */
  readonly words: ReadonlyMap<string, PromotionWords>;
  /** What would be asked of the forge, in order, one line each. */
  readonly calls: readonly string[];
}

/** What `promote` says it does: one paragraph a move, its members below it. For a plan without moves one sentence. */
export const planSummary = (plan: PromotionPlan, style: Style): string =>
  plan.moves.map((move) => moveText(move, style)).join('\n\n') || nothing(plan, style);

/**
 * What `promote --dry-run` prints: each move with its files, difference, title, body and commit message; then the
 * calls. Talk is wrapped to the terminal; what would be written stands as it is, so that it can be copied.
 */
export const planText = (story: PlanStory, style: Style): string => {
  const { strong, faint } = paint(style.color);
  const { plan } = story;
  const calls = story.calls.length === 0 ? ['none'] : story.calls;
  const numbered = calls.flatMap((call, index) =>
    wrap(`${String(index + 1).padStart(4)}. ${oneLine(call, 400)}`, style.columns, '      '),
  );
  return [
    ...wrap(`Plan for ${plan.target} on ${shortCommit(plan.base)}. Nothing is written.`, style.columns).map(
      faint,
    ),
    '',
    ...(plan.moves.length === 0 ? [nothing(plan, style), ''] : []),
    ...plan.moves.flatMap((move) => [moveText(move, style), '', ...written(move, story, style)]),
    strong('Calls'),
    ...numbered,
  ].join('\n');
};

/** What differs and does not move is no move, but it is not nothing either. */
const nothing = ({ target, unasked, notReady }: PromotionPlan, style: Style): string =>
  wrap(
    unasked.length + notReady.length === 0
      ? `Nothing is pending into ${target}.`
      : `Nothing moves into ${target} by itself.`,
    style.columns,
  ).join('\n');

const moveText = (move: Move, style: Style): string =>
  [...headed(told(move), style), ...members(move, style), ...details(move, style)].join('\n');

/** A word for what happens, in colour, and the sentence behind it. */
const headed = ({ word, says, mood }: Told, style: Style): string[] => {
  const [first = '', ...rest] = wrap(`${word}  ${says}`, style.columns, '  ');
  return [paint(style.color)[mood](word) + first.slice(word.length), ...rest];
};

interface Told {
  readonly word: string;
  readonly says: string;
  readonly mood: 'good' | 'bad' | 'wait' | 'faint';
}

const told = (move: Move): Told => {
  switch (move.kind) {
    case 'open':
      return { word: 'open', says: title(move.promotion.unit), mood: 'good' };
    case 'refresh':
      return {
        word: 'refresh',
        says: `#${move.pull}: ${title(move.promotion.unit)} (${oneLine(move.why)})`,
        mood: 'good',
      };
    case 'keep':
      return {
        word: 'keep',
        says: `#${move.pull}: ${title(move.unit)} (${oneLine(move.why)})`,
        mood: 'faint',
      };
    case 'queue':
      return { word: 'queue', says: `behind #${move.behind}: ${title(move.unit)}`, mood: 'wait' };
    case 'hold':
      return { word: 'hold', says: `#${move.pull}: ${title(move.unit)}`, mood: 'wait' };
    case 'block':
      return { word: 'blocked', says: title(move.unit), mood: 'bad' };
    case 'wait':
      return { word: 'waiting', says: `until ${move.until}: ${title(move.unit)}`, mood: 'wait' };
    case 'close':
      return { word: 'close', says: `#${move.pull}: ${closing(move)}`, mood: 'wait' };
  }
};

const closing = (move: Extract<Move, { kind: 'close' }>): string =>
  `${oneLine(move.why)}${move.instead === undefined ? '' : ` Its place takes ${oneLine(move.instead)}.`}`;

const title = (unit: Unit): string => promotionTitle(unit, 120);

const unitOf = (move: Move): Unit | undefined => {
  if (move.kind === 'close') return undefined;
  return 'promotion' in move ? move.promotion.unit : move.unit;
};

const members = (move: Move, style: Style): string[] =>
  (unitOf(move)?.members ?? []).flatMap((pending) =>
    indented(`${pending.service}  ${step(pending)}  (${BUMP[pending.bump]})`, '  ', style),
  );

const details = (move: Move, style: Style): string[] => {
  if (move.kind === 'hold') {
    return [
      ...indented(oneLine(move.why, 600), '  ', style),
      ...indented(`→ ${oneLine(move.fix, 600)}`, '  ', style),
    ];
  }
  return move.kind === 'block' || move.kind === 'wait'
    ? move.obstacles.flatMap((obstacle) => obstacleText(obstacle, style))
    : [];
};

/** Findings shown below one obstacle; `validate` shows them all. */
const SHOWN = 5;

/** An obstacle in words: what is in the way, which findings say so, what to do, and who would have to come along. */
const obstacleText = (obstacle: Obstacle, style: Style): string[] => {
  const more = obstacle.findings.length - SHOWN;
  return [
    ...indented(`- ${oneLine(obstacle.what, 600)}`, '  ', style),
    ...obstacle.findings
      .slice(0, SHOWN)
      .filter(({ what }) => what !== obstacle.what)
      .flatMap(({ file, what }) => indented(`${oneLine(file)}: ${oneLine(what, 600)}`, '      ', style)),
    ...(more > 0 ? indented(`and ${more} more`, '      ', style) : []),
    ...indented(`→ ${oneLine(obstacle.fix, 600)}`, '    ', style),
  ];
};

/** Wraps a line below an indent; what a list mark or a number takes is kept free in the following lines. */
const indented = (text: string, indent: string, style: Style): string[] =>
  wrap(indent + text, style.columns, `${indent}  `);

const written = (move: Move, story: PlanStory, style: Style): string[] => {
  if (move.kind !== 'open' && move.kind !== 'refresh') return [];
  const { promotion } = move;
  const words = story.words.get(promotion.branch);
  return [
    ...section('Branch', [promotion.branch], style),
    ...section('Files', differences(promotion), style),
    ...(words === undefined ? [] : wordsText(words, style)),
  ];
};

const wordsText = (words: PromotionWords, style: Style): string[] => [
  ...section('Title', [words.title], style),
  ...section('Labels', [words.labels.join(', ')], style),
  ...section('Body', words.body.trimEnd().split('\n'), style),
  ...section('Commit', words.message.trimEnd().split('\n'), style),
];

const section = (name: string, rows: readonly string[], style: Style): string[] => [
  paint(style.color).strong(name),
  ...rows.map((row) => (row === '' ? '' : `  ${printable(row)}`)),
  '',
];

const differences = (promotion: Promotion): string[] => promotion.edits.flatMap(difference);

const difference = ({ path, before, after }: Edit): string[] => [
  `--- ${before === undefined ? '/dev/null' : `a/${path}`}`,
  `+++ ${after === undefined ? '/dev/null' : `b/${path}`}`,
  ...unifiedDiff(before ?? '', after ?? ''),
];
