import type { RawCommit } from './bare.ts';
import { fullName, type Hub, type StoredComment, type StoredPull, type StoredReview } from './store.ts';
import type { Schema } from './typing.ts';

const NODE = 'MDM6Tm9kZQ==';

/** One number per login, the same on every run. */
const userId = (login: string): number =>
  [...login].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7);

export const user = (hub: Hub, login: string): Schema['simple-user'] => {
  const url = `${hub.url}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id: userId(login),
    node_id: NODE,
    avatar_url: `${hub.url}/avatars/${encodeURIComponent(login)}`,
    gravatar_id: '',
    url,
    html_url: `https://github.test/${encodeURIComponent(login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
  };
};

type UrlKey = Extract<keyof Schema['minimal-repository'], `${string}_url`>;
const PLACES = [
  'archive_url',
  'assignees_url',
  'blobs_url',
  'branches_url',
  'collaborators_url',
  'comments_url',
  'commits_url',
  'compare_url',
  'contents_url',
  'contributors_url',
  'deployments_url',
  'downloads_url',
  'events_url',
  'forks_url',
  'git_commits_url',
  'git_refs_url',
  'git_tags_url',
  'issue_comment_url',
  'issue_events_url',
  'issues_url',
  'keys_url',
  'labels_url',
  'languages_url',
  'merges_url',
  'milestones_url',
  'notifications_url',
  'pulls_url',
  'releases_url',
  'stargazers_url',
  'statuses_url',
  'subscribers_url',
  'subscription_url',
  'tags_url',
  'teams_url',
  'trees_url',
  'hooks_url',
] as const satisfies readonly UrlKey[];

export const repository = (hub: Hub, name = fullName(hub.rules)): Schema['repository'] => {
  const url = `${hub.url}/repos/${name}`;
  const places = Object.fromEntries(PLACES.map((key) => [key, `${url}/${key.slice(0, -4)}`]));
  return {
    ...(places as Record<(typeof PLACES)[number], string>),
    id: 4711,
    node_id: NODE,
    name: name.split('/')[1] as string,
    full_name: name,
    license: null,
    forks: 0,
    owner: user(hub, name.split('/')[0] as string),
    private: true,
    html_url: `https://github.test/${name}`,
    description: null,
    fork: name !== fullName(hub.rules),
    url,
    git_url: `git://github.test/${name}.git`,
    ssh_url: `git@github.test:${name}.git`,
    clone_url: `https://github.test/${name}.git`,
    mirror_url: null,
    svn_url: `https://github.test/${name}`,
    homepage: null,
    language: null,
    forks_count: 0,
    stargazers_count: 0,
    watchers_count: 0,
    size: 0,
    default_branch: hub.rules.branch,
    open_issues_count: 0,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    archived: false,
    disabled: false,
    pushed_at: null,
    created_at: null,
    updated_at: null,
    allow_squash_merge: hub.rules.squash,
    delete_branch_on_merge: hub.rules.autoDelete,
    open_issues: 0,
    watchers: 0,
  };
};

export const team = (hub: Hub, slug: string): Schema['team'] => ({
  id: userId(slug),
  node_id: NODE,
  name: slug,
  slug,
  description: null,
  permission: 'push',
  url: `${hub.url}/orgs/${hub.rules.owner}/teams/${slug}`,
  html_url: `https://github.test/orgs/${hub.rules.owner}/teams/${slug}`,
  members_url: `${hub.url}/orgs/${hub.rules.owner}/teams/${slug}/members{/member}`,
  repositories_url: `${hub.url}/orgs/${hub.rules.owner}/teams/${slug}/repos`,
  type: 'organization',
  parent: null,
});

export const label = (hub: Hub, name: string) => ({
  id: userId(name),
  node_id: NODE,
  url: `${hub.url}/repos/${fullName(hub.rules)}/labels/${encodeURIComponent(name)}`,
  name,
  description: '',
  color: 'ededed',
  default: false,
});

/** The list form of a pull request; also the base of the full form. */
export const pullSimple = (hub: Hub, pull: StoredPull) => {
  const api = `${hub.url}/repos/${fullName(hub.rules)}`;
  const self = `${api}/pulls/${pull.number}`;
  const issue = `${api}/issues/${pull.number}`;
  const html = `https://github.test/${fullName(hub.rules)}/pull/${pull.number}`;
  const statuses = `${api}/statuses/${pull.head}`;
  const side = (name: string, ref: string, sha: string) => {
    const owner = name.split('/')[0] as string;
    return { label: `${owner}:${ref}`, ref, sha, repo: repository(hub, name), user: user(hub, owner) };
  };
  const base = side(fullName(hub.rules), pull.base, hub.bare.ref(`refs/heads/${pull.base}`) ?? pull.head);
  return {
    url: self,
    id: pull.number + 500_000,
    node_id: NODE,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: `${self}/commits`,
    review_comments_url: `${self}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: user(hub, pull.author),
    body: pull.body === '' ? null : pull.body,
    labels: [...pull.labels].map((name) => label(hub, name)),
    milestone: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.state === 'closed' ? pull.updatedAt : null,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommit,
    assignee: null,
    requested_reviewers: [...pull.users].map((login) => user(hub, login)),
    requested_teams: [...pull.teams].map((slug) => team(hub, slug)),
    head: side(pull.from, pull.branch, pull.head),
    base,
    _links: {
      comments: { href: `${issue}/comments` },
      commits: { href: `${self}/commits` },
      statuses: { href: statuses },
      html: { href: html },
      issue: { href: issue },
      review_comments: { href: `${self}/comments` },
      review_comment: { href: `${api}/pulls/comments{/number}` },
      self: { href: self },
    },
    author_association: 'COLLABORATOR',
    auto_merge: null,
    draft: false,
  } satisfies Schema['pull-request-simple'];
};

/** The full form of one pull request, with what only GitHub can compute. */
export const pullFull = (
  hub: Hub,
  pull: StoredPull,
  computed: { mergeable: boolean | null; state: string },
): Schema['pull-request'] => ({
  ...pullSimple(hub, pull),
  state: pull.state,
  merged: pull.mergedAt !== null,
  mergeable: computed.mergeable,
  mergeable_state: computed.state,
  merged_by: null,
  comments: 0,
  review_comments: 0,
  maintainer_can_modify: false,
  commits: 1,
  additions: 0,
  deletions: 0,
  changed_files: 0,
});

export const gitRef = (hub: Hub, name: string, sha: string): Schema['git-ref'] => {
  const api = `${hub.url}/repos/${fullName(hub.rules)}/git`;
  return {
    ref: name,
    node_id: NODE,
    url: `${api}/${name}`,
    object: { type: 'commit', sha, url: `${api}/commits/${sha}` },
  };
};

export const gitCommit = (hub: Hub, commit: RawCommit): Schema['git-commit'] => {
  const api = `${hub.url}/repos/${fullName(hub.rules)}/git`;
  const html = (sha: string): string => `https://github.test/${fullName(hub.rules)}/commit/${sha}`;
  return {
    ...commit,
    node_id: NODE,
    url: `${api}/commits/${commit.sha}`,
    html_url: html(commit.sha),
    tree: { sha: commit.tree, url: `${api}/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: html(sha) })),
    verification: {
      verified: false,
      reason: 'unsigned',
      signature: null,
      payload: null,
      verified_at: null,
    },
  };
};

export const review = (hub: Hub, pull: StoredPull, stored: StoredReview): Schema['pull-request-review'] => {
  const html = `https://github.test/${fullName(hub.rules)}/pull/${pull.number}`;
  return {
    id: stored.id,
    node_id: NODE,
    user: user(hub, stored.login),
    body: stored.body,
    state: stored.state,
    html_url: `${html}#pullrequestreview-${stored.id}`,
    pull_request_url: `${hub.url}/repos/${fullName(hub.rules)}/pulls/${pull.number}`,
    _links: { html: { href: html }, pull_request: { href: html } },
    submitted_at: stored.at,
    commit_id: stored.commit,
    author_association: 'COLLABORATOR',
  };
};

export const comment = (hub: Hub, stored: StoredComment): Schema['issue-comment'] => {
  const issue = `${hub.url}/repos/${fullName(hub.rules)}/issues/${stored.pull}`;
  return {
    id: stored.id,
    node_id: NODE,
    url: `${hub.url}/repos/${fullName(hub.rules)}/issues/comments/${stored.id}`,
    body: stored.body,
    html_url: `https://github.test/${fullName(hub.rules)}/pull/${stored.pull}#issuecomment-${stored.id}`,
    user: user(hub, stored.login),
    created_at: stored.at,
    updated_at: stored.at,
    issue_url: issue,
  };
};
