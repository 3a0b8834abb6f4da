import type { Container, Pod } from './manifests.ts';

/**
 * What is missing for a pod that may do no more than it must: the Pod Security Standard "restricted" and, beyond it,
 * a read-only file system, no token of the cluster, and a limit to what it takes.
 */
export const podFaults = (pod: Pod): string[] => [
  ...(pod.automountServiceAccountToken === false ? [] : ['mounts a token of the cluster']),
  ...(pod.securityContext?.['runAsNonRoot'] === true ? [] : ['may run as root']),
  ...(Number(pod.securityContext?.['runAsUser']) >= 1000 ? [] : ['runs as a system user']),
  ...(typeOf(pod.securityContext?.['seccompProfile']) === 'RuntimeDefault' ? [] : ['has no seccomp profile']),
  ...[...pod.containers, ...(pod.initContainers ?? [])].flatMap(containerFaults),
];

const containerFaults = (container: Container): string[] => {
  const context = container.securityContext ?? {};
  const { requests = {}, limits = {} } = container.resources ?? {};
  return [
    context['allowPrivilegeEscalation'] === false ? '' : 'may gain privileges',
    context['readOnlyRootFilesystem'] === true ? '' : 'may write to its image',
    context['privileged'] === true ? 'is privileged' : '',
    JSON.stringify(context['capabilities']) === '{"drop":["ALL"]}' ? '' : 'keeps capabilities',
    requests['cpu'] && requests['memory'] ? '' : 'asks for no resources',
    limits['memory'] ? '' : 'has no memory limit',
    limits['memory'] === requests['memory'] ? '' : 'may use memory that nobody keeps for it',
  ]
    .filter(Boolean)
    .map((fault) => `${container.name} ${fault}`);
};

const typeOf = (profile: unknown): unknown => (profile as { type?: unknown } | undefined)?.type;
