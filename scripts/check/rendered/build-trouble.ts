import posix from 'node:path/posix';
import { KUSTOMIZATIONS } from '../facts.ts';
import { printable } from '../position.ts';
import { treeOf } from '../tree.ts';
import { documentsOf } from '../yaml.ts';
import { fieldsOf } from './origin.ts';
import type { BuildTrouble } from './render-facts.ts';

/** Why something cannot be built, in the words of kustomize, and the file and field as far as they are known. */
export interface Reason {
  readonly why: string;
  readonly file?: string;
  readonly field?: string;
}

type Text = (file: string) => string | undefined;

/** What is to be said of a build that failed; `text` answers the text of a file that was looked at. */
export const buildTroubleOf = (reason: Reason, text: Text): BuildTrouble =>
  (/missing metadata\.name/.test(reason.why) ? namelessIn(reason.file, text) : undefined) ?? {
    code: 'build-failed',
    what: shortened(printable(reason.why.replace(/\s+/g, ' ').replace(/\.$/, ''))),
    ...placeOf(reason, text),
  };

/** kustomize puts whole objects into some messages; the beginning says what, the end says why. */
const shortened = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST / 2)} … ${text.slice(-LONGEST / 2)}`;

const LONGEST = 600;

/** A file that is missing is named by a kustomization, and that is what to mend. */
const placeOf = ({ file, field }: Reason, text: Text): Pick<BuildTrouble, 'file' | 'path'> => {
  if (file === undefined) return { path: pathOf(field) };
  return text(file) === undefined ? (namedBy(file, text) ?? { path: [] }) : { file, path: pathOf(field) };
};

const namedBy = (missing: string, text: Text): Required<Pick<BuildTrouble, 'file' | 'path'>> | undefined => {
  for (let folder = posix.dirname(missing); folder !== '.'; folder = posix.dirname(folder))
    for (const name of KUSTOMIZATIONS) {
      const [document] = documentsOf(text(`${folder}/${name}`) ?? '');
      const isMeant = (value: string): boolean => posix.join(folder, value) === missing;
      const path = document === undefined ? undefined : pathTo(treeOf(document).value, isMeant);
      if (path !== undefined) return { file: `${folder}/${name}`, path };
    }
  return undefined;
};

/** Where in a value the first text stands that is meant. */
const pathTo = (value: unknown, isMeant: (text: string) => boolean): (string | number)[] | undefined => {
  if (typeof value === 'string') return isMeant(value) ? [] : undefined;
  const inside = Array.isArray(value) ? value.entries() : Object.entries(fieldsOf(value));
  for (const [key, item] of inside) {
    const below = pathTo(item, isMeant);
    if (below !== undefined) return [key, ...below];
  }
  return undefined;
};

/** `spec/replicas`, `metadata.name` or `images`, as places in a document. */
const pathOf = (field: string | undefined): string[] => (field === undefined ? [] : field.split(/[./]/));

const HOOK = 'argocd.argoproj.io/hook';

/** The object of a file that has no name. */
const namelessIn = (file: string | undefined, text: Text): BuildTrouble | undefined => {
  if (file === undefined) return undefined;
  const objects = documentsOf(text(file) ?? '').map((document) => fieldsOf(treeOf(document).value));
  const document = objects.findIndex(isNameless);
  return document < 0 ? undefined : { ...wordsOf(objects[document] ?? {}), file, document };
};

type Fields = ReturnType<typeof fieldsOf>;

const isNameless = (object: Fields): boolean =>
  object['kind'] !== undefined && !fieldsOf(object['metadata'])['name'];

const wordsOf = (object: Fields): Pick<BuildTrouble, 'code' | 'what' | 'path'> => {
  const metadata = fieldsOf(object['metadata']);
  const kind = printable(String(object['kind']).slice(0, 63));
  if (metadata['generateName'] === undefined)
    return {
      code: 'object-without-name',
      what: `the ${kind} has no name (missing metadata.name)`,
      path: ['metadata'],
    };
  const isHook = Object.keys(fieldsOf(metadata['annotations'])).some((key) => key.startsWith(HOOK));
  return {
    code: isHook ? 'hook-generate-name' : 'generate-name',
    what: `the ${isHook ? 'hook ' : ''}${kind} has a generateName and no name (missing metadata.name)`,
    path: ['metadata', 'generateName'],
  };
};
