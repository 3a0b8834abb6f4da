import type { Evidence } from '../model/verdict.ts';
import type { Outcome } from '../model/verification.ts';
import type { GateFacts } from './facts.ts';

/**
 * What is known of the states of the source that held everything that moves exactly as it moves, oldest first: only this
 * can prove a promotion.
 */
export const proofOf = ({ evidence, proof }: Pick<GateFacts, 'evidence' | 'proof'>): Evidence[] =>
  proof === undefined
    ? []
    : evidence.filter(
        (one) =>
          one.environment === proof.environment &&
          proof.states.some(({ commit, tree }) => commit === one.commit && tree === one.tree),
      );

/** Is it good enough to go on? A warning is told and stops nothing; what is not known never is. */
export const isGood = (outcome: Outcome): boolean => outcome === 'pass' || outcome === 'warning';
