import type { Finding } from '../../model/problem.ts';
import { nearest } from '../nearest.ts';
import { printable } from '../position.ts';
import { aboutOf, type JudgedRender, judgedRenders } from '../rendered/judged.ts';
import type { Rule } from '../scope.ts';

/** The image that an environment wants is one that the service's manifests use; else a promotion would change nothing. */
export const imageUnreached: Rule = (scope) => {
  const found = new Map<string, Finding>();
  for (const render of judgedRenders(scope)) {
    const { failure, objects, reached } = render.facts;
    const { file } = render.cell.desired;
    // What is written and what is pinned are both about this one line.
    if (failure === undefined && objects.length > 0 && !reached && !found.has(file))
      found.set(file, finding(render));
  }
  return [...found.values()];
};

const finding = (render: JudgedRender): Finding => {
  const { image, service, environment } = render.cell.desired;
  const images = render.facts.images.map(printable);
  const meant = nearest(image, images);
  return {
    code: 'image-unreached',
    severity: 'error',
    file: render.cell.desired.file,
    path: ['image'],
    what: `No container of ${service} in ${environment} uses the image ${image}${images.length === 0 ? '' : `; they use ${images.join(', ')}`}.`,
    why: 'Argo CD sets version and digest on images of that name alone: a promotion would change nothing that runs.',
    fix:
      meant === undefined
        ? `Use \`image: ${image}\` in the service's manifests; where a custom kind holds it outside \`containers\`, name the field in an \`images\` field spec under \`configurations\`.`
        : `Write \`image: ${image}\` in the manifest instead of ${meant}, or \`image: ${meant}\` here.`,
    ...aboutOf(render),
  };
};
