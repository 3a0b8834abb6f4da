import { BuildFailure } from '../failure.ts';
import { effectiveNamespace, type Gvk, idText, sameNamespace } from '../object/id.ts';
import { nameOf, namespaceOf, type Resource } from '../object/resource.ts';
import { emit } from '../yaml/emit.ts';
import { type Candidate, type Candidates, sameChain, wasEver } from './names-candidates.ts';
import { type Referrer, reaches } from './names-referrer.ts';

/** A field that holds the name of an object of some type. */
export interface Reference {
  readonly referrer: Referrer;
  readonly path: string;
  readonly target: Partial<Gvk>;
  readonly candidates: Candidates;
}

/** What a field says of the object it names. */
export interface Wanted {
  readonly name: string;
  /** The namespace written beside the name; undefined where only a name is written, and only a name is read. */
  readonly namespace?: string | undefined;
  /** Is the namespace going to be written, too? Then objects of one name in two namespaces are two. */
  readonly withNamespace: boolean;
}

/**
 * The object a field names, by a name it once had (filters/nameref/nameref.go, selectReferral): of its type, of the
 * type in `roleRef`, within reach, then by the prefixes and suffixes it shares with the referrer, first leniently.
 * Undefined where none is left; throws BuildFailure where several are, and they are not the same for this field.
 */
export const selected = (reference: Reference, wanted: Wanted): Resource | undefined => {
  let left = reference.candidates.named(wanted.name).filter((one) => fits(reference, wanted, one));
  for (const lenient of [true, false]) {
    if (left.length <= 1) return left[0]?.subject;
    left = left.filter((one) => sameChain(one, reference.referrer, { lenient }));
  }
  if (left.length > 1 && !left.every((one) => isSame(one, left[0] as Candidate, wanted)))
    throw ambiguity(reference, left);
  return left[0]?.subject;
};

const fits = (reference: Reference, wanted: Wanted, candidate: Candidate): boolean => {
  const { referrer, path, target } = reference;
  if (!wasEver(candidate, target)) return false;
  if (path.endsWith('roleRef/name') && referrer.role !== undefined && !wasEver(candidate, referrer.role))
    return false;
  return isWithinReach(referrer, candidate) && isInNamespace(reference, wanted.namespace, candidate);
};

/** The same namespace, or none at all; a RoleBinding also reaches the service accounts it binds. */
const isWithinReach = ({ current, bound }: Referrer, candidate: Candidate): boolean =>
  current.clusterScoped ||
  candidate.current.clusterScoped ||
  sameNamespace(current, candidate.current) ||
  (candidate.isServiceAccount && bound.has(candidate.current.namespace));

/** The namespace counts as the one objects were loaded with, where any object within reach was; else as the present. */
const isInNamespace = (
  { referrer, candidates }: Reference,
  namespace: string | undefined,
  candidate: Candidate,
): boolean => {
  if (namespace === undefined) return true;
  for (const home of candidates.homesFrom(namespace))
    if (reaches(referrer, home)) return candidate.originalNamespace === namespace;
  return !candidate.current.clusterScoped && effectiveNamespace(candidate.current) === namespace;
};

const isSame = (a: Candidate, b: Candidate, { withNamespace }: Wanted): boolean =>
  nameOf(a.subject) === nameOf(b.subject) &&
  (!withNamespace || namespaceOf(a.subject) === namespaceOf(b.subject));

const ambiguity = ({ referrer, path }: Reference, found: readonly Candidate[]): BuildFailure => {
  const ids = found.map((one) => idText(one.current)).join(', ');
  const objects = found.map((one, index) => `--- possible referral ${index}:\n${emit(one.subject.root)}\n`);
  return new BuildFailure(
    `found multiple possible referrals: ${ids}\n\n**** Too many possible referral targets to referrer:\n` +
      `${emit(referrer.subject.root)}\n${objects.join('')}`,
    { field: path },
  );
};
