import type { Pending, Unit } from '../model/promotion.ts';
import type { Desired } from '../model/repository.ts';
import type { Reason } from '../plan/explain.ts';
import type { NotReady } from '../plan/facts.ts';
import type { Unasked } from '../plan/promote.ts';
import { oneLine } from './escape.ts';
import { count, list, shortCommit, step } from './phrases.ts';
import type { Style } from './story.ts';
import { wrap } from './width.ts';

/** What is so, and what to do about it; no `fix` where nothing needs doing. Plain text, not yet escaped. */
export interface Words {
  readonly what: string;
  readonly fix?: string;
}

/** Services and brackets named one by one before the number takes over. */
const NAMED = 8;

/** What somebody asked about, and what the environment promotes from. */
export interface Asked {
  readonly service: string;
  readonly environment: string;
  readonly sources: readonly string[];
}

/** One reason in words. */
export const reasonWords = (reason: Reason, { service, environment, sources }: Asked): Words[] => {
  switch (reason.kind) {
    case 'entry':
      return [
        {
          what: `${environment} is an entry environment: nothing is promoted into it.`,
          fix: `Want a version there with \`npx bracket release ${service} VERSION --to ${environment}\`.`,
        },
      ];
    case 'absent':
      return [{ what: `Neither ${environment} nor ${list(sources)} has ${service}.` }];
    case 'arrived':
      return [
        {
          what: `${environment} holds what ${list(sources)} ${sources.length === 1 ? 'holds' : 'hold'} of ${service}.`,
        },
      ];
    case 'upstream':
      return [upstream(reason, service)];
    case 'disagree':
    case 'unknown-revision':
    case 'unreadable':
      return [notReadyWords(reason)];
    case 'pending':
      return [{ what: pendingWords(reason.pending) }];
    case 'tied':
      return [tied(reason)];
    case 'open':
      return [open(reason)];
    case 'queued':
      return [
        {
          what: `It waits behind #${reason.behind}: ${environment} finishes what is in flight (promotion.whenSuperseded: queue).`,
          fix: `Merge or close #${reason.behind}; then \`npx bracket promote --to ${environment}\` opens it.`,
        },
      ];
    case 'held':
      return [{ what: reason.why, fix: reason.fix }];
    case 'blocked':
    case 'waiting':
      return reason.obstacles.map(({ what, fix }) => ({ what, fix }));
    case 'unasked':
      return [unaskedWords(reason.unit, reason.why)];
  }
};

const pendingWords = (pending: Pending): string => {
  const both = pending.from !== undefined && pending.to !== undefined;
  return `It is pending from ${pending.source}: ${step(pending)}${both ? ` (${list(pending.differs)})` : ''}.`;
};

const upstream = (reason: Extract<Reason, { kind: 'upstream' }>, service: string): Words => ({
  what:
    reason.holds === undefined
      ? `${reason.upstream} has no ${service}, so ${reason.source} will be asked to let it go first.`
      : `${reason.upstream} holds ${reason.holds.version}, and it has not arrived in ${reason.source} yet.`,
  fix: `See why: \`npx bracket explain ${service} ${reason.source}\`.`,
});

const tied = ({ with: others, brackets }: Extract<Reason, { kind: 'tied' }>): Words => {
  const commits = brackets.map((bracket) => shortCommit(bracket.commit));
  return {
    what: `It moves only together with ${some(others)}, because ${brackets.length === 1 ? 'commit' : 'commits'} ${some(commits)} changed them together.`,
    fix: 'If it must go alone, name it and add `--only`.',
  };
};

const open = ({ unit, pull, url }: Extract<Reason, { kind: 'open' }>): Words =>
  pull === undefined
    ? { what: 'Nothing is in its way.', fix: `Run \`npx bracket promote --to ${unit.target}\` to open it.` }
    : {
        what: `It is open as #${pull}${url === undefined ? '' : ` (${url})`} and waits for its gates and its merge.`,
        fix: `See its gates with \`npx bracket gate ${pull}\`, then \`npx bracket merge ${pull}\`.`,
      };

/** Why nobody moves a unit by itself, and how to ask for it. */
export const unaskedWords = (unit: Unit, why: Unasked['why']): Words => ({
  what:
    why === 'retired'
      ? `${unit.source} has it no more, and nothing is retired unless somebody says so.`
      : `${unit.target} is promoted to only when somebody asks (promotion.open: manual).`,
  fix: `Run \`npx bracket promote --to ${unit.target} ${unit.members[0]?.service ?? ''}\`.`,
});

/** Why a service that differs cannot be compared or carried. */
export const notReadyWords = (reason: NotReady): Words => {
  switch (reason.kind) {
    case 'disagree':
      return {
        what: `The environments it comes from do not agree: ${list(reason.holds.map(holding))}.`,
        fix: 'Wait until they hold the same, or promote into the one that lags.',
      };
    case 'unknown-revision':
      return {
        what: `${reason.desired.file} names the configuration ${reason.desired.config}, which this repository does not have.`,
        fix: 'Fetch it with `git fetch`; in a new repository made from a template run `npx bracket init`.',
      };
    case 'unreadable':
      return {
        what: `${reason.file} has errors, and nothing is promoted out of it or over it.`,
        fix: 'Run `npx bracket validate` and mend what it reports.',
      };
  }
};

const holding = ({ environment, version, config }: Desired): string =>
  `${environment} holds ${version} with configuration ${shortCommit(config)}`;

const some = (names: readonly string[]): string =>
  names.length > NAMED
    ? `${names.slice(0, NAMED).join(', ')} and ${count(names.length - NAMED, 'other')}`
    : list(names);

/** One reason, and what to do about it below it. */
export const reasonLines = ({ what, fix }: Words, style: Style, indent = '  '): string[] => [
  ...wrap(`${indent}- ${oneLine(what, 600)}`, style.columns, `${indent}  `),
  ...(fix === undefined ? [] : wrap(`${indent}  → ${oneLine(fix, 600)}`, style.columns, `${indent}    `)),
];
