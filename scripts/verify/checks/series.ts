import { type ApiAnswer, fail, type Judgement, told, unavailable } from './seen.ts';

/** The numbers of the one series that was asked for, in order of time; or why there are none. */
export type Series = { readonly values: readonly number[] } | { readonly none: Judgement };

/**
 * Reads an answer of `/api/v1/query` or `/api/v1/query_range` (prometheus.io/docs, "HTTP API"). Only an answer without a
 * warning, with exactly one series of as many finite numbers as were asked for, holds values: what is empty, NaN,
 * infinite, ambiguous or full of gaps is nobody's knowledge.
 */
export const readSeries = (answer: ApiAnswer, points: number): Series => {
  const body = objectOf(answer.text);
  if (answer.status !== 200) return { none: refusal(answer.status, body) };
  const data = objectIn(body, 'data');
  if (body?.['status'] !== 'success' || data === undefined) return { none: NO_API };
  const [warning] = listIn(body, 'warnings');
  if (warning !== undefined)
    return unknown(
      `Prometheus warns that its answer may be wrong or incomplete: ${told(String(warning), 200)}`,
    );
  return readData(String(data['resultType']), data['result'], points);
};

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectOf = (text: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const objectIn = (fields: Fields | undefined, key: string): Fields | undefined => {
  const value = fields?.[key];
  return isObject(value) ? value : undefined;
};

const listIn = (fields: Fields, key: string): readonly unknown[] => {
  const value = fields[key];
  return Array.isArray(value) ? value : [];
};

const unknown = (why: string): Series => ({ none: unavailable(`${why}.`) });

const NO_API = unavailable(
  'What answered does not speak as the HTTP API of Prometheus does: `url` is the address before `/api/v1`.',
);

/** Statuses and their meaning are documented with the API: 400 is a query that cannot be read, and only that is ours. */
const refusal = (status: number, body: Fields | undefined): Judgement => {
  const said = body?.['status'] === 'error' ? `: ${told(String(body['error']), 200)}` : '';
  if (status === 400 && said !== '')
    return fail(`Prometheus cannot read the query${said}; mend \`query\` in the environment's file.`);
  if (status === 401 || status === 403)
    return unavailable(
      `Prometheus answered ${status}${said}: it must be readable from here without a password.`,
    );
  return said === '' ? NO_API : unavailable(`Prometheus answered ${status}${said}.`);
};

const readData = (type: string, result: unknown, points: number): Series => {
  if (type === 'scalar') return readPoints([result], points);
  if (type === 'string') return { none: fail('The query gives a text and no number; mend `query`.') };
  if (type !== 'vector' && type !== 'matrix') return { none: NO_API };
  const series = Array.isArray(result) ? (result as readonly unknown[]).filter(isObject) : [];
  const [one] = series;
  if (one === undefined) return unknown('The query gave no data');
  if (series.length > 1)
    return unknown(
      `The query gave ${series.length} series and must give one: put \`sum(…)\` or the like around it`,
    );
  if ('histogram' in one || 'histograms' in one)
    return {
      none: fail('The query gives a histogram and no number: put `histogram_quantile(…)` around it.'),
    };
  if (type === 'vector') return readPoints([one['value']], points);
  return points === 1 ? { none: NOT_INSTANT } : readPoints(listIn(one, 'values'), points);
};

const NOT_INSTANT = fail(
  'The query gives all values of a time and not one: put `avg_over_time(…)` or the like around it, or set `range`.',
);

/** A point is a time in seconds and a number as text. */
const readPoints = (pairs: readonly unknown[], points: number): Series => {
  if (pairs.length !== points)
    return unknown(`There are ${pairs.length} of ${points} values in that time: the rest is missing`);
  const texts = pairs.map((pair) => (Array.isArray(pair) && typeof pair[1] === 'string' ? pair[1] : ''));
  const values = texts.map((text) => (text === '' ? Number.NaN : Number(text)));
  const strange = values.findIndex((value) => !Number.isFinite(value));
  if (strange >= 0)
    return unknown(`The value is ${told(texts[strange] ?? '', 20)}, which is no finite number`);
  return { values };
};
