import type { Forge } from '../forge.ts';
import type { Git } from '../git.ts';
import { type Pace, readSettings } from './github/settings.ts';

export interface Choice {
  readonly git: Git;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What `--forge` says; absent: GitHub when GITHUB_TOKEN and GITHUB_REPOSITORY are set, else local. */
  readonly flag?: 'local' | 'github' | undefined;
  readonly now: Date;
  /** Hears what people should know about how it went. */
  readonly say?: (text: string) => void;
  readonly pace?: Pace;
}

/** The forge to use. Throws a `Failure` of usage when GitHub is meant and its settings are no good. */
export const chooseForge = async (choice: Choice): Promise<Forge> => {
  const { git, env, flag, now, say = () => undefined } = choice;
  const named = Boolean(env['GITHUB_TOKEN'] && env['GITHUB_REPOSITORY']);
  if (flag === 'github' || (flag === undefined && named)) {
    const settings = readSettings(env, choice.pace);
    const { openGitHubForge } = await import('./github/github.ts');
    return openGitHubForge(settings, say);
  }
  if (flag === undefined && env['GITHUB_ACTIONS'] === 'true')
    say(
      'GITHUB_TOKEN is not set, so pull requests stay in this clone: add `env: { GITHUB_TOKEN: … }` to the step.',
    );
  const { openLocalForge } = await import('./local/local.ts');
  return openLocalForge(git, now);
};
