import type { ExitCode } from '../outside/failure.ts';
import type { Invocation } from './invocation.ts';

/** What commander read after the verb: options by their camel-case name, positional arguments by theirs. Always text. */
export type Given = Readonly<Record<string, unknown>>;

/** One verb of the command line. Its module is loaded only when it is called, so that help stays quick. */
export interface VerbEntry {
  /** The words of the verb and its arguments, as commander reads them. */
  readonly usage: string;
  readonly summary: string;
  readonly options: readonly (readonly [flags: string, description: string])[];
  readonly examples: readonly string[];
  /** Loads what it will surely need, while other things are still looked for. */
  readonly ahead?: () => Promise<unknown>;
  /** Must it be so quick that Git is not asked where the repository is? It does that itself before it fails. */
  readonly looksItself?: true;
  readonly run: (call: Invocation, given: Given) => Promise<ExitCode>;
}

const text = (given: Given, name: string): string => given[name] as string;
const maybe = <Name extends string>(given: Given, name: Name): { [key in Name]?: string } =>
  (given[name] === undefined ? {} : { [name]: given[name] }) as { [key in Name]?: string };
const flag = (given: Given, name: string): boolean => given[name] === true;

const REPOSITORY: readonly VerbEntry[] = [
  {
    usage: 'validate',
    summary: 'is the repository sound? every problem with its place, its reason and its fix',
    options: [
      ['--changed <base>', 'only what can be affected by the changes since this commit'],
      ['--format <format>', 'text, json, github (annotations) or sarif'],
    ],
    examples: ['bracket validate', 'bracket validate --changed origin/main --format github'],
    run: async (call, given) =>
      (await import('./validate.ts')).validate(call, {
        ...maybe(given, 'changed'),
        ...maybe(given, 'format'),
      }),
  },
  {
    usage: 'status [environment]',
    summary: 'what runs where, what is pending into what, and what has drifted',
    options: [['--all', 'services that are the same everywhere, too']],
    examples: ['bracket status', 'bracket status production --json'],
    run: async (call, given) =>
      (await import('./status.ts')).status(call, { ...maybe(given, 'environment'), all: flag(given, 'all') }),
  },
  {
    usage: 'explain <service> <environment>',
    summary: 'every reason why a version has not arrived',
    options: [],
    examples: ['bracket explain service-b production'],
    run: async (call, given) =>
      (await import('./explain.ts')).explain(call, {
        service: text(given, 'service'),
        environment: text(given, 'environment'),
      }),
  },
  {
    usage: 'log [environment]',
    summary: 'what was deployed and what came of it, one line a deployment, in columns for people and awk',
    options: [
      ['--limit <number>', 'the newest so many (default: 50)'],
      ['--since <time>', 'not older than a day (UTC), an instant, or so long: 2026-11-27, 7d, 36h'],
      ['--outcome <outcome>', 'only pass, warning, fail, waiting, unavailable, running or unverified'],
      ['--time-zone <zone>', "whose clocks the local column shows (default: this machine's): Europe/Berlin"],
      ['--format <format>', 'text, html (one page), json, or cdevents (one a line)'],
      ['--follow', 'go on and print what is new or changed, until stopped'],
      ['--every <duration>', 'with --follow: how often to look (default: 5s)'],
    ],
    examples: [
      'bracket log production',
      "bracket log --since 7d --outcome fail | awk '!/^#/ { print $5 }'",
      'bracket log production --format html > ci-cd.html',
      'bracket log --follow',
    ],
    run: async (call, given) =>
      (await import('./log.ts')).log(call, {
        ...maybe(given, 'environment'),
        ...maybe(given, 'limit'),
        ...maybe(given, 'since'),
        ...maybe(given, 'outcome'),
        ...maybe(given, 'timeZone'),
        ...maybe(given, 'format'),
        follow: flag(given, 'follow'),
        ...maybe(given, 'every'),
      }),
  },
];

const MANIFESTS: readonly VerbEntry[] = [
  {
    usage: 'render <environment> [service]',
    summary: 'exactly what Argo CD will apply there, as YAML',
    options: [
      ['--at <revision>', 'what it would be if main were this commit, branch or tag'],
      ['--working-tree', 'what it would be with the files at hand, committed or not'],
      ['--engine <engine>', 'kustomize-ts (built in), or kustomize: the program on the path'],
      ['--check', 'ask both engines and fail on a difference'],
    ],
    examples: [
      'bracket render production service-b',
      'bracket render dev --at my-branch',
      'bracket render production service-b --check',
    ],
    ahead: () => Promise.all([import('./render.ts'), import('./render-quickly.ts')]),
    looksItself: true,
    run: async (call, given) =>
      (await import('./render.ts')).render(call, {
        environment: text(given, 'environment'),
        ...maybe(given, 'service'),
        ...maybe(given, 'at'),
        workingTree: flag(given, 'workingTree'),
        ...maybe(given, 'engine'),
        check: flag(given, 'check'),
      }),
  },
  {
    usage: 'diff [environment] [services...]',
    summary: 'what changes in what Argo CD applies, object by object; values of Secrets are never shown',
    options: [
      ['--base <revision>', 'what is there now (default: main)'],
      ['--head <revision>', 'what would be there (default: the files at hand)'],
      ['--promotion [pull]', 'what this pull request changes; with --to, what a promotion would'],
      ['--to <environment>', 'with --promotion: the environment to promote into'],
    ],
    examples: [
      'bracket diff dev',
      'bracket diff production service-b --base v1 --head main',
      'bracket diff --promotion 3',
      'bracket diff --promotion --to hardening service-b',
    ],
    run: async (call, given) =>
      (await import('./diff.ts')).diff(call, {
        ...maybe(given, 'environment'),
        services: (given['services'] as string[] | undefined) ?? [],
        ...maybe(given, 'base'),
        ...maybe(given, 'head'),
        ...(given['promotion'] === undefined ? {} : { promotion: given['promotion'] as string | true }),
        ...maybe(given, 'to'),
      }),
  },
];

const CHANGES: readonly VerbEntry[] = [
  {
    usage: 'release <service> <version>',
    summary: 'record a version and want it in an entry environment',
    options: [
      ['--to <environment>', 'the entry environment; needless where there is only one'],
      ['--digest <digest>', 'sha256:… of the image'],
      ['--commit <commit>', "in the service's own repository"],
      ['--record <file>', 'a release record to take over (requires, database, contract, changes)'],
      ['--contract <file>', 'what callers may rely on; default: the file beside the record that it names'],
    ],
    examples: [
      'bracket release service-b 0.5.2 --digest sha256:0123…',
      'bracket release service-b 0.5.2 --to dev --record release.yaml',
    ],
    run: async (call, given) =>
      (await import('./release.ts')).release(call, {
        service: text(given, 'service'),
        version: text(given, 'version'),
        ...maybe(given, 'to'),
        ...maybe(given, 'digest'),
        ...maybe(given, 'commit'),
        ...maybe(given, 'record'),
        ...maybe(given, 'contract'),
      }),
  },
  {
    usage: 'promote [services...]',
    summary: 'open or refresh the pull requests that move what is pending onward',
    options: [
      ['--to <environment>', 'the environment to promote into; default: every one, up the ladder'],
      ['--only', 'exactly the services named, even where they belong with others'],
      ['--allow-downgrade', 'let an older version replace a newer one'],
      ['--reason <text>', 'why, for a downgrade'],
      ['--automatic', 'nobody asked: respect `promotion.open: manual`'],
    ],
    examples: [
      'bracket promote --to hardening',
      'bracket promote --automatic',
      'bracket promote --to production service-b --dry-run',
      'bracket promote --to production service-b --allow-downgrade --reason "0.5.1 loses payments"',
    ],
    run: async (call, given) =>
      (await import('./promote.ts')).promote(call, {
        services: (given['services'] as string[] | undefined) ?? [],
        ...maybe(given, 'to'),
        only: flag(given, 'only'),
        allowDowngrade: flag(given, 'allowDowngrade'),
        ...maybe(given, 'reason'),
        automatic: flag(given, 'automatic'),
      }),
  },
  {
    usage: 'verify [environment]',
    summary:
      'wait until the rollout is really there, run the checks, and write into the ledger what was found; exit code 4 when something waits, 5 when it is broken, 6 when nobody can know',
    options: [['--commit <commit>', 'fail unless the environment is what this commit made it']],
    examples: [
      'bracket verify hardening',
      'bracket verify production --commit HEAD',
      'bracket verify hardening --dry-run --json',
    ],
    run: async (call, given) =>
      (await import('./verify.ts')).verify(call, {
        ...maybe(given, 'environment'),
        ...maybe(given, 'commit'),
      }),
  },
  {
    usage: 'argocd',
    summary: 'write what Argo CD is told, environments/argocd, from the environment files',
    options: [['--check', 'write nothing, and fail where something would have to be written']],
    examples: ['bracket argocd', 'bracket argocd --dry-run', 'bracket argocd --check'],
    run: async (call, given) => (await import('./argocd.ts')).argocd(call, { check: flag(given, 'check') }),
  },
  {
    usage: 'new <kind> <name>',
    summary: 'write the files of a new service or environment (kind: service or environment)',
    options: [['--from <environment>', 'for an environment: the one to copy and to promote from']],
    examples: ['bracket new service payments', 'bracket new environment staging --from hardening'],
    run: async (call, given) =>
      (await import('./new.ts')).create(call, {
        kind: text(given, 'kind'),
        name: text(given, 'name'),
        ...maybe(given, 'from'),
      }),
  },
  {
    usage: 'init',
    summary: 'pin what has no known configuration to the commit at hand (after copying a template)',
    options: [],
    examples: ['bracket init', 'bracket init --dry-run'],
    run: async (call) => (await import('./init.ts')).init(call, {}),
  },
];

const PULLS: readonly VerbEntry[] = [
  {
    usage: 'pulls',
    summary: 'the open pull requests of this program',
    options: [],
    examples: ['bracket pulls', 'bracket pulls --json'],
    run: async (call) => (await import('./pulls.ts')).pulls(call, {}),
  },
  {
    usage: 'gate <pull>',
    summary: 'may this pull request be merged now? every gate, and the verdict stands at the commit',
    options: [],
    examples: ['bracket gate 3'],
    run: async (call, given) => (await import('./gate.ts')).gate(call, { pull: text(given, 'pull') }),
  },
  {
    usage: 'approve <pull>',
    summary: 'approve a pull request as it stands',
    options: [['--as <name>', 'on the local forge: who approves']],
    examples: ['bracket approve 3 --as alice'],
    run: async (call, given) =>
      (await import('./approve.ts')).approve(call, { pull: text(given, 'pull'), ...maybe(given, 'as') }),
  },
  {
    usage: 'merge <pull>',
    summary: 'merge a pull request when every gate is open',
    options: [],
    examples: ['bracket merge 3'],
    run: async (call, given) => (await import('./merge.ts')).merge(call, { pull: text(given, 'pull') }),
  },
  {
    usage: 'close <pull>',
    summary: 'close a pull request and say why',
    options: [['--reason <text>', 'why']],
    examples: ['bracket close 3 --reason "superseded by 0.5.2"'],
    run: async (call, given) =>
      (await import('./close.ts')).close(call, { pull: text(given, 'pull'), ...maybe(given, 'reason') }),
  },
];

const SURROUNDINGS: readonly VerbEntry[] = [
  {
    usage: 'doctor',
    summary:
      'what is configured and what is missing, each with the fix; exit code 3 when something is missing, 6 when somebody did not answer',
    options: [],
    examples: ['bracket doctor', 'bracket doctor --json'],
    run: async (call) => (await import('./doctor.ts')).doctor(call, {}),
  },
];

/** Every verb, in the order in which help lists them. */
export const VERBS: readonly VerbEntry[] = [
  ...REPOSITORY,
  ...MANIFESTS,
  ...CHANGES,
  ...PULLS,
  ...SURROUNDINGS,
];
