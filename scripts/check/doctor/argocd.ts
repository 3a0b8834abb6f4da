import { FIXES, type Fix, hasFix, versionIn } from './argocd-fixes.ts';
import { type Diagnosis, missing, ok, unknown, warning } from './diagnosis.ts';
import { isSilent, type Learned, unanswered } from './learned.ts';

/** One environment that Argo CD deploys, and what an API with its address answered. */
export interface ArgocdEnvironment {
  readonly name: string;
  readonly project: string;
  /** Are its Applications synced one after the other? */
  readonly progressive: boolean;
  /** The name of the variable that holds the token. */
  readonly variable: string;
  /** Names of the Applications that its files ask for. */
  readonly wanted: readonly string[];
  /** Names of those that are there; absent: the variable is not set, so nobody asked. */
  readonly applications?: Learned<readonly string[]>;
}

export interface ArgocdServer {
  readonly address: string;
  /** What it says of its version; it tells that to everybody. */
  readonly version: Learned<string>;
  readonly environments: readonly ArgocdEnvironment[];
}

export interface ArgocdFacts {
  /** Environments that Argo CD is told of. */
  readonly told: readonly string[];
  /** Those of them that name no API to ask. */
  readonly unasked: readonly string[];
  /** Files in `environments/argocd` that are not what the environment files make of them; absent: none was ever there; `unread` while an environment file cannot be read. */
  readonly stale?: readonly string[] | 'unread';
  readonly servers: readonly ArgocdServer[];
}

export const examineArgocd = (facts: ArgocdFacts): Diagnosis[] => {
  if (facts.told.length === 0)
    return [ok('argocd', 'No environment says `argocd`, so Argo CD is told nothing and not asked.')];
  return [...judgeFiles(facts), ...judgeUnasked(facts), ...facts.servers.flatMap(judgeServer)];
};

const judgeFiles = ({ stale, told }: ArgocdFacts): Diagnosis[] => {
  const code = 'argocd-files';
  if (stale === 'unread') return [];
  if (stale === undefined)
    return [
      warning(
        code,
        `environments/argocd was never written: Argo CD is told of ${told.join(', ')} in another way, or not at all.`,
        'Run `npx bracket argocd`, commit what it writes, and once `kubectl apply -k environments/argocd`.',
      ),
    ];
  if (stale.length === 0) return [ok(code, `environments/argocd is what ${told.join(', ')} say.`)];
  const more = stale.length > 1 ? ` and ${stale.length - 1} more are` : ' is';
  return [
    missing(
      code,
      `${stale[0]}${more} not what the environment files make of it: Argo CD follows something else.`,
      'Run `npx bracket argocd` and commit what it writes.',
    ),
  ];
};

const judgeUnasked = ({ unasked }: ArgocdFacts): Diagnosis[] =>
  unasked.length === 0
    ? []
    : [
        warning(
          'argocd-server',
          `Nobody asks Argo CD whether a rollout is there in ${unasked.join(', ')}: verification relies on checks alone.`,
          'Name the address of its API as `argocd.server` in the environment file.',
        ),
      ];

const judgeServer = (server: ArgocdServer): Diagnosis[] => [
  ...judgeVersion(server),
  ...server.environments.flatMap((environment) => judgeEnvironment(server, environment)),
];

const judgeVersion = ({ address, version, environments }: ArgocdServer): Diagnosis[] => {
  const code = 'argocd-version';
  const asked = 'The version of Argo CD';
  if ('silence' in version) return [unanswered({ code, asked, fix: notTheApi(address) }, version.silence)];
  const found = versionIn(version.value);
  if (found === undefined)
    return [unknown(code, `Argo CD at ${address} does not say its version.`, notTheApi(address))];
  const progressive = environments.filter((one) => one.progressive).map(({ name }) => name);
  const matters = FIXES.filter((fix) => !fix.progressive || progressive.length > 0);
  const there = matters.filter((fix) => hasFix(found, fix)).map(({ what }) => what);
  return [
    ok(code, `Argo CD ${found} answers at ${address}.`),
    ...(there.length === 0 ? [] : [ok('argocd-fixes', `With it ${there.join('; ')}.`)]),
    ...matters.filter((fix) => !hasFix(found, fix)).map((fix) => judgeFix(fix, found, progressive)),
  ];
};

const notTheApi = (address: string): string =>
  `Check that ${address} is the API of Argo CD and not a page to log in: \`curl ${address}/api/version\`.`;

const judgeFix = (fix: Fix, found: string, progressive: readonly string[]): Diagnosis => {
  const of = fix.progressive ? ` (${progressive.join(', ')})` : '';
  const tell = fix.progressive ? missing : warning;
  return tell(
    `argocd-${fix.code}`,
    `Argo CD ${found} is too old for this${of}: ${fix.what}.`,
    `Upgrade Argo CD to ${fix.since.join(' or ')} or newer; from 3.3 on apply its manifests with \`kubectl apply --server-side\`.`,
  );
};

const judgeEnvironment = (
  { address }: ArgocdServer,
  { name, project, variable, wanted, applications }: ArgocdEnvironment,
): Diagnosis[] => {
  const code = 'argocd-token';
  const make = `Make a token with \`argocd proj role create-token ${project} verify\` and set ${variable} to it.`;
  if (applications === undefined)
    return [missing(code, `${name}: the variable ${variable} is not set, so Argo CD cannot be asked.`, make)];
  if (isSilent(applications, 'refused') || isSilent(applications, 'forbidden'))
    return [
      missing(
        code,
        `${name}: Argo CD at ${address} does not let the token in ${variable} read the project ${project}.`,
        `${make} The AppProject with that role must be there: \`kubectl apply -k environments/argocd\`.`,
      ),
    ];
  if ('silence' in applications)
    return [
      unanswered({ code, asked: `${name}: what runs there`, fix: notTheApi(address) }, applications.silence),
    ];
  if (applications.value.length === 0 && wanted.length > 0)
    return [
      missing(
        'argocd-applications',
        `${name}: none of its ${wanted.length} Applications is seen: they are not there, or the token in ${variable} may not see them, which Argo CD does not tell apart.`,
        `Look at \`kubectl -n argocd get applications -l environment=${name}\`: none, then \`kubectl apply -k environments/argocd\`; else: ${make}`,
      ),
    ];
  return [
    ok(code, `${name}: the token in ${variable} may read the project ${project}.`),
    judgeApplications(name, wanted, applications.value),
  ];
};

const judgeApplications = (name: string, wanted: readonly string[], found: readonly string[]): Diagnosis => {
  const code = 'argocd-applications';
  const absent = wanted.filter((one) => !found.includes(one));
  if (absent.length === 0)
    return ok(code, `${name}: every one of its ${wanted.length} Applications is there.`);
  return missing(
    code,
    `${name}: ${absent.length} of ${wanted.length} Applications are not there: ${absent.slice(0, 5).join(', ')}${absent.length > 5 ? ', …' : ''}.`,
    `Commit and push what wants them, and look at what \`kubectl -n argocd describe applicationset ${name}\` says.`,
  );
};
