import type { Problem } from '../model/problem.ts';
import type { FileFacts, ReadKind, SourceFile } from './file-facts.ts';
import { linkTroubles } from './links.ts';
import { modelineTroubles } from './modeline.ts';
import { ownTroubles, unquotedVersion } from './own-rules.ts';
import { type Home, homeOf, isRead, isRegular } from './places.ts';
import { problemOfFile, problemsAt, quoted, type Trouble } from './position.ts';
import { leadsOf } from './references.ts';
import { refusedTabs } from './refused.ts';
import { DECLINED, scanYaml } from './scan.ts';
import { fits, schemaTroubles } from './schema.ts';
import { readSecrets } from './secrets.ts';
import { readText } from './text.ts';
import { manifestTroubles, strictTroubles, type Tree, treeOf } from './tree.ts';
import { modelOf } from './values.ts';
import { readYaml } from './yaml.ts';

/**
 * Reads one file: what it says as the model says it, or every problem it has. Never throws and never hangs, whatever
 * the bytes; a file with an error has no value. Nothing of a secret is in a problem.
 */
export const readFile = (file: SourceFile): FileFacts => {
  const home = homeOf(file.path);
  const ofPath = [...home.troubles, ...linkTroubles(file)].map((trouble) =>
    problemOfFile(file.path, trouble),
  );
  const facts = isRegular(file.mode) ? readContent(file, home) : linkFacts(file);
  if (ofPath.length === 0) return facts;
  const { path, kind, problems } = facts;
  return { path, kind, problems: [...ofPath, ...problems] };
};

const linkFacts = (file: SourceFile): FileFacts =>
  withLeads(nothing(file.path, []), leadsOf(file.path, new TextDecoder().decode(file.bytes), true));

const withLeads = <F extends FileFacts>(facts: F, leads: readonly string[]): F =>
  leads.length === 0 ? facts : { ...facts, leads };

const nothing = (path: string, problems: readonly Problem[]): FileFacts => ({
  path,
  kind: 'other',
  problems,
});

const readContent = (file: SourceFile, home: Home): FileFacts => {
  if (home.kind === 'other') return nothing(file.path, readOther(file));
  if (home.kind === 'manifest') {
    const leads =
      file.size === undefined ? leadsOf(file.path, new TextDecoder().decode(file.bytes), false) : [];
    return withLeads({ path: file.path, kind: 'manifest', problems: readManifest(file) }, leads);
  }
  return readOurs(file, home.kind, home);
};

const readOther = (file: SourceFile): Problem[] => {
  if (!isRead(file.path, file.mode) || file.size !== undefined) return [];
  const text = new TextDecoder().decode(file.bytes);
  const { masked, troubles } = readSecrets(text, false);
  return problemsAt(file.path, masked, troubles);
};

const readManifest = (file: SourceFile): Problem[] => {
  const read = readText(file.bytes, file.size);
  const { masked: text, troubles: secrets } = readSecrets(read.text, false);
  const before = [...read.troubles, ...secrets];
  if (isUnreadable(before) || isPlain(text)) return problemsAt(file.path, text, before);
  const { document, more, troubles } = readYaml(text);
  const documents = document === undefined ? more : [document, ...more];
  return problemsAt(file.path, text, [...before, ...troubles, ...documents.flatMap(manifestTroubles)]);
};

/** Are all documents of the text in the plain subset, so that nothing can be wrong with them as YAML? */
const isPlain = (text: string): boolean =>
  text
    .split(/^---$/m)
    .every((document, index) => (index === 0 && comments.test(document)) || scanYaml(document) !== DECLINED);

const comments = /^(?: *(?:#.*)?\n)*$/;

const readOurs = (file: SourceFile, kind: ReadKind, home: Home): FileFacts => {
  const read = readText(file.bytes, file.size);
  if (kind === 'release' && isContract(read.text)) {
    return { path: file.path, kind: 'manifest', problems: readManifest(file) };
  }
  const { masked: text, troubles: secrets } = readSecrets(read.text, true);
  const before = [...read.troubles, ...secrets];
  const hints = modelineTroubles(file.path, kind, text);
  if (before.length === 0) {
    const value = scanYaml(text);
    const quick = value === DECLINED ? undefined : quickly(kind, home, { file: file.path, value });
    if (quick !== undefined) {
      return {
        path: file.path,
        kind,
        value: quick,
        problems: problemsAt(file.path, text, hints),
      } as FileFacts;
    }
  }
  const { value, troubles } = thoroughly(kind, home, { text, before });
  const problems = problemsAt(file.path, text, isUnreadable(before) ? troubles : [...troubles, ...hints]);
  if (problems.some(({ severity }) => severity === 'error')) return { path: file.path, kind, problems };
  return {
    path: file.path,
    kind,
    value: modelOf(kind, home, { file: file.path, value }),
    problems,
  } as FileFacts;
};

/** A contract beside the records says itself what it is. */
const isContract = (text: string): boolean => /^["']?(?:openapi|swagger|asyncapi)["']? *:/m.test(text);

/** The model of a file whose YAML is beyond doubt, when nothing else is wrong with it. */
const quickly = (kind: ReadKind, home: Home, written: { readonly file: string; readonly value: unknown }) => {
  if (!fits(kind, written.value)) return undefined;
  const tree: Tree = { value: written.value, spot: () => ({ at: 0, length: 1 }) };
  return ownTroubles(kind, home, tree).length === 0 ? modelOf(kind, home, written) : undefined;
};

interface Reading {
  readonly text: string;
  readonly before: readonly Trouble[];
}

const thoroughly = (
  kind: ReadKind,
  home: Home,
  { text, before }: Reading,
): { value: unknown; troubles: readonly Trouble[] } => {
  if (isUnreadable(before)) return { value: undefined, troubles: before };
  const yaml = readYaml(text);
  const document = yaml.document;
  const parts = [
    ...yaml.directives.map(directive),
    ...yaml.more.map((more) => secondDocument(more.range[0], text)),
  ];
  if (document === undefined || document.contents === null) {
    const nothing = yaml.troubles.length === 0 ? [emptyFile(kind)] : [];
    return { value: undefined, troubles: [...before, ...yaml.troubles, ...parts, ...nothing] };
  }
  const tree = treeOf(document);
  const tabs = refusedTabs(text).filter((tab) => yaml.troubles.every(({ at }) => at !== tab.at));
  const strict = [...before, ...yaml.troubles, ...parts, ...tabs, ...strictTroubles(document, text)];
  const settled = strict.slice(0, 300).map(({ at, length = 1 }) => ({ at, length }));
  const schema = yaml.troubles.length > 0 ? [] : schemaTroubles(kind, tree, settled);
  const own = fits(kind, tree.value) ? ownTroubles(kind, home, tree) : [];
  const versions = unquotedVersion(tree).filter((one) => settled.every(({ at }) => at !== one.at));
  return { value: tree.value, troubles: [...strict, ...schema, ...own, ...versions] };
};

/** Is there no text at all to say more about? */
const isUnreadable = (troubles: readonly Trouble[]): boolean =>
  troubles.some(({ code }) => code === 'file-too-large' || code === 'not-utf8');

const directive = (at: number): Trouble => ({
  code: 'yaml-directive',
  at,
  what: 'A `%` directive tells the reader how to read the file.',
  why: 'Argo CD, editors and this check follow it in different ways.',
  fix: 'Remove the line.',
});

const secondDocument = (start: number, text: string): Trouble => ({
  code: 'yaml-documents',
  at: Math.max(0, text.lastIndexOf('---', start)),
  length: 3,
  what: 'A second document begins here.',
  why: 'Argo CD reads the first one alone, so nothing from here on would have an effect.',
  fix: 'Remove the `---`, or move what follows into a file of its own.',
});

const emptyFile = (kind: ReadKind): Trouble => ({
  code: 'empty-file',
  at: 0,
  what: 'The file holds nothing.',
  why:
    kind === 'desired'
      ? 'Argo CD makes an Application of an empty file too, and then stops updating the whole environment.'
      : 'An empty file says nothing, but looks as if somebody had said something.',
  fix: `Write what it is for, or remove it: ${quoted('git rm')}.`,
});
