import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { Client } from './client.ts';

type Simple = RestEndpointMethodTypes['pulls']['list']['response']['data'][number];
/** What the forge reads of a pull request; the list form and the full form have it both. */
export type ListedPull = Pick<
  Simple,
  'number' | 'title' | 'body' | 'html_url' | 'user' | 'state' | 'merged_at' | 'merge_commit_sha'
> & {
  readonly labels: readonly { readonly name: string }[];
  readonly head: Pick<Simple['head'], 'ref' | 'sha'> & {
    readonly repo: { readonly full_name: string } | null;
  };
  readonly base: Pick<Simple['base'], 'ref'>;
  readonly requested_reviewers?: readonly { readonly login: string }[] | null | undefined;
  readonly requested_teams?: readonly { readonly slug: string }[] | null | undefined;
};

export interface Listing {
  readonly state: 'open' | 'closed' | 'all';
  /** Only those of this branch. */
  readonly branch?: string;
  /** Only the hundred that changed last. */
  readonly latest?: boolean;
}

/** Pull requests from branches of this repository, in pages of 100; one from a fork is never ours. */
export const listPulls = async (client: Client, listing: Listing): Promise<ListedPull[]> => {
  const { fullName } = await client.repository();
  const { octokit, at } = client;
  const question = {
    ...at,
    state: listing.state,
    per_page: 100,
    ...(listing.branch === undefined ? {} : { head: `${fullName.split('/')[0]}:${listing.branch}` }),
    ...(listing.latest ? { sort: 'updated' as const, direction: 'desc' as const } : {}),
  };
  const pulls: ListedPull[] = await client.ask(
    { what: 'list the pull requests', needs: 'pull requests: read' },
    async () =>
      listing.latest
        ? (await octokit.rest.pulls.list(question)).data
        : octokit.paginate(octokit.rest.pulls.list, question),
  );
  return pulls.filter(
    (pull) => isOurs(pull, fullName) && (!listing.branch || pull.head.ref === listing.branch),
  );
};

export const isOurs = (pull: ListedPull, fullName: string): boolean =>
  pull.head.repo?.full_name.toLowerCase() === fullName.toLowerCase();

/** One pull request in full. */
export const readPull = async (client: Client, number: number) => {
  const { data } = await client.ask(
    { what: `find pull request #${number}`, needs: 'pull requests: read' },
    () => client.octokit.rest.pulls.get({ ...client.at, pull_number: number }),
  );
  return data;
};
