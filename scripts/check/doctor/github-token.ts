import { type Diagnosis, ok, warning } from './diagnosis.ts';
import { type Learned, unanswered } from './learned.ts';

/** What a token is, by the prefix that GitHub gives it (GitHub's documentation, "GitHub's token formats"). */
export type TokenKind = 'installation' | 'classic' | 'fine-grained' | 'user' | 'other';

const PREFIXES: readonly (readonly [prefix: string, kind: TokenKind])[] = [
  ['ghs_', 'installation'],
  ['ghp_', 'classic'],
  ['github_pat_', 'fine-grained'],
  ['gho_', 'user'],
  ['ghu_', 'user'],
];

export const tokenKind = (token: string): TokenKind =>
  PREFIXES.find(([prefix]) => token.startsWith(prefix))?.[1] ?? 'other';

/** What is known of the token; the token itself is not among it. */
export interface TokenFacts {
  readonly kind: TokenKind;
  /** The login that it acts as: of a person, or of an App (`name[bot]`). */
  readonly login: Learned<string>;
  /** What a classic token may do at all; GitHub names it with every answer. */
  readonly scopes?: readonly string[];
  /** When it ends, in milliseconds since 1970, where GitHub says so. */
  readonly expires?: number;
}

/** The login of the token that GitHub gives to every job of a workflow. */
const ACTIONS = 'github-actions[bot]';

export const isActionsToken = ({ login }: TokenFacts): boolean => 'value' in login && login.value === ACTIONS;
export const examineToken = (token: TokenFacts, now: number): Diagnosis[] => [
  judgeOwner(token),
  ...judgeExpiry(token, now),
];

const APP = 'Set up a GitHub App and take its token: README.md, "Connect GitHub", step 3.';

const judgeOwner = (token: TokenFacts): Diagnosis => {
  const { login } = token;
  if ('silence' in login)
    return unanswered({ code: 'app', asked: 'Whose token GITHUB_TOKEN is', fix: APP }, login.silence);
  if (isActionsToken(token))
    return warning(
      'app',
      'GITHUB_TOKEN works, and is the one that GitHub Actions gives to every job: the required check of a promotion that it opens waits until a person lets it run.',
      APP,
    );
  if (login.value.endsWith('[bot]')) return ok('app', `GITHUB_TOKEN works; it is of the App ${login.value}.`);
  return warning(
    'app',
    `GITHUB_TOKEN works, and is ${KINDS[token.kind]} of ${login.value}: promotions are opened in that person's name, who then cannot sign them off.`,
    `On a laptop that is as it should be. In workflows it is not: ${APP.charAt(0).toLowerCase()}${APP.slice(1)}`,
  );
};

const KINDS: Readonly<Record<TokenKind, string>> = {
  installation: 'a token',
  classic: 'a classic token',
  'fine-grained': 'a fine-grained token',
  user: 'a token',
  other: 'a token',
};

const DAY = 86_400_000;
const SOON = 7 * DAY;

const judgeExpiry = ({ expires }: TokenFacts, now: number): Diagnosis[] => {
  if (expires === undefined) return [];
  const day = new Date(expires).toISOString().slice(0, 10);
  if (expires - now > SOON) return [ok('token-expiry', `The token is good until ${day}.`)];
  return [
    warning(
      'token-expiry',
      `The token ends on ${day}; from then on nothing is promoted with it.`,
      'Make a new token, and set it where this one is set.',
    ),
  ];
};
