import type { Client } from './client.ts';
import { statusOf } from './errors.ts';
import type { ListedPull } from './list.ts';
import { readReviews } from './look.ts';

interface Reviewers {
  readonly users: readonly string[];
  readonly teams: readonly string[];
}

const nobody = ({ users, teams }: Reviewers): boolean => users.length + teams.length === 0;

/**
 * Asks owners for a review. A reviewer GitHub refuses (the author, someone without access, another organisation's team)
 * never sinks the promotion: the rest is asked, and what was left out is said. At most two calls that write.
 */
export const askReviewers = async (
  client: Client,
  asked: { pull: ListedPull; wanted: readonly string[]; fresh: boolean },
): Promise<void> => {
  const { pull } = asked;
  const wanted = await stillToAsk(client, asked);
  if (nobody(wanted) || (await request(client, pull, wanted))) return;
  const able = await withAccess(client, wanted);
  const done = nobody(able) || nobody(without(wanted, able)) ? false : await request(client, pull, able);
  const left = done ? without(wanted, able) : wanted;
  const names = [
    ...left.users.map((login) => `@${login}`),
    ...left.teams.map((slug) => `@${client.at.owner}/${slug}`),
  ];
  client.say(
    `#${pull.number}: GitHub did not let ${names.join(', ')} be asked for a review. Give them read access to this repository, and the token the permission to see teams.`,
  );
};

const without = (all: Reviewers, some: Reviewers): Reviewers => ({
  users: all.users.filter((login) => !some.users.includes(login)),
  teams: all.teams.filter((slug) => !some.teams.includes(slug)),
});

/** Who has not been asked yet and has not answered: asking again would notify people on every run. */
const stillToAsk = async (
  client: Client,
  { pull, wanted, fresh }: { pull: ListedPull; wanted: readonly string[]; fresh: boolean },
): Promise<Reviewers> => {
  const owner = client.at.owner.toLowerCase();
  const parsed = wanted.map((name) => /^@?(?:([\w-]+)\/)?([\w.-]+)$/.exec(name));
  const foreign = wanted.filter(
    (_, at) => !parsed[at] || ![undefined, owner].includes(parsed[at]?.[1]?.toLowerCase()),
  );
  if (foreign.length > 0 && fresh)
    client.say(
      `#${pull.number}: ${foreign.join(', ')} cannot review here. Name users, or teams of ${client.at.owner}.`,
    );
  const asked = new Set((pull.requested_reviewers ?? []).map((user) => user.login.toLowerCase()));
  const askedTeams = new Set((pull.requested_teams ?? []).map((team) => team.slug));
  asked.add((pull.user?.login ?? '').toLowerCase());
  const users = [
    ...new Set(parsed.flatMap((hit) => (hit && hit[1] === undefined ? [hit[2] as string] : []))),
  ];
  const teams = [
    ...new Set(parsed.flatMap((hit) => (hit?.[1]?.toLowerCase() === owner ? [hit[2] as string] : []))),
  ];
  const open = {
    users: users.filter((login) => !asked.has(login.toLowerCase())),
    teams: teams.filter((slug) => !askedTeams.has(slug)),
  };
  if (fresh || nobody(open)) return open;
  const answered = new Set((await readReviews(client, pull.number)).map((review) => review.by.toLowerCase()));
  return {
    users: open.users.filter((login) => !answered.has(login.toLowerCase())),
    teams: answered.size === 0 ? open.teams : [],
  };
};

/** Answers false when GitHub refuses somebody, which it does for all at once. */
const request = (client: Client, pull: ListedPull, { users, teams }: Reviewers): Promise<boolean> =>
  client.ask({ what: `ask for reviews of #${pull.number}`, needs: 'pull requests: write' }, async () => {
    try {
      await client.octokit.rest.pulls.requestReviewers({
        ...client.at,
        pull_number: pull.number,
        reviewers: [...users],
        team_reviewers: [...teams],
      });
      return true;
    } catch (error) {
      if (statusOf(error) === 422 || statusOf(error) === 403 || statusOf(error) === 404) return false;
      throw error;
    }
  });

/** Those GitHub says have access; someone about whom it says nothing is left out. Reads only. */
const withAccess = async (client: Client, { users, teams }: Reviewers): Promise<Reviewers> => {
  const { octokit, at } = client;
  const known = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch {
      return false;
    }
  };
  const able = await Promise.all(
    users.map((username) => known(() => octokit.rest.repos.checkCollaborator({ ...at, username }))),
  );
  const slugs = new Set<string>();
  if (teams.length > 0)
    await known(async () => {
      const listed = await octokit.paginate(octokit.rest.repos.listTeams, { ...at, per_page: 100 });
      for (const team of listed) slugs.add(team.slug);
    });
  return { users: users.filter((_, index) => able[index]), teams: teams.filter((slug) => slugs.has(slug)) };
};
