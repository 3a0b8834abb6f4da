import { goJson, parseJson } from '../yaml/json.ts';

const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+/g;

/**
 * For each operation of a JSON patch in strict JSON: is anything in its value spelled in another way than Go would
 * write it (`1.0`, `"a<b"`)? Tests compare spellings. The source must be readable.
 */
export const spelledOtherwise = (source: string): ReadonlySet<number> => {
  const found = new Set<number>();
  const place: Place = { depth: 0, operation: 0, key: '', inValue: false };
  for (const [token] of source.matchAll(TOKEN)) {
    if (/^[[\]{},:]$/.test(token)) move(place, token);
    else if (!place.inValue) place.key = token;
    else if (goJson(parseJson(token)) !== token) found.add(place.operation);
  }
  return found;
};

/** Where in a list of operations a token stands. */
interface Place {
  depth: number;
  operation: number;
  /** The key that was read last, with its quotes. */
  key: string;
  /** Inside the value of an operation? */
  inValue: boolean;
}

const move = (place: Place, token: string): void => {
  if (token === '[' || token === '{') place.depth += 1;
  else if (token === ']' || token === '}') place.depth -= 1;
  else if (place.depth === 2) place.inValue = token === ':' && place.key === '"value"';
  if (place.depth > 1) return;
  place.inValue = false;
  if (token === ',') place.operation += 1;
};
