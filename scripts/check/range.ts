import semver from 'semver';

export type Range = semver.Range;

/**
 * Reads semver ranges, each text once: thousands of records ask for the same few. Undefined for what is no range.
 * Whether pre-releases may run is the question of `accepts`, so 1.1.0-rc.1 is within ^1.0.0.
 */
export const rangeReader = (): ((text: string) => Range | undefined) => {
  const known = new Map<string, Range | undefined>();
  return (text) => {
    if (!known.has(text)) known.set(text, readRange(text));
    return known.get(text);
  };
};

const readRange = (text: string): Range | undefined => {
  try {
    return new semver.Range(text, { includePrerelease: true });
  } catch {
    return undefined;
  }
};

/** Is a version exactly as semver writes it? `v1.2.3` is not, and what follows a `+` no tag can hold. */
export const isSemver = (version: string): boolean => semver.valid(version) === version;
