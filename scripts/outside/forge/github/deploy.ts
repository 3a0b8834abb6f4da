import type { CheckReport } from '../../../model/forge.ts';
import type { CommitId, EnvironmentName } from '../../../model/names.ts';
import { cleanTitle, cutTo } from '../request.ts';
import type { Client } from './client.ts';

/** GitHub's limit for the description of a deployment status. */
const DESCRIPTION = 140;

/** A rollout that nobody can judge is no failure of it: GitHub keeps `error` for that. */
const STATES = {
  success: 'success',
  failure: 'failure',
  pending: 'in_progress',
  error: 'error',
} as const satisfies Record<CheckReport['state'], string>;

interface DeploymentReport extends CheckReport {
  readonly environment: EnvironmentName;
}

/**
 * Says of an environment how the rollout of a commit stands, as a GitHub Deployment: one for each commit and
 * environment, with a status for each change of what is said.
 */
export const deployOnGitHub = async (
  client: Client,
  commit: CommitId,
  report: DeploymentReport,
): Promise<void> => {
  const { octokit, at } = client;
  const wanted = {
    state: STATES[report.state],
    description: cutTo(cleanTitle(report.summary), DESCRIPTION),
  };
  await client.ask({ what: `report the deployment of ${commit}`, needs: 'deployments: write' }, async () => {
    const id = (await deploymentOf(client, commit, report)) ?? (await create(client, commit, report));
    const said = await octokit.rest.repos.listDeploymentStatuses({ ...at, deployment_id: id, per_page: 1 });
    const [latest] = said.data;
    if (latest?.state === wanted.state && latest.description === wanted.description) return;
    await octokit.rest.repos.createDeploymentStatus({ ...at, deployment_id: id, ...wanted });
  });
};

/** The newest deployment of this commit to the environment. */
const deploymentOf = async (
  { octokit, at }: Client,
  commit: CommitId,
  { environment, name }: DeploymentReport,
): Promise<number | undefined> => {
  const { data } = await octokit.rest.repos.listDeployments({
    ...at,
    sha: commit,
    environment,
    task: cleanTitle(name),
    per_page: 1,
  });
  return data[0]?.id;
};

/**
 * Of exactly this commit: nothing is merged into it, and no status is asked for first, because Argo CD has been rolling
 * it out since it was merged.
 */
const create = async (
  { octokit, at }: Client,
  commit: CommitId,
  { environment, name }: DeploymentReport,
): Promise<number> => {
  const { data } = await octokit.rest.repos.createDeployment({
    ...at,
    ref: commit,
    environment,
    task: cleanTitle(name),
    auto_merge: false,
    required_contexts: [],
  });
  return (data as { readonly id: number }).id;
};
