import { isMap, isScalar, type Pair, parseDocument } from 'yaml';
import type { Wanted } from './render.ts';

interface Written {
  readonly start: number;
  readonly end: number;
  readonly images: readonly unknown[];
}

/**
 * The text of a kustomization file with the image override in it, as `kustomize edit set image` would write it; every
 * other byte stays. Undefined where the text is no kustomization. For programs that take overrides in no other way.
 */
export const withImageSet = (text: string, { image, version, digest }: Wanted): string | undefined => {
  const document = parseDocument(text, { logLevel: 'silent' });
  const root = document.contents;
  if (document.errors.length > 0 || (root !== null && !isMap(root))) return undefined;
  const pair = root?.items.find(({ key }) => isScalar(key) && String(key.value).toLowerCase() === 'images');
  const written = pair && writtenAt(pair);
  const set = { name: image, newName: image, newTag: version, ...(digest === undefined ? {} : { digest }) };
  // Of several entries of one name the first counts, as in the real command.
  const byName = new Map([...(written?.images ?? []).toReversed(), set].map((one) => [nameOf(one), one]));
  const images = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  const line = `images: ${JSON.stringify(images)}`;
  if (root === null) return `${text.replace(/\n?$/, '\n')}${line}\n`;
  const start = root.range?.[0] ?? 0;
  const rest = written === undefined ? text : text.slice(0, written.start) + text.slice(written.end);
  return root.flow === true
    ? `${rest.slice(0, start)}{ ${line}, ${rest.slice(start + 1).replace(/^\s*,/, '')}`
    : `${rest.slice(0, start)}${line}\n${rest.slice(start)}`;
};

const writtenAt = ({ key, value }: Pair): Written => {
  const [start, keyEnd] = (key as { range: [number, number, number] }).range;
  const node = value as { range?: [number, number, number]; toJSON?: () => unknown } | null;
  const images = node?.toJSON?.();
  return { start, end: node?.range?.[2] ?? keyEnd + 1, images: Array.isArray(images) ? images : [] };
};

const nameOf = (image: unknown): string => String((image as { name?: unknown } | null)?.name ?? '');
