/** What `bracket render` of one service costs, start-up included, beside kubectl on the same folder. */
import { spawnSync } from 'node:child_process';
import { type Command, median } from './measure.ts';
import { ms, ratio, row, say } from './print.ts';

/** The overlay of the sample that has most in it: patches, generators, components. */
const SERVICE = 'front-end';
const ENVIRONMENT = 'production';

/** Prints the rows. `root` is a clone that holds the sample and the built command line. */
export const renderRows = (root: string, times: number): void => {
  say('\nrender, one service of the sample');
  const own: Command = {
    program: process.execPath,
    args: [`${root}dist/bracket.js`, 'render', ENVIRONMENT, SERVICE],
    cwd: root,
  };
  const real: Command = {
    program: 'kubectl',
    args: ['kustomize', `services/${SERVICE}/overlays/${ENVIRONMENT}`],
    cwd: root,
  };
  const rendered = median(own, times * 3);
  if (spawnSync(real.program, ['version', '--client']).error !== undefined) {
    row(
      `bracket render ${ENVIRONMENT} ${SERVICE}`,
      ms(rendered),
      'no kubectl on the path to stand beside it',
    );
    return;
  }
  const theirs = median(real, times * 3);
  row(`bracket render ${ENVIRONMENT} ${SERVICE}`, ms(rendered), `${ratio(rendered, theirs)} kubectl`);
  row('kubectl kustomize of the same folder', ms(theirs));
};
