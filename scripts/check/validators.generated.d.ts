/** Written by `scripts/house/validators.ts` from `schemas/<name>.schema.json`; the build makes the code. */
import type { ValidateFunction } from 'ajv';

export const environment: ValidateFunction;
export const desired: ValidateFunction;
export const service: ValidateFunction;
export const release: ValidateFunction;
export const lock: ValidateFunction;
