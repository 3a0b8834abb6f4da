/**
 * Splits a dotted path into its parts (kyaml/utils/pathsplitter.go). A dot after a backslash belongs to its part, and
 * so do dots between brackets; brackets without a condition go.
 */
export const splitPath = (path: string): string[] => {
  const pieces = unescaped(path.split('.'));
  const parts: string[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at] ?? '';
    if (!piece.startsWith('[') || piece.endsWith(']')) {
      parts.push(piece);
      continue;
    }
    const found = pieces.findIndex((one, index) => index > at && one.endsWith(']'));
    const end = found < 0 ? pieces.length - 1 : found;
    parts.push(bracketed(pieces.slice(at, end + 1).join('.')));
    at = end;
  }
  return parts;
};

const unescaped = ([first = '', ...rest]: readonly string[]): string[] => {
  const pieces = [first];
  for (const piece of rest) {
    const last = pieces.pop() ?? '';
    if (last.endsWith('\\')) pieces.push(`${last.slice(0, -1)}.${piece}`);
    else pieces.push(last, piece);
  }
  return pieces;
};

const bracketed = (part: string): string =>
  part.includes('=') ? part : part.replace(/^[[\]]+|[[\]]+$/g, '');

/** Does a part stand for items of a list that fulfil a condition, as `[name=web]` or `[=text]`? */
export const isCondition = (part: string): boolean => part.startsWith('[') && part.endsWith(']');

/** The position a part stands for, where it is a whole number; it may be negative. */
export const positionOf = (part: string): number | undefined =>
  /^[+-]?\d{1,15}$/.test(part) ? Number(part) : undefined;

/** The field and the value of a condition; '' as the field means the item itself. Undefined where there is no `=`. */
export const conditionOf = (part: string): { readonly field: string; readonly value: string } | undefined => {
  const inner = part.replace(/\]$/, '').replace(/^\[/, '');
  const equals = inner.indexOf('=');
  return equals < 0 ? undefined : { field: inner.slice(0, equals), value: inner.slice(equals + 1) };
};
