import { type ApiApplication, applicationAt, nameOf, type Plot, ROLLOUT } from './application.ts';

/** Whoever has an open stream. */
interface Listener {
  readonly tell: (type: 'ADDED' | 'MODIFIED' | 'DELETED', application: ApiApplication) => void;
  readonly drop: () => void;
}

/** What Argo CD knows, and how it goes on. */
export interface Stage {
  all(): ApiApplication[];
  tick(): void;
  refresh(name: string): void;
  alter(name: string, change: (application: ApiApplication) => ApiApplication | undefined): void;
  listen(listener: Listener): () => void;
  dropListeners(): void;
  listening(): number;
}

interface Actor {
  readonly plot: Plot;
  place: number;
  present: ApiApplication | undefined;
}

/** The last comparison of the first moment; each change is a second later. Long after any commit of a test. */
const OPENING = Date.parse('2030-01-01T00:00:00Z');

export const makeStage = (plots: readonly Plot[]): Stage => {
  let count = 0;
  const listeners = new Set<Listener>();
  const moment = () => ({ count: count++, now: OPENING + count * 1000 });
  const actors = new Map(
    plots.map((plot): [string, Actor] => [
      nameOf(plot),
      { plot, place: 0, present: applicationAt(plot, stepOf(plot, 0), moment()) },
    ]),
  );
  const become = (actor: Actor, next: ApiApplication | undefined): void => {
    const before = actor.present;
    actor.present = next;
    const told = next ?? before;
    if (told === undefined) return;
    const type = next === undefined ? 'DELETED' : before === undefined ? 'ADDED' : 'MODIFIED';
    for (const { tell } of listeners) tell(type, told);
  };
  const goOn = (actor: Actor): void => {
    if (actor.place >= stepsOf(actor.plot).length - 1) return;
    actor.place += 1;
    become(actor, applicationAt(actor.plot, stepOf(actor.plot, actor.place), moment()));
  };
  const waits = ({ plot, place }: Actor): boolean => stepOf(plot, place) === 'until-refresh';
  return {
    all: () => [...actors.values()].flatMap(({ present }) => (present === undefined ? [] : [present])),
    tick: () => {
      for (const actor of actors.values()) if (!waits(actor)) goOn(actor);
    },
    refresh: (name) => {
      const actor = actors.get(name);
      if (actor !== undefined && waits(actor)) goOn(actor);
    },
    alter: (name, change) => {
      const actor = actors.get(name);
      if (actor?.present === undefined) throw new Error(`there is no Application ${name}`);
      const next = change(structuredClone(actor.present));
      const resourceVersion = String(1000 + moment().count);
      become(actor, next && { ...next, metadata: { ...next.metadata, resourceVersion } });
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dropListeners: () => {
      for (const { drop } of listeners) drop();
      listeners.clear();
    },
    listening: () => listeners.size,
  };
};

const stepsOf = ({ steps }: Plot) => steps ?? ROLLOUT;

const stepOf = (plot: Plot, place: number) => stepsOf(plot)[place] ?? 'there';
