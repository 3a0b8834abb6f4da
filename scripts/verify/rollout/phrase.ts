/** As much of somebody else's text as fits into a sentence. */
const LONGEST = 200;

/**
 * Text of Argo CD or of a cluster inside one of our sentences: one line, bounded, without what a message may hold of a
 * password in an address.
 */
export const quoted = (text: string | undefined): string => {
  if (text === undefined || text === '') return 'nothing';
  const line = text
    .slice(0, 10 * LONGEST)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replace(/:\/\/[^/@\s]*@/g, '://')
    .trim()
    .replace(/\.$/, '');
  return line.length > LONGEST ? `${line.slice(0, LONGEST).toWellFormed()}…` : line;
};

/** A commit as people say it; anything else as it is. */
export const short = (revision: string | undefined): string | undefined =>
  revision === undefined ? undefined : revision.replace(/^([0-9a-f]{10})[0-9a-f]{30}$/, '$1');

/** Two spellings of one address of a repository are equal. */
export const repositoryKey = (address: string | undefined): string =>
  (address ?? '').replace(/\/+$/, '').replace(/\.git$/, '');
