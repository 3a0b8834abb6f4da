import semver from 'semver';

/** Reads ranges and versions as semver does, each text once: thousands of records say the same few. */
export interface SemverReader {
  /** Undefined for what is no range. */
  readonly range: (text: string) => semver.Range | undefined;
  /** Undefined unless the text is a version exactly as semver writes it, which `v1.2.3` is not. */
  readonly version: (text: string) => semver.SemVer | undefined;
}

export const semverReader = (): SemverReader => ({ range: once(readRange), version: once(readVersion) });

const once = <T>(read: (text: string) => T): ((text: string) => T) => {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined || known.has(text)) return found as T;
    const value = read(text);
    known.set(text, value);
    return value;
  };
};

/** Whether pre-releases may run is the question of `accepts`, so 1.1.0-rc.1 is within ^1.0.0. */
const readRange = (text: string): semver.Range | undefined => {
  try {
    return new semver.Range(text, { includePrerelease: true });
  } catch {
    return undefined;
  }
};

const readVersion = (text: string): semver.SemVer | undefined => {
  const version = semver.parse(text);
  return version?.version === text ? version : undefined;
};
