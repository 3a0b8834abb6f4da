/** An instant, in milliseconds since 1970, as sentences name it: to the second, in UTC. */
export const instant = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
