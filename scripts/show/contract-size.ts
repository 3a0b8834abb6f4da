/**
 * Would a document stay below `limit` values once every local `$ref` is written out where it stands, circles once?
 * Thirty small schemas that each name the next one twice are a thousand million values, so whoever compares documents
 * by writing references out must ask this first. A `__proto__` key or a nesting deeper than 200 is too much as well.
 */
export const staysBelow = (root: Readonly<Record<string, unknown>>, limit: number): boolean => {
  const open = new Set<string>();
  let seen = 0;

  const reference = (name: string, depth: number): boolean => {
    if (open.has(name)) return true;
    open.add(name);
    const fine = visit(target(root, name), depth);
    open.delete(name);
    return fine;
  };
  const visit = (value: unknown, depth: number): boolean => {
    seen += 1;
    if (seen >= limit || depth > DEEPEST) return false;
    if (typeof value !== 'object' || value === null) return true;
    if (Object.hasOwn(value, '__proto__')) return false;
    return Object.entries(value).every(([key, one]) =>
      key === '$ref' && typeof one === 'string' ? reference(one, depth + 1) : visit(one, depth + 1),
    );
  };
  return visit(root, 0);
};

const DEEPEST = 200;

/** What a local reference such as `#/components/schemas/Order` names (RFC 6901); undefined when nothing. */
const target = (root: unknown, reference: string): unknown => {
  if (!reference.startsWith('#/')) return undefined;
  return reference
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? (value as Record<string, unknown>)[key]
          : undefined,
      root,
    );
};
