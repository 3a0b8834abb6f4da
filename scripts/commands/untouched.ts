import { reachOf } from '../check/reach.ts';
import type { ServiceName } from '../model/names.ts';
import type { Viewpoint } from './viewpoint.ts';

/** Whether nothing that a service's manifests are made of differs between two viewpoints. */
export type Untouched = (service: ServiceName) => boolean;

/** Folders of which nothing is ever rendered. */
const OTHERS = /^(?:environments|schemas|\.github)\//;

/**
 * Tells apart, by what is listed alone, which services cannot render differently. What lies outside of `services` may be
 * led on from there, which is not followed: then whoever reads outside is touched. Nothing is listed before somebody asks.
 */
export const untouchedBetween = (
  base: Pick<Viewpoint, 'entries'>,
  head: Pick<Viewpoint, 'entries' | 'leads'>,
): Untouched => {
  let answer: Untouched | undefined;
  return (service) => {
    answer ??= compare(base, head);
    return answer(service);
  };
};

const compare = (base: Pick<Viewpoint, 'entries'>, head: Pick<Viewpoint, 'entries' | 'leads'>): Untouched => {
  const paths = differing(base.entries, head.entries).filter((path) => !OTHERS.test(path));
  const reach = reachOf(head.leads);
  const touched = new Set(paths.flatMap((path) => reach.readers(path)));
  const isFar = paths.some((path) => !path.startsWith('services/'));
  return (service) =>
    !touched.has(service) &&
    !(isFar && reach.beyond(service).some((path) => !`${path}/`.startsWith('services/')));
};

const differing = (base: Viewpoint['entries'], head: Viewpoint['entries']): string[] => {
  const paths: string[] = [];
  for (const { path, blob, mode } of head.values()) {
    const before = base.get(path);
    if (before?.blob !== blob || before.mode !== mode) paths.push(path);
  }
  for (const path of base.keys()) if (!head.has(path)) paths.push(path);
  return paths;
};
