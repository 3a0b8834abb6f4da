/** Written by `scripts/house/models.ts` from the packages that know Kubernetes, Argo Rollouts and Argo CD. */
import type { ValidateFunction } from 'ajv';

/** By type, such as `apps/v1/Deployment`; `metadata` and `podTemplate` are parts of objects. */
export const MODELS: ReadonlyMap<string, ValidateFunction>;
