import type { Trouble } from './position.ts';

export interface ReadSecrets {
  /** The same text with a dot for each character of a secret: everything that is printed comes from this one. */
  readonly masked: string;
  readonly troubles: readonly Trouble[];
}

interface Found {
  readonly at: number;
  readonly length: number;
  readonly what: string;
}

/** Shapes that the issuers of tokens publish so that they can be found. The first group, or the match, is the secret. */
const SHAPES: readonly (readonly [string, RegExp])[] = [
  ['a GitHub token', /\bgh[opsur]_[A-Za-z0-9]{30,}/g],
  ['a GitHub token', /\bgithub_pat_[A-Za-z0-9_]{22,}/g],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}/g],
  ['a Slack token', /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g],
  ['a Slack webhook address', /https:\/\/hooks\.slack\.com\/[A-Za-z]+\/[A-Za-z0-9/_-]{8,}/g],
  ['an AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g],
  ['a Google API key', /\bAIza[0-9A-Za-z_-]{35}/g],
  ['a Stripe key', /\b[rs]k_live_[0-9A-Za-z]{16,}/g],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/g],
  ['a JSON Web Token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g],
  [
    'a private key',
    /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----(?:[^-]{0,20000}-----END [A-Z0-9 ]{0,30}PRIVATE KEY-----)?/g,
  ],
  ['a password inside an address', /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"']{0,100}:(?!\$)[^\s/@"']{1,200}@/g],
];

/** Nothing of `SHAPES` matches a text in which this does not: one pass over what is nearly always clean. */
const HINT =
  /gh[opsur]_|github_pat_|glpat-|xox[abeoprs]-|hooks\.slack|AKIA|ASIA|AIza|k_live_|npm_|eyJ|PRIVATE KEY|:\/\/[^\s/]*@/;

const NAMED =
  /^[ \t]*(?:- +)?["']?([\w.-]*(?:passw|secret|token|api[-_]?key|credential|authorization|cookie)[\w.-]*)["']?[ \t]*:[ \t]*["']?((?:(?:Bearer|Basic|token) +)?[^\s"'#{}[\]]{12,})/gim;

/**
 * Finds what looks like a secret and masks it. `named` also looks at values under keys such as `password`, for files
 * whose every key is known; manifests of others are full of names like `secretName`.
 */
export const readSecrets = (text: string, named: boolean): ReadSecrets => {
  const found = [...(HINT.test(text) ? byShape(text) : []), ...(named ? byName(text) : [])];
  if (found.length === 0) return { masked: text, troubles: [] };
  const first = withoutOverlaps(found);
  return { masked: mask(text, first), troubles: first.map(secret) };
};

const byShape = (text: string): Found[] =>
  SHAPES.flatMap(([what, shape]) =>
    [...text.matchAll(shape)].map((match) => ({ at: match.index, length: match[0].length, what })),
  );

const byName = (text: string): Found[] =>
  [...text.matchAll(NAMED)].flatMap((match) => {
    const value = match[2] as string;
    if (!looksRandom(value.replace(/^(?:Bearer|Basic|token) +/i, ''))) return [];
    const at = match.index + match[0].length - value.length;
    return [{ at, length: value.length, what: 'a secret' }];
  });

/** Letters and digits mixed inside one word, and more surprise in each character than names and versions have. */
const looksRandom = (value: string): boolean =>
  !/^[$@^~<>=]/.test(value) && value.split(/[-_.]/).some(isMixed) && entropy(value) > 3.2;

const isMixed = (word: string): boolean => word.length >= 8 && /[0-9]/.test(word) && /[A-Za-z]/.test(word);

/** Shannon entropy in bits for each character. */
const entropy = (value: string): number => {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce(
    (sum, count) => sum - (count / value.length) * Math.log2(count / value.length),
    0,
  );
};

const withoutOverlaps = (found: readonly Found[]): Found[] => {
  const kept: Found[] = [];
  for (const one of [...found].sort((a, b) => a.at - b.at || b.length - a.length)) {
    const last = kept.at(-1);
    if (last === undefined || one.at >= last.at + last.length) kept.push(one);
  }
  return kept;
};

const mask = (text: string, found: readonly Found[]): string => {
  let masked = '';
  let at = 0;
  for (const one of found) {
    masked += text.slice(at, one.at) + text.slice(one.at, one.at + one.length).replace(/[^\s:]/g, '•');
    at = one.at + one.length;
  }
  return masked + text.slice(at);
};

const secret = (found: Found): Trouble => ({
  code: 'secret',
  at: found.at,
  length: found.length,
  what: `This looks like ${found.what}. It is not shown here.`,
  why: 'Whoever can read the repository, now or ever, has it; removing the line does not take it out of the history.',
  fix: 'Revoke it where it was issued, keep the new one in a secret store, and write its name here instead.',
});
