/** Written by `scripts/house/validators.ts` from `schemas/events/<name>.schema.json`; the build makes the code. */
import type { ValidateFunction } from 'ajv';

/** By the name of the event: `deployment.finished` and the like. */
export const EVENTS: ReadonlyMap<string, ValidateFunction>;
