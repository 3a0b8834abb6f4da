import type { ReadKind } from './file-facts.ts';
import type { Home } from './places.ts';
import { quoted, type Trouble } from './position.ts';
import type { Tree } from './tree.ts';
import type { WrittenEnvironment, WrittenRelease } from './written.ts';

/** What must hold inside one file but no schema can say. Asked only of a file that fits its schema. */
export const ownTroubles = (kind: ReadKind, home: Home, tree: Tree): Trouble[] => {
  if (kind === 'release') return ofRelease(tree, home, tree.value as WrittenRelease);
  return kind === 'environment' ? ofEnvironment(tree, tree.value as WrittenEnvironment) : [];
};

/** Every version is text in quotes, also where YAML happens to read it right: the next one may be `1.10`. */
export const unquotedVersion = (tree: Tree): Trouble[] => {
  const spot = tree.spot(['version']);
  const value = (tree.value as { version?: unknown } | null)?.version;
  if (typeof value !== 'string' || spot.plain === undefined) return [];
  return [
    {
      code: 'unquoted',
      at: spot.at,
      length: spot.length,
      what: `The version ${quoted(spot.plain)} is not quoted.`,
      why: 'YAML would take a version such as 1.10 for the number 1.1 and lose the zero.',
      fix: `Put it into double quotes: ${quoted(`"${spot.plain}"`)}.`,
    },
  ];
};

const ofRelease = (tree: Tree, home: Home, release: WrittenRelease): Trouble[] => {
  const troubles: Trouble[] = [];
  if (release.version !== home.name) {
    troubles.push({
      ...tree.spot(['version']),
      code: 'release-name',
      what: `The record of version ${quoted(release.version)} is called ${quoted(`${home.name}.yaml`)}.`,
      why: 'A release is found by its file name; under this one it is a record of another version.',
      fix: `Rename the file to ${quoted(`${release.version}.yaml`)}, or write the version ${quoted(`"${home.name}"`)}.`,
    });
  }
  const { schema = 0, tolerates = schema } = release.database ?? {};
  if (tolerates > schema) {
    troubles.push({
      ...tree.spot(['database', 'tolerates']),
      code: 'database-tolerates',
      what: `\`database.tolerates\` is ${tolerates}, which is more than \`database.schema\`, ${schema}.`,
      why: 'It is the lowest schema that this version still runs on, and it runs on the one it migrates to.',
      fix: `Write a number from 0 to ${schema}.`,
    });
  }
  return troubles;
};

const ofEnvironment = (tree: Tree, environment: WrittenEnvironment): Trouble[] => {
  const seen = new Set<string>();
  return (environment.verify?.checks ?? []).flatMap(({ name }, index): Trouble[] => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [
      {
        ...tree.spot(['verify', 'checks', index, 'name']),
        code: 'check-twice',
        what: `Two checks are called ${quoted(name)}.`,
        why: 'Evidence names the check that it comes from; this one could be either.',
        fix: 'Give each check a name of its own.',
      },
    ];
  });
};
