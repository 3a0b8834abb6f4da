import { versionOf } from './answer.ts';
import type { Change } from './stream.ts';

/** What is known of an environment's Applications, from lists and from the changes that are told between them. */
export interface Desk {
  /** By name; absent until the first list. */
  shown(): ReadonlyMap<string, unknown> | undefined;
  /** When all of it was last listed, in milliseconds since 1970. */
  listedAt(): number;
  list(applications: ReadonlyMap<string, unknown>, now: number): void;
  /** Takes in a change, unless it tells what is known or what came before. */
  change(one: Change): void;
  /** Is there anything that nobody has taken note of? */
  isNew(): boolean;
  noted(): void;
  /** Resolves when there is. */
  news(signal: AbortSignal): Promise<void>;
}

export const makeDesk = (): Desk => {
  let shown: Map<string, unknown> | undefined;
  let listedAt = Number.NEGATIVE_INFINITY;
  let isNew = false;
  let tell = (): void => undefined;
  const change = ({ name, application }: Change): void => {
    if (shown === undefined) return;
    const before = shown.get(name);
    if (application === undefined) shown.delete(name);
    else if (newer(before, application) === before) return;
    else shown.set(name, application);
    isNew = true;
    tell();
  };
  return {
    shown: () => shown,
    listedAt: () => listedAt,
    list: (applications, now) => {
      const before = shown;
      shown = new Map([...applications].map(([name, one]) => [name, newer(before?.get(name), one)]));
      listedAt = now;
      isNew = true;
    },
    change,
    isNew: () => isNew,
    noted: () => {
      isNew = false;
    },
    news: async (signal) => {
      if (isNew || signal.aborted) return;
      await new Promise<void>((resolve) => {
        tell = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    },
  };
};

/**
 * A list may be made before a change and arrive after it. The versions of an object grow (Kubernetes, KEP-5504); where
 * they cannot be compared, what came last holds.
 */
const newer = (before: unknown, after: unknown): unknown => {
  const [one, other] = [versionOf(before), versionOf(after)];
  if (one === undefined || other === undefined) return after;
  if (one === other) return before;
  return /^\d+$/.test(one) && /^\d+$/.test(other) && BigInt(one) > BigInt(other) ? before : after;
};
