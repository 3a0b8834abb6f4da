import { coerce, gte, major, minor } from 'semver';

/** Something that Argo CD can only do from a version on; one line of versions each that got it. */
export interface Fix {
  readonly code: string;
  /** What works with it. */
  readonly what: string;
  /** The first versions that have it, oldest line first; every line after the last of them has it too. */
  readonly since: readonly string[];
  /** Does it matter only where an environment says `order: progressive`? Then nothing is promoted without it. */
  readonly progressive: boolean;
}

/** Read in Argo CD's release notes and code, up to 3.5. */
export const FIXES: readonly Fix[] = [
  {
    code: 'retry-refresh',
    what: 'a sync that is tried again takes what is wanted by then (`retry.refresh`)',
    since: ['3.2.0'],
    progressive: false,
  },
  {
    code: 'image-only',
    what: 'a progressive sync sees a promotion that changes only an image (argo-cd#26811)',
    since: ['3.3.7', '3.4.0'],
    progressive: true,
  },
  {
    code: 'progressive-loop',
    what: 'a progressive sync does not run in circles (argo-cd#29044)',
    since: ['3.4.7', '3.5.1'],
    progressive: true,
  },
  {
    code: 'stuck-hook',
    what: 'a hook that hangs, such as a migration, does not hold up every later sync (argo-cd#16446)',
    since: ['3.5.2'],
    progressive: false,
  },
];

/** The version in what Argo CD says of itself (`v3.5.1+8e2a…`); undefined where there is none in it. */
export const versionIn = (text: string): string | undefined => coerce(text)?.version;

export const hasFix = (version: string, { since }: Fix): boolean => {
  const sameLine = since.find((one) => major(one) === major(version) && minor(one) === minor(version));
  return gte(version, sameLine ?? (since.at(-1) as string));
};
