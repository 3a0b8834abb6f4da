import type { ServiceName } from '../model/names.ts';
import type { Move } from '../model/promotion.ts';
import { changedUnder } from './decide.ts';
import { editsOf } from './edits.ts';
import type { PromoteFacts } from './facts.ts';
import { type Believed, inFlight, openPulls, unitOfPull } from './pulls.ts';

/**
 * What becomes of the open pull requests that no move is about yet: those that are finished first keep their exact
 * versions, those with nothing left to carry are closed. When a person named services, the others are not looked at.
 */
export const standingMoves = (facts: PromoteFacts, moves: readonly Move[]): Move[] => {
  if (facts.ask.services.length > 0) return [];
  const settled = new Set(moves.flatMap((move) => ('pull' in move ? move.pull : [])));
  const finished = new Set(inFlight(facts.pulls, facts.policy, facts.ask));
  const waiting = waitingServices(facts);
  return openPulls(facts.pulls)
    .filter(({ pull }) => !settled.has(pull.number))
    .map((one): Move => {
      if (one.trailers.alone || finished.has(one)) return finish(facts, one);
      return one.trailers.services.some((service) => waiting.has(service))
        ? keep(facts, one, 'What takes its place cannot move yet.')
        : close(one, 'Nothing of it is pending any more.');
    });
};

/** What is pending, and what may be once it can be compared again. */
const waitingServices = ({ into }: PromoteFacts): Set<ServiceName> =>
  new Set([...into.pending, ...into.notReady].map((one) => one.service));

const finish = (facts: PromoteFacts, one: Believed): Move => {
  const unit = unitOfPull(facts.repository, one);
  if (unit.members.every((member) => member.differs.length === 0))
    return close(one, `${facts.target} holds it already.`);
  if (!changedUnder(facts, one)) return keep(facts, one, 'It is finished before anything newer.');
  const promotion = { unit, branch: one.pull.branch, edits: editsOf(unit.members, facts.texts) };
  return { kind: 'refresh', promotion, pull: one.pull.number, why: `${facts.target} changed under it.` };
};

const keep = ({ repository }: PromoteFacts, one: Believed, why: string): Move => ({
  kind: 'keep',
  unit: unitOfPull(repository, one),
  pull: one.pull.number,
  why,
});

const close = ({ pull }: Believed, why: string): Move => ({
  kind: 'close',
  pull: pull.number,
  branch: pull.branch,
  why,
});
