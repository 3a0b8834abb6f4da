import type { Bracket } from '../../model/promotion.ts';
import { lines, type Part } from '../budget.ts';
import { code, markdown } from '../escape.ts';
import { link, webLinks } from '../links.ts';
import { count, instant, shortCommit } from '../phrases.ts';
import type { PromotionStory } from '../story.ts';

/** Where everything in this promotion was at once: the sentence that makes it one promotion and not several. */
export const proof = ({ promotion, mainBranch, web, origin }: PromotionStory): string => {
  const { unit } = promotion;
  const commit = link(code(shortCommit(unit.proof)), webLinks(web)?.commit(unit.proof));
  const held = unit.members.every(({ to }) => to === undefined)
    ? 'holds none of this any more'
    : `has held ${unit.members.length === 1 ? 'exactly this' : `exactly these ${count(unit.members.length, 'service')} together`}`;
  const sentence = `Since commit ${commit} of ${code(mainBranch)}, ${code(unit.source)} ${held}.`;
  if (origin === undefined) return sentence;
  return `${sentence}\n\n> ${instant(origin.time)}, ${markdown(origin.author, 60)}: ${markdown(origin.subject, 120)}`;
};

/** The brackets that tie the members together: commit, environment, when, who, and in whose words. */
export const brackets = ({ promotion, web }: PromotionStory): Part => {
  const { unit } = promotion;
  const list = lines(
    unit.brackets.map((bracket) => row(bracket, web)),
    (left) =>
      `- … and ${count(left, 'more bracket')}: \`git log --first-parent -- environments/${unit.source}\``,
  );
  return {
    size: list.size,
    text: (kept) => (list.size === 0 ? '' : `${INTRO}\n\n${list.text(kept)}`),
  };
};

const INTRO = 'They move together because these commits changed them together:';

/** More services than this in one bracket are a number. */
const NAMED = 8;

const row = (bracket: Bracket, web: string | undefined): string => {
  const commit = link(code(shortCommit(bracket.commit)), webLinks(web)?.commit(bracket.commit));
  const more = bracket.services.length - NAMED;
  const services = bracket.services.slice(0, NAMED).map((service) => markdown(service));
  const which = [...services, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  const who = markdown(bracket.author, 60);
  return `- ${commit} in ${code(bracket.environment)}, ${instant(bracket.time)}, ${who}: ${markdown(bracket.subject, 120)} (${which})`;
};
