import type { Pending, Unit } from '../model/promotion.ts';
import { oneLine, squeeze } from './escape.ts';

/**
 * One sentence that names what moves where, in at most `limit` characters (72 or more): as many services with their
 * versions as fit, and the number of the others.
 */
export const promotionTitle = (unit: Unit, limit: number): string => {
  const target = oneLine(unit.target, 63);
  for (let named = unit.members.length; named > 0; named -= 1) {
    if (named * SHORTEST > limit) continue;
    const title = sentence(unit, named, target);
    if (title.length <= limit) return title;
  }
  return squeezed(unit, limit);
};

/** No service with its version takes fewer characters than this, so longer lists need not be tried. */
const SHORTEST = 4;

const sentence = (unit: Unit, named: number, target: string): string =>
  `${verb(unit)} ${list(
    unit.members.slice(0, named).map((member) => naming(member)),
    unit.members.length - named,
  )} ${toward(unit)} ${target}`;

/** Names of 63 characters and versions of 128: what is left of each is its beginning and its end. */
const squeezed = (unit: Unit, limit: number): string => {
  const first = unit.members[0] as Pending;
  const rest = unit.members.length - 1;
  const frame = `${verb(unit)}  ${rest > 0 ? ` and ${rest} more` : ''} ${toward(unit)} `.length;
  const room = limit - frame;
  const version = Math.floor(room * 0.3);
  const target = Math.floor(room * 0.3);
  const name = room - version - target - 1;
  return [
    verb(unit),
    list([naming(first, { name, version })], rest),
    toward(unit),
    squeeze(oneLine(unit.target, 63), target),
  ].join(' ');
};

const naming = (pending: Pending, { name, version } = { name: 63, version: 128 }): string => {
  const service = squeeze(oneLine(pending.service, 63), name);
  if (pending.to === undefined) return service;
  const changed = pending.bump === 'configuration' ? 'configuration' : oneLine(pending.to.version, 128);
  return `${service} ${squeeze(changed, version)}`;
};

const list = (names: readonly string[], more: number): string => {
  const all = more > 0 ? [...names, `${more} more`] : names;
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
};

const every = (unit: Unit, bump: Pending['bump']): boolean =>
  unit.members.every((member) => member.bump === bump);

const verb = (unit: Unit): string => {
  if (every(unit, 'retired')) return 'Retire';
  if (unit.members.some((member) => member.bump === 'downgrade')) return 'Downgrade';
  return every(unit, 'new') ? 'Introduce' : 'Promote';
};

const toward = (unit: Unit): string => {
  if (every(unit, 'retired')) return 'from';
  return unit.members.some((member) => member.bump === 'downgrade') || every(unit, 'new') ? 'in' : 'to';
};
