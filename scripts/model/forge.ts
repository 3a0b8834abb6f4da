import type { CommitId, EnvironmentName } from './names.ts';

/** A pull request as the forge holds it now. Text in it is never read back as state. */
export interface Pull {
  readonly number: number;
  readonly branch: string;
  readonly head: CommitId;
  readonly state: 'open' | 'closed' | 'merged';
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly author: string;
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  /** Does the branch still exist? A person who closes leaves it; this product deletes it when it closes. */
  readonly branchExists: boolean;
  /** The commit at `head`, as Git holds it. */
  readonly commit: HeadCommit;
  /** Only in the answer to a look at this one pull. Latest per person that is no comment, whatever head it was for. */
  readonly reviews?: readonly Review[];
}

export interface HeadCommit {
  readonly tree: string;
  readonly parents: readonly CommitId[];
  /** The whole message, trailers included. */
  readonly message: string;
}

export interface Review {
  readonly by: string;
  readonly verdict: 'approved' | 'changes-requested' | 'dismissed';
  /** The head it was given for. */
  readonly head: CommitId;
  /** Teams this person is in, as `@organisation/team`; absent: the forge did not say. */
  readonly teams?: readonly string[];
}

/** One commit to be made on one branch. */
export interface CommitRequest {
  readonly branch: string;
  /** Absent: the first commit of a branch that shares no history with any other; it needs a file, and replaces nothing. */
  readonly parent?: CommitId;
  readonly message: string;
  readonly files: readonly FileRequest[];
  /** What the branch must point to now; absent: the branch must not exist. A mismatch is a conflict, never overwritten. */
  readonly expected?: CommitId;
}

/** What a file is to hold. Without `text` and `bytes` the file goes. */
export interface FileRequest {
  readonly path: string;
  readonly text?: string;
  /** In the place of `text`, where what is there already may be no text and must stay as it is. */
  readonly bytes?: Uint8Array;
}

export interface PullRequest {
  /** Present: update this one. */
  readonly number?: number;
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** Owners as `@user` or `@organisation/team`. */
  readonly reviewers: readonly string[];
}

export interface CheckReport {
  readonly name: string;
  readonly state: 'success' | 'failure' | 'pending' | 'error';
  /** One line. */
  readonly summary: string;
  /** The environment whose rollout it reports; a forge that knows deployments shows it there, too. */
  readonly environment?: EnvironmentName;
}

/** What the forge holds: the branch everything merges into, its head, and this product's pull requests. */
export interface ForgeView {
  readonly branch: string;
  readonly head: CommitId;
  readonly pulls: readonly Pull[];
}
