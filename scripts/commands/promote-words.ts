import type { Words } from '../plan/effects.ts';
import type { PromotionPlan } from '../plan/promote.ts';
import { promotionTrailers } from '../plan/trailers.ts';
import { commitMessage } from '../show/commit-message.ts';
import { pullRequestText } from '../show/pull-request.ts';
import type { PromotionStory } from '../show/story.ts';
import type { Invocation } from './invocation.ts';
import { gatherStories } from './promotion-story.ts';
import type { Scene, Stage } from './stage.ts';

/** By branch, the words of each promotion that is opened or refreshed. */
export type Spoken = ReadonlyMap<string, Words>;

interface Circumstances {
  readonly stage: Stage;
  readonly scene: Scene;
  readonly call: Invocation;
  readonly reason?: string;
}

/** Gathers the story of every promotion that will be written, and puts it into words. */
export const wordsFor = async (
  plan: PromotionPlan,
  { stage, scene, call, reason }: Circumstances,
): Promise<Spoken> => {
  const web = webAddress(stage, call.env);
  const written = plan.moves.flatMap((move) =>
    move.kind === 'open' || move.kind === 'refresh' ? move.promotion : [],
  );
  if (written.length === 0) return new Map();
  const stories = await gatherStories(written, {
    git: stage.git,
    ...scene,
    ...(web === undefined ? {} : { web }),
    ...(reason === undefined ? {} : { reason }),
  });
  return new Map(stories.map((story) => [story.promotion.branch, wordsOf(story)]));
};

const wordsOf = (story: PromotionStory): Words => {
  const trailers = promotionTrailers(story.promotion.unit);
  const why = story.reason === undefined ? {} : { reason: story.reason };
  return {
    ...pullRequestText(story),
    message: commitMessage(story.promotion, { trailers, ...why }),
    reviewers: reviewersOf(story),
  };
};

/** Everybody who owns a service that moves, and whoever the environment wants a sign-off from. */
const reviewersOf = ({ members, target }: PromotionStory): string[] => {
  const owners = members.flatMap(({ service }) => service?.owners ?? []);
  return [...new Set([...(target.gates.signOff?.from ?? []), ...owners])].sort();
};

/** Where people read the repository. A run on GitHub knows the server; elsewhere it follows from the API's address. */
const webAddress = ({ forge }: Stage, env: Invocation['env']): string | undefined => {
  const repository = env['GITHUB_REPOSITORY'];
  if (forge.name !== 'github' || repository === undefined) return undefined;
  const api = env['GITHUB_API_URL'] ?? 'https://api.github.com';
  const derived = api === 'https://api.github.com' ? 'https://github.com' : api.replace(/\/api\/v3\/?$/, '');
  return `${(env['GITHUB_SERVER_URL'] ?? derived).replace(/\/+$/, '')}/${repository}`;
};
