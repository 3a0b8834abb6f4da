import type { HeadCommit } from '../../../model/forge.ts';
import type { BlobId, CommitId } from '../../../model/names.ts';
import type { Git } from '../../git.ts';
import { conflict, missing, noSuchPull, PLAN_AGAIN, unavailable } from '../trouble.ts';
import { decodeRecord, encodeRecord, type PullRecord } from './record.ts';
import { branchRef, headRef, moveRefs, pullRef, type RefChange, readRefs } from './refs.ts';

/** A pull request with what Git knows of it. */
export interface LocalPull {
  readonly record: PullRecord;
  /** As a forge would say it: an open pull request whose branch is gone is closed. */
  readonly state: PullRecord['state'];
  readonly head: CommitId;
  readonly branchExists: boolean;
}

/** Everything the local forge knows at one moment. */
export interface State {
  readonly branch: string;
  readonly head: CommitId;
  readonly refs: ReadonlyMap<string, string>;
  /** By number, ascending. */
  readonly pulls: readonly LocalPull[];
}

export const readState = async (git: Git): Promise<State> => {
  const refs = await readRefs(git);
  const branch = await baseBranch(git, refs);
  const rows = [...refs].filter(([name]) => name.startsWith(pullRef(0).slice(0, -1)));
  const blobs = await git.blobs(rows.map(([, id]) => id as BlobId));
  const records = rows.map(([name, id]) =>
    decodeRecord(blobs.get(id as BlobId)?.toString('utf8') ?? '', name),
  );
  return {
    branch,
    head: refs.get(branchRef(branch)) as CommitId,
    refs,
    pulls: records.map((record) => join(record, refs)).sort((a, b) => a.record.number - b.record.number),
  };
};

const join = (record: PullRecord, refs: ReadonlyMap<string, string>): LocalPull => {
  const tip = refs.get(branchRef(record.branch));
  const kept = refs.get(headRef(record.number));
  const head = record.state === 'open' ? (tip ?? kept) : kept;
  if (head === undefined)
    throw unavailable(
      `The head of pull request #${record.number} is lost: ${headRef(record.number)} is gone.`,
      `Remove its record with \`git update-ref -d ${pullRef(record.number)}\` and run this again.`,
    );
  return {
    record,
    state: record.state === 'open' && tip === undefined ? 'closed' : record.state,
    head: head as CommitId,
    branchExists: tip !== undefined,
  };
};

/** The branch everything merges into: `main`, else what `init.defaultBranch` names, else the branch at hand. */
const baseBranch = async (git: Git, refs: ReadonlyMap<string, string>): Promise<string> => {
  const configured = await git.run(['config', '--get', 'init.defaultBranch'], { accept: [0, 1] });
  const current = await git.run(['symbolic-ref', '--quiet', '--short', 'HEAD'], { accept: [0, 1, 128] });
  const found = ['main', configured, current].find((name) => name !== '' && refs.has(branchRef(name)));
  if (found !== undefined) return found;
  throw missing(
    'This repository has no branch `main` to promote on.',
    'Make a first commit, or name the branch: `git branch main`.',
  );
};

export const pullIn = (state: State, number: number): LocalPull => {
  const pull = state.pulls.find((one) => one.record.number === number);
  if (pull === undefined) throw noSuchPull(number);
  return pull;
};

/** The open pull request of a branch. */
export const openPullOf = (state: State, branch: string): LocalPull | undefined =>
  state.pulls.find((pull) => pull.record.branch === branch && pull.state === 'open');

/** The commit objects of heads, in one call. */
export const readCommits = async (git: Git, ids: readonly string[]): Promise<Map<string, HeadCommit>> => {
  // `git cat-file --batch` answers objects of every kind; only the name of the type says blob.
  const found = await git.blobs(ids as readonly BlobId[]);
  return new Map([...found].map(([id, bytes]) => [id as string, parseCommit(bytes.toString('utf8'))]));
};

const parseCommit = (text: string): HeadCommit => {
  const split = text.indexOf('\n\n');
  const lines = text.slice(0, split).split('\n');
  const values = (key: string): string[] =>
    lines.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  return {
    tree: values('tree')[0] ?? '',
    parents: values('parent') as CommitId[],
    message: text.slice(split + 2).trimEnd(),
  };
};

/** The change of refs that stores a record, and with it the head it stands for. */
export const storing = async (
  git: Git,
  state: State,
  wanted: { record: PullRecord; head: CommitId },
): Promise<RefChange[]> => {
  const { record, head } = wanted;
  const blob = await git.run(['hash-object', '-w', '--stdin'], { input: encodeRecord(record) });
  const names: [string, string][] = [
    [pullRef(record.number), blob],
    [headRef(record.number), head],
  ];
  return names.map(([name, to]) => ({ name, from: state.refs.get(name), to }));
};

export interface Decision<T> {
  readonly changes: readonly RefChange[];
  readonly why: string;
  readonly answer: T;
}

const RACES = 25;

/** Reads, decides, and moves all refs at once; when another process was faster, reads and decides again. */
export const transact = async <T>(git: Git, decide: (state: State) => Promise<Decision<T>>): Promise<T> => {
  for (let attempt = 0; attempt < RACES; attempt += 1) {
    const { changes, why, answer } = await decide(await readState(git));
    const real = changes.filter((change) => change.from !== change.to);
    if (real.length === 0 || (await moveRefs(git, real, why))) return answer;
  }
  throw conflict('Other processes keep changing the refs of this repository.', PLAN_AGAIN);
};
