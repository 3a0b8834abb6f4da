import { parseDocument } from 'yaml';

/** A workflow as far as these tests look into it. */
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly steps?: readonly Step[];
}

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Reads the text of a workflow; throws when it is not YAML. */
export const readWorkflow = (text: string): Workflow => {
  const document = parseDocument(text);
  if (document.errors[0] !== undefined) throw document.errors[0];
  return document.toJS() as Workflow;
};

export const stepsOf = (workflow: Workflow): Step[] =>
  Object.values(workflow.jobs).flatMap((job) => [...(job.steps ?? [])]);

const PINNED = /^[\w.-]+(?:\/[\w.-]+)+@[0-9a-f]{40}$/;

/**
 * What is unsafe in a workflow whoever wrote it (GitHub, "Security hardening for GitHub Actions"; the audits of
 * zizmor): too many rights, actions that can change under us, text of strangers in a script, a token left on disk.
 */
export const workflowFaults = (text: string): string[] => {
  const workflow = readWorkflow(text);
  const jobs = Object.entries(workflow.jobs);
  return [
    ...(JSON.stringify(workflow.permissions) === '{}' ? [] : ['top: permissions are not {}']),
    ...['pull_request_target', 'workflow_run', 'issue_comment']
      .filter((event) => event in workflow.on)
      .map((event) => `on ${event}: strangers' code with our rights`),
    ...jobs.flatMap(([name, job]) => jobFaults(name, job)),
    ...stepsOf(workflow).flatMap((step) => stepFaults(step, text)),
  ];
};

const jobFaults = (name: string, job: Job): string[] => [
  ...(job.permissions === undefined ? [`${name}: no permissions of its own`] : []),
  ...(typeof job.permissions === 'string' ? [`${name}: permissions for everything`] : []),
  ...(job['timeout-minutes'] === undefined ? [`${name}: no timeout-minutes`] : []),
];

const stepFaults = ({ uses, run, with: inputs }: Step, text: string): string[] => [
  ...(run?.includes('${{') ? [`an expression inside a script: ${run}`] : []),
  ...(uses === undefined ? [] : pinFaults(uses, text)),
  ...(uses?.startsWith('actions/checkout@') && inputs?.['persist-credentials'] !== false
    ? ['checkout leaves its token in .git/config']
    : []),
];

/** A commit id cannot be read, so the version stands behind it as a comment. */
const pinFaults = (uses: string, text: string): string[] => {
  if (!PINNED.test(uses)) return [`${uses} is not pinned by a full commit id`];
  const lines = text.split('\n').filter((line) => line.includes(uses));
  return lines.every((line) => /# v\d+\.\d+\.\d+$/.test(line)) ? [] : [`${uses} has no version behind it`];
};
