/** How a code host writes the addresses of a commit and of the difference between two. */
interface Shape {
  readonly commit: (base: string, id: string) => string;
  readonly compare: (base: string, from: string, to: string) => string;
}

const slash: Shape = {
  commit: (base, id) => `${base}/commit/${id}`,
  compare: (base, from, to) => `${base}/compare/${from}...${to}`,
};

const gitlab: Shape = {
  commit: (base, id) => `${base}/-/commit/${id}`,
  compare: (base, from, to) => `${base}/-/compare/${from}...${to}`,
};

const bitbucket: Shape = {
  commit: (base, id) => `${base}/commits/${id}`,
  compare: (base, from, to) => `${base}/branches/compare/${to}%0D${from}`,
};

/** A host is known by one of its labels: `github.com`, `gitlab.example.com`. Gitea and Forgejo write what GitHub does. */
const shapes: readonly (readonly [RegExp, Shape])[] = [
  [/(^|\.)github\./, slash],
  [/(^|\.)gitlab\./, gitlab],
  [/(^|\.)bitbucket\.org$/, bitbucket],
  [/(^|\.)(codeberg\.org|gitea\.|forgejo\.)/, slash],
];

/** Longer addresses are nobody's repository, and one would fill a page. */
const LONGEST = 200;
const segment = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const commitId = /^[0-9a-f]{7,64}$/;

/** Where the source of a service can be read: addresses made of nothing but checked parts. */
export interface SourceLinks {
  readonly repository: string;
  /** Undefined when the host is of no known kind or the text is no commit id. */
  readonly commit: (id: string | undefined) => string | undefined;
  readonly compare: (from: string | undefined, to: string | undefined) => string | undefined;
}

/**
 * Links into a source repository, or undefined when the address is not plain `http(s)://host/owner/name`: no other
 * scheme (`javascript:`), no user or password, no query, nothing that Markdown could read as its own.
 */
export const sourceLinks = (source: string | undefined): SourceLinks | undefined => {
  const base = repositoryAddress(source);
  if (base === undefined) return undefined;
  const shape = shapes.find(([host]) => host.test(new URL(base).hostname))?.[1];
  return linksOf(base, shape);
};

const linksOf = (base: string, shape: Shape | undefined): SourceLinks => {
  const known = (id: string | undefined): id is string => id !== undefined && commitId.test(id);
  return {
    repository: base,
    commit: (id) => (known(id) ? shape?.commit(base, id) : undefined),
    compare: (from, to) =>
      known(from) && known(to) && from !== to ? shape?.compare(base, from, to) : undefined,
  };
};

const repositoryAddress = (source: string | undefined): string | undefined => {
  if (source === undefined || !URL.canParse(source)) return undefined;
  const { protocol, host, pathname, username, password, search, hash } = new URL(source);
  const segments = pathname
    .replace(/\/$/, '')
    .replace(/\.git$/, '')
    .split('/')
    .slice(1);
  const plain = [username, password, search, hash].every((part) => part === '');
  if (!/^https?:$/.test(protocol) || !plain || !/^[a-z0-9.-]+(:\d+)?$/.test(host)) return undefined;
  if (segments.length < 2 || !segments.every((part) => segment.test(part))) return undefined;
  const address = `${protocol}//${host}/${segments.join('/')}`;
  return address.length > LONGEST ? undefined : address;
};

/** A Markdown link, or the words alone where there is no address. The words must be escaped already. */
export const link = (words: string, address: string | undefined): string =>
  address === undefined ? words : `[${words}](${address})`;

/** Links into this repository on its forge, whose kind is known: both write addresses the way GitHub does. */
export const webLinks = (web: string | undefined): SourceLinks | undefined => {
  const base = repositoryAddress(web);
  return base === undefined ? undefined : linksOf(base, slash);
};
