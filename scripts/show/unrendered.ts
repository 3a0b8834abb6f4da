import type { Desired } from '../model/repository.ts';
import type { Unrendered } from '../render/render.ts';
import { shortCommit } from './phrases.ts';

/** Why a service cannot be rendered somewhere, and what to do: two sentences, not yet escaped. */
export const unrenderedWords = (
  { service, environment, config, file: desiredFile }: Desired,
  unrendered: Unrendered,
): { readonly what: string; readonly fix: string } => {
  const { reason, why, file, field } = unrendered;
  const isPin = /^[0-9a-f]{40}$/.test(config);
  const what = `${service} cannot be rendered for ${environment}: ${why}${placeOf(why, file, field)}.`;
  const onward = isPin
    ? `, merge that and promote ${service}: ${environment} deploys ${shortCommit(config)}`
    : '';
  switch (reason) {
    case 'no-commit':
      return {
        what,
        fix: `Correct \`config\` in ${desiredFile}, or run \`git fetch\` where the commit is on the forge.`,
      };
    case 'no-overlay':
      return { what, fix: `Write services/${service}/overlays/${environment}/kustomization.yaml${onward}.` };
    case 'build':
      return { what, fix: `${mend(unrendered, `services/${service}`)}${onward}.` };
  }
};

const mend = ({ file, field, missing }: Unrendered, folder: string): string => {
  if (missing && file !== undefined) return `Write ${file}, or correct what names it`;
  return `Mend ${field === undefined ? '' : `\`${field}\` in `}${file ?? folder}`;
};

/** File and field, where the words of kustomize do not name them. */
const placeOf = (why: string, file: string | undefined, field: string | undefined): string => {
  const more = [file, field].filter((word) => word !== undefined && !why.includes(word));
  return more.length === 0 ? '' : ` (${more.join(', ')})`;
};
