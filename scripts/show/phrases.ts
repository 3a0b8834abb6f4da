import type { Bump, Pending } from '../model/promotion.ts';
import type { Desired } from '../model/repository.ts';
import { oneLine, squeeze } from './escape.ts';

/** `1 commit`, `2 commits`, `10,000 commits`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${String(number).replace(/\B(?=(\d{3})+$)/g, ',')} ${number === 1 ? one : many}`;

/** `a`, `a and b`, `a, b and c`. */
export const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** An instant as people read it in a log; minutes are exact enough, and the zone is always said. */
export const instant = (seconds: number): string => {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return 'at an unknown time';
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
};

/** The first digits of a commit id: enough to be unique in any repository that people work in. */
export const shortCommit = (id: string): string => id.slice(0, 10);

/** The first twelve digits of a digest, as registries and `docker images` show it. */
export const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);

/** A version in a place where only so many characters are free: both ends stay. */
export const version = (desired: Desired, limit = 40): string =>
  squeeze(oneLine(desired.version, 128), limit);

/** `0.5.0 → 0.5.1`, `new: 0.5.1`, `0.5.0 → gone`, or the one version when it stays. */
export const step = ({ from, to }: Pending, limit = 40): string => {
  if (from === undefined) return to === undefined ? 'nothing' : `new: ${version(to, limit)}`;
  if (to === undefined) return `${version(from, limit)} → gone`;
  const [before, after] = [version(from, limit), version(to, limit)];
  return from.version === to.version ? after : `${before} → ${after}`;
};

/** What a kind of step is called in a table. */
export const BUMP = {
  major: 'major',
  minor: 'minor',
  patch: 'patch',
  prerelease: 'pre-release',
  configuration: 'configuration only',
  image: 'image only',
  new: 'new here',
  retired: 'retired',
  downgrade: 'downgrade',
  newer: 'newer',
  unordered: 'not comparable',
} as const satisfies Record<Bump, string>;
