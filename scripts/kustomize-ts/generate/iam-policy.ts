import type { Types } from '../facts/types.ts';
import { BuildFailure, within } from '../failure.ts';
import { anExactString, structOf } from '../kustomization/shape.ts';
import { objectsIn } from '../object/load.ts';
import type { Resource } from '../object/resource.ts';
import type { Json } from '../yaml/json.ts';

/** The fields of an IAMPolicyGenerator (api/types/iampolicygenerator.go); others are passed over. */
const shape = structOf('IAMPolicyGeneratorPlugin', {
  cloud: anExactString,
  kubernetesService: structOf('KubernetesService', { name: anExactString, namespace: anExactString }),
  serviceAccount: structOf('ServiceAccount', { name: anExactString, projectId: anExactString }),
});

type IamPolicyArgs = typeof shape.empty;

/**
 * Makes the ServiceAccount that stands for an account of a cloud; Google's is the only one Kustomize knows
 * (api/filters/iampolicygenerator). Throws BuildFailure for fields of another type; the generator throws it for other
 * clouds and for names that are no YAML.
 */
export const iamPolicyGenerator = (config: Json, types: Types): (() => Resource[]) => {
  const args = within('error unmarshaling JSON: while decoding JSON', () =>
    shape.read(config, { struct: '', path: [], ignoresUnknown: true }),
  );
  return () => {
    if (args.cloud !== 'gke')
      throw new BuildFailure(`cloud provider ${args.cloud} not supported yet`, { field: 'cloud' });
    return objectsIn(accountText(args), types).slice(0, 1);
  };
};

/** Kustomize puts the names into a text as they are, and reads that: `a #b` becomes `a`. */
const accountText = ({ kubernetesService, serviceAccount }: IamPolicyArgs): string => {
  const lines = [
    '',
    'apiVersion: v1',
    'kind: ServiceAccount',
    'metadata:',
    '  annotations:',
    `    iam.gke.io/gcp-service-account: ${serviceAccount.name}@${serviceAccount.projectId}.iam.gserviceaccount.com`,
    `  name: ${kubernetesService.name}`,
    '',
  ];
  if (kubernetesService.namespace !== '') lines.push(`  namespace: ${kubernetesService.namespace}`);
  return lines.join('\n');
};
