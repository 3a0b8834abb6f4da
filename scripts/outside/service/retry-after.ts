/**
 * How long a service asks to be left alone (RFC 9110 §10.2.3: seconds, or a date), in milliseconds from `now`, which is
 * in milliseconds since 1970. Undefined when it does not say, or says nothing that makes sense.
 */
export const retryAfter = (headers: Headers, now: number): number | undefined => {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  if (!HTTP_DATE.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};

/** The form that senders must use (RFC 9110 §5.6.7); `Date.parse` alone would read far more as a date. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
