/** A service: something deployed on its own, described in `services/<service>/`. */
export type ServiceName = string & { readonly __brand: 'service' };
/** An environment: somewhere services run, described in `environments/<environment>.yaml`. */
export type EnvironmentName = string & { readonly __brand: 'environment' };
/** A version is an image tag. Where it is semver it is compared as semver; elsewhere order comes from history. */
export type Version = string & { readonly __brand: 'version' };
/** `sha256:` and 64 hexadecimal digits: the truth about an image; the version is for people. */
export type Digest = string & { readonly __brand: 'digest' };
/** The full 40-digit id of a commit. */
export type CommitId = string & { readonly __brand: 'commit' };
/** The full 40-digit id of a file's content in Git. */
export type BlobId = string & { readonly __brand: 'blob' };

/** A DNS label, because the name becomes part of Application and object names (RFC 1123, section 2.1). */
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** What a registry accepts as a tag (OCI distribution specification 1.1, "Pulling manifests"). */
const tag = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** Names in this folder that no environment or service may take: they hold something else. */
export const RESERVED = { environments: ['argocd', 'locks'], services: ['components'] } as const;

export const isName = (text: string): boolean => label.test(text);
export const isServiceName = (text: string): text is ServiceName =>
  label.test(text) && !(RESERVED.services as readonly string[]).includes(text);
export const isEnvironmentName = (text: string): text is EnvironmentName =>
  label.test(text) && !(RESERVED.environments as readonly string[]).includes(text);
export const isVersion = (text: string): text is Version => tag.test(text);
export const isDigest = (text: string): text is Digest => /^sha256:[0-9a-f]{64}$/.test(text);
export const isCommitId = (text: string): text is CommitId => /^[0-9a-f]{40}$/.test(text);
