import type { Review } from '../../../model/forge.ts';
import { ForgeError } from '../../failure.ts';
import type { Client } from './client.ts';
import { statusOf } from './errors.ts';

/**
 * Says of everybody who approved which of the teams they are in. GitHub answers that one person and one team at a time,
 * so nobody else is asked about. Where it does not answer, `teams` stays away: what is not known is no membership.
 */
export const withTeams = async (
  client: Client,
  reviews: readonly Review[],
  teams: readonly string[],
): Promise<Review[]> => {
  const unknown = new Set<string>();
  const said = await Promise.all(
    reviews.map(async (review) => {
      if (review.verdict !== 'approved') return review;
      const answers = await Promise.all(teams.map((team) => isMember(client, review.by, team)));
      const found = teams.filter((_, index) => answers[index] === true);
      for (const [index, team] of teams.entries()) if (answers[index] === undefined) unknown.add(team);
      return found.length === 0 && answers.includes(undefined) ? review : { ...review, teams: found };
    }),
  );
  if (unknown.size > 0)
    client.say(
      `GitHub did not say who is in ${[...unknown].join(', ')}, so nobody counts for it. Give the GitHub App the permission \`members: read\`, and check that the team exists.`,
    );
  return said;
};

/** Undefined: GitHub did not say. An invitation that is pending is no membership. */
const isMember = async (client: Client, username: string, team: string): Promise<boolean | undefined> => {
  const [, org, slug] = /^@?([\w.-]+)\/([\w.-]+)$/.exec(team) ?? [];
  if (org === undefined || slug === undefined) return undefined;
  try {
    const { data } = await client.octokit.rest.teams.getMembershipForUserInOrg({
      org,
      team_slug: slug,
      username,
    });
    return data.state === 'active';
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return false;
    if (status !== undefined || error instanceof ForgeError) return undefined;
    throw error;
  }
};
