import type { Desired } from '../../model/repository.ts';

/** What a program is told of the environment that it checks. */
export interface EnvironmentFacts {
  readonly environment: string;
  readonly commit: string;
  readonly tree: string;
  readonly services: readonly Pick<Desired, 'service' | 'image' | 'version' | 'digest' | 'config'>[];
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** Tokens that every workflow holds and no check needs: a program that prints or sends them gives the repository away. */
const TOKENS = [
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'GH_ENTERPRISE_TOKEN',
  'GITHUB_ENTERPRISE_TOKEN',
  'ARGOCD_AUTH_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
];

/** The variables of a checking program: ours without the tokens (`secrets` names more of them), and the facts. */
export const programVariables = (
  ours: Variables,
  facts: EnvironmentFacts,
  secrets: readonly string[],
): Record<string, string> => {
  const kept = Object.entries(ours).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !TOKENS.includes(entry[0]) && !secrets.includes(entry[0]),
  );
  return { ...Object.fromEntries(kept), ...factVariables(facts) };
};

const factVariables = ({
  environment,
  commit,
  tree,
  services,
}: EnvironmentFacts): Record<string, string> => ({
  BRACKET_ENVIRONMENT: environment,
  BRACKET_COMMIT: commit,
  BRACKET_TREE: tree,
  BRACKET_SERVICES: services.map(({ service, version }) => `${service}=${version}`).join(' '),
  ...Object.fromEntries(
    services.flatMap(({ service, image, version, digest = '', config }) => {
      const name = service.toUpperCase().replaceAll('-', '_');
      return [
        [`BRACKET_VERSION_${name}`, version],
        [`BRACKET_IMAGE_${name}`, image],
        [`BRACKET_DIGEST_${name}`, digest],
        [`BRACKET_CONFIG_${name}`, config],
      ];
    }),
  ),
});

const SECRET_NAME = /TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY/i;
/** Shorter values, `true` or `admin`, stand in too much harmless text. */
const SHORTEST = 6;

/** Values that no output may show: those of the tokens, and of every variable whose name says that it is secret. */
export const secretValues = (ours: Variables, secrets: readonly string[]): string[] =>
  Object.entries(ours)
    .filter(([name]) => TOKENS.includes(name) || secrets.includes(name) || SECRET_NAME.test(name))
    .map(([, value]) => value?.trim() ?? '')
    .filter((value) => value.length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
