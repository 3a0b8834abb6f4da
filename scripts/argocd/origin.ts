/**
 * The address that Argo CD reaches this repository at, and the branch it follows. They stand literally in files and, in
 * an ApplicationSet, inside Go templates; so they consist of characters that mean nothing in either.
 */

/** An https or ssh address without a password, a query or a fragment; see `repository` in the environment's schema. */
const ADDRESS =
  /^(?:https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?|ssh:\/\/(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9.-]+(?::\d{1,5})?|[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:)\/?[A-Za-z0-9._~%+-]+(?:\/[A-Za-z0-9._~%+-]+)*\/?$/;

export const isAddress = (text: string): boolean => text.length <= 500 && ADDRESS.test(text);

/**
 * The address of a Git remote without what only its owner may know: of `https://user:token@host/…` only host and path,
 * of an ssh address the user but no password. Undefined where Argo CD could not reach it: a folder, a bundle.
 */
export const addressOfRemote = (remote: string): string | undefined => {
  const open = remote
    .trim()
    .replace(/^(https?:\/\/)[^/?#]*@/i, '$1')
    .replace(/^(ssh:\/\/[^/?#:@]*):[^/?#@]*@/i, '$1@')
    .replace(/[?#].*$/s, '');
  return isAddress(open) ? open : undefined;
};

/** Can Argo CD follow a branch of this name? Git allows more, such as `{{`, than may stand in a template. */
export const isBranch = (text: string): boolean => /^[A-Za-z0-9_][A-Za-z0-9._/@+-]{0,199}$/.test(text);

/** The address that a root Application, as it is written here, names; undefined where it is no longer to be read. */
export const addressIn = (text: string): string | undefined => {
  const [, address = ''] = /^ +repoURL: "([^"\n]*)"$/m.exec(text) ?? [];
  return isAddress(address) ? address : undefined;
};

/** The branch that it names; undefined where it is no longer to be read. */
export const branchIn = (text: string): string | undefined => {
  const [, branch = ''] = /^ +targetRevision: "refs\/heads\/([^"\n]*)"$/m.exec(text) ?? [];
  return isBranch(branch) ? branch : undefined;
};
