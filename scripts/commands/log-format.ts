import { type Deployment, keyOf } from '../history/deployments.ts';
import { type Layout, logHead, logLine } from '../show/deploy-log.ts';
import { type LogReport, logRow, logTrouble } from '../show/deploy-log-report.ts';
import type { LogLine } from './log-follow.ts';
import type { LogScene } from './log-look.ts';
import type { Wanted } from './log-options.ts';

/** How a log is to be written. */
export interface LogStyle extends Pick<Wanted, 'format' | 'zone'> {
  readonly color: boolean;
}

/** The whole log as one text that ends with a line break. */
export const wholeLog = async (scene: LogScene, style: LogStyle): Promise<string> => {
  const report = reportOf(scene, style);
  switch (style.format) {
    case 'json':
      return `${JSON.stringify(report)}\n`;
    case 'html': {
      const { logHtml } = await import('../show/deploy-log-html.ts');
      const { environment } = scene;
      const named = environment === undefined ? {} : { environment };
      return logHtml({ ...report, ...named, troubles: report.troubles.length });
    }
    case 'text':
    case 'cdevents': {
      const lines = await logLines(scene, style);
      return [...headLines(scene, style), ...lines.map(({ text }) => text)]
        .map((line) => `${line}\n`)
        .join('');
    }
  }
};

/** The lines before the first deployment. */
export const headLines = ({ environments }: LogScene, { format, zone, color }: LogStyle): string[] =>
  format === 'text' ? [logHead({ environments, zone, color })] : [];

/** The log line by line, as somebody who follows it reads it: a deployment a line, or a CDEvent. */
export const logLines = async (scene: LogScene, style: LogStyle): Promise<LogLine[]> => {
  const { deployments } = scene.found;
  if (style.format === 'cdevents') return twins(scene);
  const layout: Layout = { environments: scene.environments, zone: style.zone, color: style.color };
  const textOf = (one: Deployment): string =>
    style.format === 'json' ? JSON.stringify(logRow(one, style.zone)) : logLine(one, layout);
  return deployments.map((one) => ({ key: keyOf(one), text: textOf(one) }));
};

/** The CDEvents of the deployments shown, in the order in which they happened. */
const twins = async ({ found }: LogScene): Promise<LogLine[]> => {
  const { cdeventsOf } = await import('../history/ledger/cdevents.ts');
  const shown = new Set(found.deployments.map(keyOf));
  const events = found.events
    .filter(({ data }) => shown.has(keyOf(data)))
    .sort((one, other) => Date.parse(one.time) - Date.parse(other.time));
  return cdeventsOf(events).map((event) => ({ key: event.id, text: JSON.stringify(event) }));
};

const reportOf = (scene: LogScene, { zone }: LogStyle): LogReport => {
  const { branch, commit, found } = scene;
  const { ledger } = found;
  return {
    branch,
    commit,
    ...(ledger === undefined ? {} : { ledger }),
    timeZone: zone,
    deployments: found.deployments.map((one) => logRow(one, zone)),
    troubles: found.troubles.map(logTrouble),
  };
};
