import { readdirSync, readFileSync } from 'node:fs';

/**
 * The licences of the libraries inside the bundle, because most ask that their words travel with every copy (MIT,
 * "The above copyright notice and this permission notice shall be included"). `inputs` are the bundled files.
 */
export const licensesOf = (root: string, inputs: readonly string[]): string => {
  const folders = new Set(
    inputs.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  );
  const notices = [...folders].sort().map((folder) => notice(`${root}${folder}`));
  return `bracket contains these libraries.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`;
};

const notice = (folder: string): string => {
  const about = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Record<string, unknown>;
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text = file === undefined ? '' : `\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`;
  return `${about['name']} ${about['version']} (${about['license']})\n${text}`;
};
