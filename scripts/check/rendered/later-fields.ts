import type { PlainPath } from './traced.ts';

/**
 * Fields that came after the models were made, by group: an object that uses one is right, although its model does not
 * know it. The models are of Kubernetes 1.33, Argo Rollouts 1.5 and Argo CD 2.14; taken from the release notes since.
 * `description`, of an AppProject and its roles, is older: the models take it for a remark of the schema.
 */
const LATER: Readonly<Record<string, ReadonlySet<string>>> = {
  'argoproj.io': new Set([
    'aggregator',
    'analysisRunMetadata',
    'authentication',
    'canaryIngressAnnotations',
    'consecutiveSuccessLimit',
    'deletionOrder',
    'description',
    'drySource',
    'exclude',
    'formula',
    'ingresses',
    'maxTrafficWeight',
    'plugin',
    'queries',
    'rangeQuery',
    'refresh',
    'replicaProgressThreshold',
    'scaleDown',
    'sourceHydrator',
    'sourceIntegrity',
    'syncOverrun',
    'templates',
    'ttlStrategy',
  ]),
};

/** Fields of pods, wherever a pod or its template stands. */
const OF_PODS: ReadonlySet<string> = new Set([
  'fileKeyRef',
  'hostnameOverride',
  'podCertificate',
  'restartPolicyRules',
  'stopSignal',
  'workloadRef',
]);

/** Is it known that a field exists which the model does not know? */
export const cameLater = (apiVersion: string, path: PlainPath): boolean => {
  const field = String(path.at(-1));
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return OF_PODS.has(field) || LATER[group]?.has(field) === true;
};
