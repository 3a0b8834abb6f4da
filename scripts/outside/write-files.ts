import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EXIT, Failure } from './failure.ts';

/** Writes new files below a folder, all or nothing: one that is there already stops it before anything is written. */
export const writeNewFiles = (
  root: string,
  files: readonly { readonly path: string; readonly text: string }[],
): void => {
  const there = files.filter(({ path }) => existsSync(join(root, path))).map(({ path }) => path);
  if (there.length > 0)
    throw new Failure({
      code: 'exists',
      exit: EXIT.usage,
      what: `${there.slice(0, 5).join(', ')}${there.length > 5 ? ` and ${there.length - 5} more` : ''} exist already. Nothing was written.`,
      fix: 'Choose another name, or move them away first.',
    });
  for (const file of files) writeNew(root, file);
};

const writeNew = (root: string, { path, text }: { readonly path: string; readonly text: string }): void => {
  try {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { flag: 'wx' });
  } catch (cause) {
    throw new Failure({
      code: 'not-written',
      exit: EXIT.outside,
      what: `${path} cannot be written (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
      fix: 'Give yourself permission to write there and make room; remove what was written before it (`git status` shows it).',
      cause,
    });
  }
};
