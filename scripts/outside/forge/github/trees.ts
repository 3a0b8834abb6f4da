import type { Client } from './client.ts';

/** The modes of those paths that exist in a tree, found folder by folder so that a large repository costs no more. */
export const modesOf = async (
  client: Client,
  root: string,
  paths: readonly string[],
): Promise<Map<string, string>> => {
  const folders = new Map<string, Promise<readonly Entry[]>>([['', readFolder(client, root)]]);
  const open = (folder: string): Promise<readonly Entry[]> => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const cut = folder.lastIndexOf('/');
    const opened = open(folder.slice(0, Math.max(0, cut))).then(async (above) => {
      const entry = above.find((one) => one.path === folder.slice(cut + 1) && one.type === 'tree');
      return entry === undefined ? [] : readFolder(client, entry.sha);
    });
    folders.set(folder, opened);
    return opened;
  };
  const found = await Promise.all(
    paths.map(async (path) => {
      const cut = path.lastIndexOf('/');
      const entries = await open(path.slice(0, Math.max(0, cut)));
      return [
        path,
        entries.find((one) => one.path === path.slice(cut + 1) && one.type === 'blob')?.mode,
      ] as const;
    }),
  );
  return new Map(found.filter((row): row is [string, string] => row[1] !== undefined));
};

interface Entry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
}

const readFolder = async (client: Client, tree: string): Promise<readonly Entry[]> => {
  const { data } = await client.ask({ what: `read tree ${tree}`, needs: 'contents: read' }, () =>
    client.octokit.rest.git.getTree({ ...client.at, tree_sha: tree }),
  );
  return data.tree;
};
