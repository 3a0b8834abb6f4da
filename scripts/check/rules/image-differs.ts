import type { Finding } from '../../model/problem.ts';
import type { Rule } from '../scope.ts';

/** A warning and no error: when an image moves, service.yaml changes first and environments follow by promotion. */
export const imageDiffers: Rule = (scope) =>
  scope.cells.flatMap(({ desired, service }): Finding[] =>
    service === undefined || service.image === desired.image
      ? []
      : [
          {
            code: 'image-differs',
            severity: 'warning',
            file: desired.file,
            path: ['image'],
            what: `${desired.environment} runs the image ${desired.image}, but ${service.file} says ${service.image}.`,
            why: 'Either the image has moved and this environment still pulls the old one, or this file names a stranger.',
            fix: `Write \`image: ${service.image}\` where versions enter and promote it, or correct ${service.file}.`,
            environment: desired.environment,
            services: [desired.service],
          },
        ],
  );
