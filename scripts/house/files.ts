import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Gives a file this text, in one step, and only when it has another: whoever reads it at the same moment sees the old
 * text or the new one, never half of it. `mode` is that of a new file (an executable is 0o755).
 */
export const replaceFile = (file: string, text: string, mode = 0o644): void => {
  if (textOf(file) === text) return;
  mkdirSync(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, text, { mode });
  renameSync(beside, file);
};

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};
