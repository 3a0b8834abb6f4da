import { BuildFailure } from '../failure.ts';
import { resolve } from '../yaml/resolve.ts';

/**
 * A key that the build writes itself. The real tool writes it without quotes and reads it back: `1`, `true` or `null`
 * are then no text, and it fails to print the object. Throws BuildFailure for those.
 */
export const textKey = (key: string): string => {
  if (key === '' || resolve(key, 'v3').tag === '!!str') return key;
  throw new BuildFailure(
    `json: unsupported type: map[interface {}]interface {}: the key "${key}" would be read as something else than text`,
    { field: key },
  );
};
