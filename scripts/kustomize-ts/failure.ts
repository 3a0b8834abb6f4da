/** Where in the input a build failed. */
export interface FailurePlace {
  /** The file, absolute in its file system, where one is known. */
  readonly file?: string | undefined;
  /** The field of the kustomization or the path inside a resource, where one is known. */
  readonly field?: string | undefined;
}

/**
 * A build that cannot be done, and why. Messages are worded like those of `kustomize build` where people search for
 * them; `within` adds the outer context in front, as the real tool nests its own.
 */
export class BuildFailure extends Error {
  override readonly name = 'BuildFailure';
  readonly file: string | undefined;
  readonly field: string | undefined;

  constructor(message: string, place: FailurePlace = {}) {
    super(message);
    this.file = place.file;
    this.field = place.field;
  }

  /** The same failure seen from further out: `prefix: message`. The innermost place wins. */
  within(prefix: string, place: FailurePlace = {}): BuildFailure {
    return this.reworded(`${prefix}: ${this.message}`, place);
  }

  /** The same failure in other words. The innermost place wins. */
  reworded(message: string, place: FailurePlace = {}): BuildFailure {
    return new BuildFailure(message, joined(this, place));
  }
}

/** The innermost file counts, and a field of another file says nothing about it. */
const joined = (inner: FailurePlace, outer: FailurePlace): FailurePlace => {
  const isSameFile = inner.file === undefined || outer.file === undefined || inner.file === outer.file;
  return { file: inner.file ?? outer.file, field: inner.field ?? (isSameFile ? outer.field : undefined) };
};

/** Runs a step and puts a prefix before whatever build failure it ends in. */
export const within = <T>(prefix: string, step: () => T, place: FailurePlace = {}): T => {
  try {
    return step();
  } catch (error) {
    throw error instanceof BuildFailure ? error.within(prefix, place) : error;
  }
};

/** Runs a step and says where, of whatever build failure it ends in that does not know that better. */
export const placed = <T>(place: FailurePlace, step: () => T): T => {
  try {
    return step();
  } catch (error) {
    throw error instanceof BuildFailure ? error.reworded(error.message, place) : error;
  }
};
