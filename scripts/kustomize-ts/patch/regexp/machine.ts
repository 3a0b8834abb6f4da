import { isWord } from './escapes.ts';
import { type CharacterTest, type Expression, type Position, syntaxFailure } from './expression.ts';

/** A step of matching. Every state of the machine is the number of one. */
type Step =
  | { readonly kind: 'character'; readonly matches: CharacterTest }
  | { readonly kind: 'position'; readonly at: Position; readonly to: number }
  | { kind: 'fork'; to: number[] }
  | { readonly kind: 'match' };

/** Go refuses programs of more instructions than this, roughly (regexp/syntax, maxSize). */
const MOST_STEPS = 1_000_000;

/**
 * Compiles an expression into steps that are walked all at once: the time grows with the length of the text times the
 * size of the expression, whatever either of them is (Thompson 1968). Throws BuildFailure for what is too large.
 */
export const compile = (expression: Expression, source: string): readonly Step[] => {
  const steps: Step[] = [];
  const add = (step: Step): number => {
    if (steps.length >= MOST_STEPS) throw syntaxFailure('expression too large', source);
    return steps.push(step) - 1;
  };
  const emit = (part: Expression): void => {
    if (part.kind === 'character') add(part);
    else if (part.kind === 'position') add({ ...part, to: steps.length + 1 });
    else if (part.kind === 'sequence') part.parts.forEach(emit);
    else if (part.kind === 'choice') emitChoice(part.parts);
    else emitRepeat(part);
  };
  const fork = (): { kind: 'fork'; to: number[] } => {
    const made = { kind: 'fork' as const, to: [] };
    add(made);
    return made;
  };
  const emitChoice = (parts: readonly Expression[]): void => {
    const start = fork();
    const ends = parts.map((part) => {
      start.to.push(steps.length);
      emit(part);
      return fork();
    });
    for (const end of ends) end.to.push(steps.length);
  };
  const emitRepeat = ({ part, least, most }: Expression & { kind: 'repeat' }): void => {
    for (let count = 0; count < least; count++) emit(part);
    if (most === Number.POSITIVE_INFINITY) {
      const start = steps.length;
      const loop = fork();
      loop.to.push(steps.length);
      emit(part);
      fork().to.push(start);
      loop.to.push(steps.length);
      return;
    }
    const skips = Array.from({ length: most - least }, () => {
      const optional = fork();
      optional.to.push(steps.length);
      emit(part);
      return optional;
    });
    for (const optional of skips) optional.to.push(steps.length);
  };
  emit(expression);
  add({ kind: 'match' });
  return steps;
};

/** Does any part of a text match? */
export const matches = (steps: readonly Step[], text: string): boolean => {
  let waiting = new Set<number>();
  for (let at = 0; ; ) {
    const point = text.codePointAt(at);
    const reached = reachable(steps, [...waiting, 0], { text, at, point });
    if (reached === undefined) return true;
    if (point === undefined) return false;
    waiting = new Set();
    for (const state of reached) {
      const step = steps[state];
      if (step?.kind === 'character' && step.matches(point)) waiting.add(state + 1);
    }
    at += point > 0xffff ? 2 : 1;
  }
};

interface Place {
  readonly text: string;
  readonly at: number;
  readonly point: number | undefined;
}

/** Every state that can be reached without reading on; undefined when one of them is a match. */
const reachable = (steps: readonly Step[], from: number[], place: Place): Set<number> | undefined => {
  const seen = new Set<number>();
  for (let state = from.pop(); state !== undefined; state = from.pop()) {
    if (seen.has(state)) continue;
    seen.add(state);
    const step = steps[state];
    if (step === undefined || step.kind === 'match') return undefined;
    if (step.kind === 'fork') for (const to of step.to) from.push(to);
    else if (step.kind === 'position' && isAt(step.at, place)) from.push(step.to);
  }
  return seen;
};

const isAt = (position: Position, { text, at, point }: Place): boolean => {
  switch (position) {
    case 'start':
      return at === 0;
    case 'end':
      return point === undefined;
    case 'lineStart':
      return at === 0 || text[at - 1] === '\n';
    case 'lineEnd':
      return point === undefined || point === 10;
    case 'boundary':
      return isBoundary(text, at);
    case 'noBoundary':
      return !isBoundary(text, at);
  }
};

const isBoundary = (text: string, at: number): boolean =>
  (at > 0 && isWord(text.charCodeAt(at - 1))) !== (at < text.length && isWord(text.charCodeAt(at)));
