/** The rules that keep the rooms apart, over the text of modules: TypeScript 7 offers no compiler to ask. */

export interface Module {
  /** Path below the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** What is wrong with one module, as `path:line: sentence`. */
type Breach = string;

/** What each room may import besides itself; `type:` in front: only its types. Arrows of the design point this way. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  check: ['model', 'type:render'],
  history: ['model'],
  gates: ['model', 'history'],
  render: ['model'],
  verify: ['model', 'gates'],
  argocd: ['model'],
  plan: ['model', 'check', 'history', 'render'],
  show: [
    'model',
    'type:check',
    'type:history',
    'type:gates',
    'type:argocd',
    'type:render',
    'type:verify',
    'type:plan',
  ],
  outside: ['model', 'check', 'type:history', 'type:render', 'type:verify', 'type:plan', 'type:show'],
  commands: ['model', 'check', 'history', 'gates', 'argocd', 'render', 'verify', 'plan', 'show', 'outside'],
  cli: ['model', 'outside', 'commands'],
  house: [],
  bench: ['house', 'model'],
  'kustomize-ts': [],
};

/** Rooms of pure functions: what they answer depends on what they are given, on every machine and at any hour. */
const PURE = [
  'model',
  'check',
  'history',
  'gates',
  'argocd',
  'render',
  'verify',
  'plan',
  'show',
  'kustomize-ts',
];

/** The doors of kustomize-ts to the world: whoever publishes it needs a folder to build and a command to type. */
const DOORS = ['scripts/kustomize-ts/command.ts', 'scripts/kustomize-ts/files/folder.ts'];

const isPure = (path: string): boolean => PURE.includes(roomOf(path)) && !DOORS.includes(path);

/** What pure rooms may use of Node: a hash of what they hold, the arithmetic of paths, bytes and their spelling. */
const PURE_BUILTINS = ['node:buffer', 'node:crypto', 'node:path/posix'];
/** Libraries that read files, start programs or open connections. */
const IMPURE_PACKAGES = /^(?:zx|@octokit\/|commander|ajv$|ajv-formats|esbuild|tsx)/;

/** What makes an answer depend on more than the question: word, and the reason that is told. */
const IMPURE_WORDS: readonly (readonly [RegExp, string])[] = [
  [
    /\bDate\.now\b|\bnew Date\(\)|\bDate\(\)|\bperformance\.now\b/,
    'reads the clock: take the time as a fact',
  ],
  [/\bprocess\.|\bglobalThis\b/, 'reads the process: take the value as a fact'],
  [/\bMath\.random\b|\brandomUUID\b|\brandomBytes\b/, 'rolls dice: the same question needs the same answer'],
  [/\bfetch\(|\bsetTimeout\(|\bsetInterval\(|\bconsole\./, 'acts on the world: only outside/ does'],
  [/\bimport\.meta\b|\brequire\(/, 'looks at where it lies: take the content as a fact'],
  [
    /\.localeCompare\(|\.toLocale\w+\((?!')/,
    'follows the language of the machine: compare code units or name the language',
  ],
  [
    /\.(?:get|set)(?:FullYear|Month|Date|Day|Hours|Minutes)\(|\.getTimezoneOffset\(/,
    'follows the zone of the machine: use UTC or a named zone',
  ],
];

/** Data outside of scripts/ that becomes part of the program. */
const DATA: Readonly<Record<string, RegExp>> = {
  cli: /^package\.json$/,
  check: /^schemas\/\w+\.schema\.json$/,
};

const MAX_LINES = 300;

/** The room of a module below `scripts/`; `cli.ts` is one of its own. */
export const roomOf = (path: string): string => /^scripts\/([^/.]+)/.exec(path)?.[1] ?? '';

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

/** Every static and dynamic import and re-export of a module. */
export const importsOf = (text: string): Import[] => {
  const code = withoutComments(text);
  const found = [
    ...code.matchAll(/^\s*(?:import|export)\s+(?:(type)\s+)?(?:[\w*{][^;'"]*?\bfrom\s*)?['"]([^'"]+)['"]/gm),
    ...code.matchAll(/\b(import)\(\s*['"`]([^'"`]+)['"`]/g),
  ];
  return found.map((match) => ({
    from: match[2] ?? '',
    typeOnly: match[1] === 'type',
    line: lineOf(code, match.index + match[0].length),
  }));
};

/** Blanks comments but keeps every line where it is. Comments stand on lines of their own or behind two blanks. */
const withoutComments = (text: string): string =>
  text
    .replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/^[ \t]*\/\/.*$/gm, '')
    .replace(/\s\/\/ .*$/gm, '');

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** Everything that is wrong with these modules. Paths of imports are resolved among themselves. */
export const breaches = (modules: readonly Module[]): Breach[] => modules.flatMap(breachesOf);

const breachesOf = (module: Module): Breach[] => [
  ...shapeBreaches(module),
  ...importsOf(module.text).flatMap((one) => importBreaches(module, one)),
  ...(isPure(module.path) ? impureWords(module) : []),
];

const shapeBreaches = ({ path, text }: Module): Breach[] => {
  const lines = text.split('\n').length - 1;
  const generated = path.includes('.generated.');
  return [
    ...(MAY_IMPORT[roomOf(path)] === undefined ? [`${path}:1: is in no room of the design`] : []),
    ...(lines > MAX_LINES && !generated ? [`${path}:1: has ${lines} lines: split it by story`] : []),
    ...(/(?:^|\/)(?:index|utils?|helpers?|common|shared)\.ts$/.test(path)
      ? [`${path}:1: has a name that says nothing`]
      : []),
    ...(/^export default\b/m.test(text) ? [`${path}:1: exports a default: give it a name`] : []),
    ...(/^export (?:\*|\{[^}]*\}|type \{[^}]*\}) .*from /m.test(text)
      ? [`${path}:1: passes on what it did not write: import it where it is`]
      : []),
  ];
};

const importBreaches = (module: Module, one: Import): Breach[] => {
  const place = `${module.path}:${one.line}`;
  const room = roomOf(module.path);
  if (one.from.startsWith('.'))
    return relativeBreaches(place, room, { ...one, from: resolve(module.path, one.from) });
  if (!isPure(module.path)) return [];
  if (one.from.startsWith('node:') && !PURE_BUILTINS.includes(one.from))
    return [`${place}: ${room} is pure and imports ${one.from}: gather the facts outside`];
  if (IMPURE_PACKAGES.test(one.from) && !one.typeOnly)
    return [`${place}: ${room} is pure and imports ${one.from}: gather the facts outside`];
  return [];
};

const relativeBreaches = (place: string, room: string, one: Import): Breach[] => {
  if (DATA[room]?.test(one.from)) return [];
  if (!one.from.startsWith('scripts/')) return [`${place}: reaches out of scripts/ for ${one.from}`];
  const target = roomOf(one.from);
  const allowed = MAY_IMPORT[room] ?? [];
  if (target === room || allowed.includes(target)) return [];
  if (allowed.includes(`type:${target}`))
    return one.typeOnly ? [] : [`${place}: ${room} may know the types of ${target} and nothing else of it`];
  return [`${place}: ${room} must not know ${target}: imports go one way`];
};

const resolve = (from: string, to: string): string => {
  const parts = from.split('/').slice(0, -1);
  for (const part of to.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
};

const impureWords = ({ path, text }: Module): Breach[] => {
  if (path.includes('.generated.')) return [];
  return withoutComments(text)
    .split('\n')
    .flatMap((line, index) =>
      IMPURE_WORDS.filter(([word]) => word.test(line)).map(([, why]) => `${path}:${index + 1}: ${why}`),
    );
};

/** Runs of `length` telling lines that stand in two places, each named once. */
export const repeated = (modules: readonly Module[], length: number): Breach[] => {
  const seen = new Map<string, string>();
  const found: Breach[] = [];
  for (const module of modules) {
    const lines = tellingLines(module.text);
    let until = -1;
    for (let at = 0; at + length <= lines.length; at++) {
      const run = lines.slice(at, at + length);
      const key = run.map((line) => line.text).join('\n');
      const place = `${module.path}:${run[0]?.line}`;
      const before = seen.get(key);
      if (before === undefined) seen.set(key, place);
      else if (at > until) {
        found.push(`${place}: repeats ${before}`);
        until = at + length;
      }
    }
  }
  return found;
};

/** Lines that say something: no imports, comments, blank lines or lone brackets. */
const tellingLines = (text: string): { text: string; line: number }[] =>
  withoutComments(text)
    .split('\n')
    .map((line, index) => ({ text: line.trim(), line: index + 1 }))
    .filter((line) => /\w{2}/.test(line.text) && !/^(?:import|export type|\} from)\b/.test(line.text));
