import type { Plot } from './application.ts';

/** A plot that needs few words: the rest is as in the sample shop. */
export const plotOf = (one: Partial<Plot> & Pick<Plot, 'to'>): Plot => ({
  service: 'service-b',
  environment: 'production',
  project: 'production',
  image: 'ghcr.io/acme/service-b',
  ...one,
});
