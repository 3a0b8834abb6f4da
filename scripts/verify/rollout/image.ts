/** A container image as a pod writes it: `name[:tag][@digest]`. */
export interface ImageReference {
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Takes a reference apart. A colon before the last slash belongs to the port of a registry. */
export const readImage = (text: string): ImageReference => {
  const [named = '', digest] = splitOnce(text, '@');
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const name = colon < 0 ? named : named.slice(0, colon);
  return {
    name,
    ...(colon < 0 ? {} : { tag: named.slice(colon + 1) }),
    ...(digest === undefined ? {} : { digest }),
  };
};

/** An override in the words of `kustomize edit set image`: `name=new:tag@digest`, or the last part alone. */
export const readOverride = (text: string): { readonly replaces: string; readonly by: ImageReference } => {
  const [first = '', second] = splitOnce(text, '=');
  const by = readImage(second ?? first);
  return { replaces: second === undefined ? by.name : readImage(first).name, by };
};

const splitOnce = (text: string, mark: string): readonly [string, string?] => {
  const place = text.indexOf(mark);
  return place < 0 ? [text] : [text.slice(0, place), text.slice(place + mark.length)];
};

/** What is wanted of one image. */
interface WantedImage {
  readonly image: string;
  readonly version: string;
  readonly digest?: string;
}

/** `image:version@digest`. */
export const imageText = ({ image, version, digest }: WantedImage): string =>
  `${image}:${version}${digest === undefined ? '' : `@${digest}`}`;

/** Is it exactly the version, and the digest where one is wanted? Without one, a digest that a cluster adds is fine. */
export const isWanted = (found: ImageReference, wanted: WantedImage): boolean =>
  found.name === wanted.image &&
  found.tag === wanted.version &&
  (wanted.digest === undefined || found.digest === wanted.digest);
