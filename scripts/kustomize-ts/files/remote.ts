/** Schemes under which kustomize fetches single files (api/internal/loader, IsRemoteFile). */
export const isRemoteFile = (path: string): boolean => /^https?:/i.test(path);

/**
 * Would kustomize clone this from a Git server? A scheme it knows, a user in front of a host, or the short forms of
 * one well-known host, followed by a path to a repository (api/internal/git/repospec.go, NewRepoSpecFromURL).
 */
export const isRemoteRepository = (written: string): boolean => {
  if (written.startsWith('/')) return false;
  const [address = ''] = written.replace(/^git::/i, '').split('?', 1);
  const scheme = /^(ssh|https?|file):\/\//i.exec(address)?.[0] ?? '';
  const rest = address.slice(scheme.length);
  if (scheme.toLowerCase() === 'file://') return rest !== '';
  const user = /^[a-zA-Z][a-zA-Z0-9-]*@/.exec(rest)?.[0] ?? '';
  const place = rest.slice(user.length);
  const isKnownHost = /^github\.com[/:]/i.test(place);
  if (scheme === '' && user === '' && !isKnownHost) return false;
  const separator = scheme === '' ? /[/:]/.exec(place)?.index : indexOf(place, '/');
  return separator !== undefined && namesRepository(place.slice(separator + 1));
};

const indexOf = (text: string, part: string): number | undefined => {
  const index = text.indexOf(part);
  return index < 0 ? undefined : index;
};

const namesRepository = (path: string): boolean => {
  if (/_git\/|.\/\/|\.git/.test(path)) return true;
  return path.split('/').length >= 2;
};
