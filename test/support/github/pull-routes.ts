import { mergeability, mergePull } from './merging.ts';
import { pullFull, pullSimple, review } from './shapes.ts';
import { followBranches, fullName, type Hub, type StoredPull, type StoredReview } from './store.ts';
import { invalid, Refusal, type Route, route } from './typing.ts';

const PULLS = '/repos/{owner}/{repo}/pulls';
const ONE = `${PULLS}/{pull_number}` as const;

export const pullRoutes = (hub: Hub): Route[] => [
  ...listRoutes(hub),
  ...oneRoutes(hub),
  ...reviewRoutes(hub),
];

const pullOf = (hub: Hub, number: string): StoredPull => {
  const pull = hub.pulls.find((one) => String(one.number) === number);
  if (pull === undefined) throw new Refusal(404, 'Not Found');
  return pull;
};

const full = (hub: Hub, pull: StoredPull) => pullFull(hub, pull, mergeability(hub, pull));

const listRoutes = (hub: Hub): Route[] => [
  route('get', PULLS)(200, ({ query }) => {
    followBranches(hub);
    const state = query.get('state') ?? 'open';
    const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
    const rows = hub.pulls
      .filter((pull) => state === 'all' || pull.state === state)
      .filter(
        (pull) => !query.has('head') || `${pull.from.split('/')[0]}:${pull.branch}` === query.get('head'),
      )
      .filter((pull) => !query.has('base') || pull.base === query.get('base'))
      .sort((a, b) => (a[key] === b[key] ? a.number - b.number : a[key] < b[key] ? -1 : 1));
    if ((query.get('direction') ?? 'desc') === 'desc') rows.reverse();
    return rows.map((pull) => pullSimple(hub, pull));
  }),
  route('post', PULLS)(201, ({ body, login }) => {
    followBranches(hub);
    const branch = body.head.split(':').pop() as string;
    const pull = newPull(hub, { ...body, title: body.title ?? '', branch, login });
    hub.pulls.push(pull);
    return full(hub, pull);
  }),
];

const newPull = (
  hub: Hub,
  asked: { title: string; body?: string; branch: string; base: string; login: string },
): StoredPull => {
  checkTexts(asked);
  const head = hub.bare.ref(`refs/heads/${asked.branch}`);
  if (head === undefined)
    throw new Refusal(422, 'Validation Failed', [
      { resource: 'PullRequest', field: 'head', code: 'invalid' },
    ]);
  const twin = hub.pulls.find((pull) => pull.state === 'open' && pull.branch === asked.branch);
  if (twin !== undefined && twin.from === fullName(hub.rules))
    throw invalid('PullRequest', `A pull request already exists for ${hub.rules.owner}:${asked.branch}.`);
  if (hub.bare.attempt(['merge-base', '--is-ancestor', head, `refs/heads/${asked.base}`]) !== undefined)
    throw invalid('PullRequest', `No commits between ${asked.base} and ${asked.branch}`);
  const at = hub.tick();
  return {
    number: hub.pulls.length + 1,
    title: asked.title,
    body: asked.body ?? '',
    branch: asked.branch,
    from: fullName(hub.rules),
    base: asked.base,
    author: asked.login,
    state: 'open',
    mergedAt: null,
    mergeCommit: null,
    head,
    createdAt: at,
    updatedAt: at,
    labels: new Set(),
    users: new Set(),
    teams: new Set(),
    reviews: [],
  };
};

const checkTexts = ({ title, body = '' }: { title?: string; body?: string }): void => {
  if (title !== undefined && title.trim() === '') throw invalid('PullRequest', "title can't be blank");
  if (title !== undefined && title.length > 256)
    throw invalid('PullRequest', 'title is too long (maximum is 256 characters)');
  if (body.length > 65_536) throw invalid('PullRequest', 'body is too long (maximum is 65536 characters)');
};

const oneRoutes = (hub: Hub): Route[] => [
  route('get', ONE)(200, ({ part }) => {
    followBranches(hub);
    return full(hub, pullOf(hub, part('pull_number')));
  }),
  route('patch', ONE)(200, ({ part, body }) => {
    followBranches(hub);
    const pull = pullOf(hub, part('pull_number'));
    checkTexts(body);
    if (body.state === 'open' && pull.state === 'closed' && pull.mergedAt !== null)
      throw invalid('PullRequest', 'state cannot be changed. The pull request has been merged.');
    const { title = pull.title, body: text = pull.body, state = pull.state } = body;
    Object.assign(pull, { title, body: text, state, updatedAt: hub.tick() });
    return full(hub, pull);
  }),
  route('put', `${ONE}/merge`)(200, ({ part, body }) => {
    followBranches(hub);
    const asked = body ?? {};
    const sha = mergePull(hub, pullOf(hub, part('pull_number')), {
      method: asked.merge_method ?? 'merge',
      ...(asked.sha === undefined ? {} : { sha: asked.sha }),
      ...(asked.commit_title === undefined ? {} : { title: asked.commit_title }),
      ...(asked.commit_message === undefined ? {} : { message: asked.commit_message }),
    });
    return { sha, merged: true, message: 'Pull Request successfully merged' };
  }),
];

const VERDICTS = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;

const reviewRoutes = (hub: Hub): Route[] => [
  route('get', `${ONE}/reviews`)(200, ({ part }) => {
    const pull = pullOf(hub, part('pull_number'));
    return pull.reviews.map((one) => review(hub, pull, one));
  }),
  route('post', `${ONE}/reviews`)(200, ({ part, body, login }) => {
    followBranches(hub);
    const pull = pullOf(hub, part('pull_number'));
    if (login === pull.author && body?.event !== 'COMMENT')
      throw new Refusal(422, 'Unprocessable Entity', ['Can not approve your own pull request']);
    const stored: StoredReview = {
      id: hub.nextId(),
      login,
      state: VERDICTS[body?.event ?? 'COMMENT'],
      body: body?.body ?? '',
      commit: body?.commit_id ?? pull.head,
      at: hub.tick(),
    };
    pull.reviews.push(stored);
    pull.users.delete(login);
    return review(hub, pull, stored);
  }),
  route('post', `${ONE}/requested_reviewers`)(201, ({ part, body }) => {
    const pull = pullOf(hub, part('pull_number'));
    const users = body?.reviewers ?? [];
    const teams = body?.team_reviewers ?? [];
    checkReviewers(hub, pull, { users, teams });
    for (const login of users) pull.users.add(login);
    for (const slug of teams) pull.teams.add(slug);
    return pullSimple(hub, pull);
  }),
];

const checkReviewers = (
  hub: Hub,
  pull: StoredPull,
  asked: { users: readonly string[]; teams: readonly string[] },
): void => {
  if (asked.users.includes(pull.author))
    throw new Refusal(422, 'Review cannot be requested from pull request author.');
  const { collaborators, teams } = hub.rules;
  if (
    asked.users.every((login) => collaborators.includes(login)) &&
    asked.teams.every((slug) => teams.includes(slug))
  )
    return;
  throw new Refusal(
    422,
    'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a ' +
      `collaborator of the ${fullName(hub.rules)} repository.`,
  );
};
