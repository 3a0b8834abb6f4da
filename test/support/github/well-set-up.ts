import { readFileSync } from 'node:fs';
import { BOT } from './dispatch.ts';
import type { GitHub } from './server.ts';
import type { StoredRuleset } from './store.ts';

const folder = new URL('../../../.github/rulesets/', import.meta.url);

interface RulesetFile {
  readonly name: string;
  readonly rules: StoredRuleset['rules'];
}

/** A ruleset as this repository tells people to import it. */
export const imported = (file: 'main' | 'ledger', bypass: readonly string[] = []): StoredRuleset => {
  const { name, rules } = JSON.parse(readFileSync(new URL(`${file}.json`, folder), 'utf8')) as RulesetFile;
  return { id: file === 'main' ? 11 : 12, name, branches: [file], rules, bypass };
};

/** Sets a repository up as README.md says, with the App as one who sees everything. */
export const setUpWell = ({ hub }: GitHub): void => {
  const { settings } = hub;
  settings.rulesets = [imported('main', [BOT]), imported('ledger')];
  settings.workflows = ['validate', 'promote', 'release', 'verify'].map((name) => ({
    path: `.github/workflows/${name}.yml`,
    state: 'active',
  }));
  settings.secrets.set('release-brackets', ['BRACKET_APP_CLIENT_ID', 'BRACKET_APP_PRIVATE_KEY']);
  settings.admins = [BOT];
};
