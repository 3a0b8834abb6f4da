import type { SourceFile } from './file-facts.ts';
import { homeOf, inRooms, type PathTrouble } from './places.ts';
import { quoted } from './position.ts';

/** What is wrong with an entry that is no regular file. Links are never followed, only what they say is read. */
export const linkTroubles = (file: SourceFile): PathTrouble[] => {
  if (!inRooms(file.path)) return [];
  if (file.mode === '160000') return [submodule(file.path)];
  return file.mode === '120000' ? symbolicLink(file) : [];
};

const submodule = (path: string): PathTrouble => ({
  code: 'submodule',
  what: `${quoted(path)} is another Git repository inside this one.`,
  why: 'Its files are not part of any commit here: they can be neither pinned nor promoted nor reviewed.',
  fix: 'Remove it with `git rm --cached`, and add the files themselves.',
});

const symbolicLink = (file: SourceFile): PathTrouble[] => {
  const target = new TextDecoder().decode(file.bytes.subarray(0, 4096)).replace(/\n$/, '');
  if (leaves(file.path, target)) return [leaving(target)];
  const read =
    file.path.startsWith('environments/') ||
    homeOf(file.path).kind === 'service' ||
    homeOf(file.path).kind === 'release';
  return read ? [linked(target)] : [];
};

const leaving = (target: string): PathTrouble => ({
  code: 'symbolic-link',
  what: `The symbolic link points to ${quoted(target)}, outside of this repository.`,
  why: 'It would read files of the machine it is read on; Argo CD refuses a repository with such a link as a whole.',
  fix: 'Remove the link, and add the file itself.',
});

const linked = (target: string): PathTrouble => ({
  code: 'symbolic-link',
  what: `This is a symbolic link to ${quoted(target)} and no file.`,
  why: 'Git, Argo CD and the forge each see something else here: the link, the file, or an error.',
  fix: 'Remove the link, and add the file itself.',
});

/** Does the target of a link at `path` lie outside of the repository? Decided from the text alone. */
const leaves = (path: string, target: string): boolean => {
  if (target === '' || target.startsWith('/') || /^[A-Za-z]:|^\\/.test(target)) return true;
  let depth = path.split('/').length - 1;
  for (const step of target.split('/')) {
    if (step === '..') depth--;
    else if (step !== '.' && step !== '') depth++;
    if (depth < 0) return true;
  }
  return target.split('/').includes('.git');
};
