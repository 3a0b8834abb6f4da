import type { CheckReport, CommitRequest, ForgeView, Pull, PullRequest } from '../model/forge.ts';
import type { CommitId } from '../model/names.ts';

/**
 * The narrow port to a code host. Two stand behind it: the local forge (this clone) and GitHub; one contract suite
 * (`test/forge/contract.ts`) holds for both. Every method may be called again after a crash and then completes or
 * does nothing. Every failure is a `ForgeError`.
 */
export interface Forge {
  readonly name: 'local' | 'github';
  /**
   * What is there now. Pull requests are those whose branch starts with `prefix`: every open one, and per branch the
   * latest closed or merged one. With `number`, only that pull, with its reviews; with `teams` (`@organisation/team`)
   * too, what the forge knows of the membership of those who approved.
   */
  look(question: {
    readonly prefix: string;
    readonly number?: number;
    readonly teams?: readonly string[];
  }): Promise<ForgeView>;
  /** Makes one commit and points the branch at it. Reads the ref back before it answers. */
  commit(request: CommitRequest): Promise<CommitId>;
  /** Opens the pull request of a branch, or updates it. Opening one that is already open for the branch updates it. */
  open(request: PullRequest): Promise<Pull>;
  approve(number: number, as: string): Promise<void>;
  /** Says at a commit how a check of it stands, and of its environment how the rollout does; the latest word stands. */
  check(commit: CommitId, report: CheckReport): Promise<void>;
  /** Merges exactly `head` as one commit on the base branch with `message`; returns that commit. */
  merge(request: {
    readonly number: number;
    readonly head: CommitId;
    readonly message: string;
  }): Promise<CommitId>;
  /**
   * Comments why, closes, and deletes the branch. With `keepBranch` the branch stays, which is how a person says no:
   * nothing opens it again until somebody asks by name.
   */
  close(request: {
    readonly number: number;
    readonly comment: string;
    readonly keepBranch?: boolean;
  }): Promise<void>;
}
