import { type ConfigTrouble, overlayFiles } from '../check/facts.ts';
import { type CommitId, isCommitId } from '../model/names.ts';
import type { Desired } from '../model/repository.ts';
import type { Git } from './git.ts';
import type { Mainline } from './main-branch.ts';

/** By pinned commit: `<environment>/<service>` for which it was found sound. It stays sound while main moves on. */
export type Pins = Record<string, string[]>;

export interface ConfigAnswer {
  /** By desired file; a file that is not here is sound. */
  readonly configs: ReadonlyMap<string, ConfigTrouble>;
  /** The pins among those asked about that are sound. */
  readonly sound: Pins;
  /** Did Git have to be asked? */
  readonly asked: boolean;
}

/** What Git says of the revisions that desired files name. Nothing is asked of Git about pins that are known. */
export const judgeConfigs = async (
  git: Git,
  mainline: Mainline,
  { desired, known }: { readonly desired: readonly Desired[]; readonly known: Pins },
): Promise<ConfigAnswer> => {
  const sound = pinsAmong(desired, known);
  const open = openQuestions(desired, mainline, sound);
  const configs = new Map<string, ConfigTrouble>();
  if (open.length === 0) return { configs, sound: known, asked: false };
  const found = await lookUp(git, mainline, open);
  for (const one of open) {
    const trouble = troubleOf(one, found);
    if (trouble !== undefined) configs.set(one.desired.file, trouble);
    else if (one.isPin) addTo(sound, one.desired);
  }
  return {
    configs,
    sound: Object.fromEntries([...sound].map(([id, names]) => [id, [...names]])),
    asked: true,
  };
};

interface Question {
  readonly desired: Desired;
  /** The commit the revision names; empty for a branch that does not exist. */
  readonly commit: string;
  readonly isPin: boolean;
}

interface Found {
  readonly objects: ReadonlyMap<string, string>;
  readonly strays: ReadonlySet<string>;
}

const nameOf = (desired: Desired): string => `${desired.environment}/${desired.service}`;

type Sound = Map<string, Set<string>>;

const addTo = (sound: Sound, desired: Desired): void => {
  const names = sound.get(desired.config) ?? new Set();
  sound.set(desired.config, names.add(nameOf(desired)));
};

/** What is known of what is asked; what nobody asks about any more is forgotten. */
const pinsAmong = (desired: readonly Desired[], known: Pins): Sound => {
  const all = new Map(Object.entries(known).map(([commit, names]) => [commit, new Set(names)]));
  const sound: Sound = new Map();
  for (const one of desired) if (all.get(one.config)?.has(nameOf(one))) addTo(sound, one);
  return sound;
};

/** What follows main is judged by the files at hand, which will be main when they are merged. */
const openQuestions = (desired: readonly Desired[], mainline: Mainline, sound: Sound): Question[] =>
  desired.flatMap((one): Question[] => {
    if (isCommitId(one.config))
      return sound.get(one.config)?.has(nameOf(one))
        ? []
        : [{ desired: one, commit: one.config, isPin: true }];
    if (one.config === mainline.name) return [];
    return [{ desired: one, commit: mainline.branches.get(one.config) ?? '', isPin: false }];
  });

const lookUp = async (git: Git, mainline: Mainline, open: readonly Question[]): Promise<Found> => {
  const commits = new Set(open.map((one) => one.commit));
  const first = await typesOf(git, [...commits, ...open.map((one) => overlayAt(one, 0))]);
  const lacking = open.filter((one) => first.get(one.commit) === 'commit' && !first.has(overlayAt(one, 0)));
  const others = await typesOf(
    git,
    lacking.flatMap((one) => [overlayAt(one, 1), overlayAt(one, 2)]),
  );
  const pins = new Set(
    open.filter((one) => one.isPin && first.get(one.commit) === 'commit').map((one) => one.commit),
  );
  return { objects: new Map([...first, ...others]), strays: await offMain(git, mainline, pins) };
};

const overlayAt = ({ desired, commit }: Question, form: number): string =>
  `${commit}:${overlayFiles(desired)[form]}`;

const troubleOf = (question: Question, { objects, strays }: Found): ConfigTrouble | undefined => {
  if (objects.get(question.commit) !== 'commit') return 'unknown';
  if (!question.isPin) return 'other-branch';
  if (strays.has(question.commit)) return 'off-main';
  return [0, 1, 2].some((form) => objects.has(overlayAt(question, form))) ? undefined : 'without-overlay';
};

/** The type of each object that exists, by the name it was asked for. */
const typesOf = async (git: Git, names: readonly string[]): Promise<Map<string, string>> => {
  if (names.length === 0) return new Map();
  const answer = await git.run(['cat-file', '--batch-check=%(objecttype)', '--buffer'], {
    input: `${names.join('\n')}\n`,
  });
  const rows = answer.split('\n');
  return new Map(
    names.flatMap((name, index): [string, string][] => {
      const type = rows[index] ?? '';
      return /^(?:commit|tree|blob|tag)$/.test(type) ? [[name, type]] : [];
    }),
  );
};

/** Those of the commits that no head of main leads to. */
const offMain = async (git: Git, mainline: Mainline, ids: ReadonlySet<string>): Promise<Set<string>> => {
  if (ids.size === 0) return new Set();
  const input = [...ids, ...mainline.heads.map((head: CommitId) => `^${head}`)].join('\n');
  const beyond = new Set((await git.run(['rev-list', '--stdin'], { input: `${input}\n` })).split('\n'));
  return new Set([...ids].filter((id) => beyond.has(id)));
};
