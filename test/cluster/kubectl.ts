import { EXIT, Failure } from '../../scripts/outside/failure.ts';
import { oneLine } from '../../scripts/show/escape.ts';
import { attempt, type Ended, lastWords, type Options, run } from './program.ts';

/** A cluster that answers, and that may be written to. */
export interface Cluster {
  /** The name under which kubectl knows it. */
  readonly context: string;
  /** Runs kubectl and answers what it printed; throws when it fails. */
  kubectl(args: readonly string[], options?: Options): Promise<string>;
  /** Runs kubectl, whatever comes of it. */
  attempt(args: readonly string[], options?: Options): Promise<Ended>;
  /** Makes or changes objects. */
  apply(...objects: readonly object[]): Promise<void>;
  /** What a Secret holds, by key; undefined where there is none. */
  secret(namespace: string, name: string): Promise<Readonly<Record<string, string>> | undefined>;
}

const BEGIN =
  'Start one with `npx tsx test/cluster/cluster.ts`, or let KUBECONFIG name the file of a cluster that is there.';

const noCluster = (what: string, fix: string): Failure =>
  new Failure({ code: 'no-cluster', exit: EXIT.outside, what, fix });

/**
 * The cluster of the current context. Everything here writes, so only a cluster of kind is taken unless somebody says
 * `--any-cluster`. Throws within seconds when there is no kubectl, no context, or nobody who answers.
 */
export const openCluster = async (args: readonly string[] = process.argv.slice(2)): Promise<Cluster> => {
  const named = await attempt('kubectl', ['config', 'current-context']);
  if (named.code === 127)
    throw noCluster(
      'There is no kubectl on the path.',
      'Install kubectl 1.32 or newer, then run this step again.',
    );
  const context = oneLine(named.out);
  if (named.code !== 0 || context === '') throw noCluster('kubectl knows no cluster.', BEGIN);
  if (!context.startsWith('kind-') && !args.includes('--any-cluster'))
    throw noCluster(
      `The current context ${context} is not a cluster of kind, and this step writes to it.`,
      'Add --any-cluster when it may be written to, or choose another with `kubectl config use-context`.',
    );
  const answers = await attempt('kubectl', ['--request-timeout=10s', 'get', '--raw', '/version']);
  if (answers.code !== 0)
    throw noCluster(`The cluster ${context} does not answer: ${lastWords(answers)}`, BEGIN);
  return clusterOf(context);
};

const clusterOf = (context: string): Cluster => {
  const full = (args: readonly string[]): string[] => [`--context=${context}`, ...args];
  const kubectl: Cluster['kubectl'] = (args, options) => run('kubectl', full(args), options);
  return {
    context,
    kubectl,
    attempt: (args, options) => attempt('kubectl', full(args), options),
    apply: async (...objects) => {
      const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
      await kubectl(['apply', '--server-side', '--force-conflicts', '--filename=-'], { input });
    },
    secret: async (namespace, name) => {
      const text = await kubectl([
        `--namespace=${namespace}`,
        'get',
        'secret',
        name,
        '--ignore-not-found',
        '--output=json',
      ]);
      if (text === '') return undefined;
      const { data = {} } = JSON.parse(text) as { data?: Readonly<Record<string, string>> };
      const plain = (value: string): string => Buffer.from(value, 'base64').toString('utf8');
      return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, plain(value)]));
    },
  };
};

export const namespace = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
});
