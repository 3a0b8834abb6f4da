import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const root = new URL('../..', import.meta.url).pathname;
const page = readFileSync(`${root}ARCHITECTURE.md`, 'utf8');
const named = new Set([...page.matchAll(/`([^`\n]+)`/g)].map(([, words = '']) => words));
const tracked = execFileSync('git', ['-C', root, 'ls-files', '-z'], { encoding: 'utf8' }).split('\0');

const foldersIn = (parent: string): string[] => {
  const below = tracked.filter((path) => path.startsWith(`${parent}/`));
  const names = below.map((path) => path.slice(parent.length + 1)).filter((path) => path.includes('/'));
  return [...new Set(names.map((path) => `${parent}/${path.split('/')[0]}`))].sort();
};

test('every path on the map exists', () => {
  const paths = [...named].filter((words) =>
    /^(?:scripts|test|schemas|environments|services|\.github)\b/.test(words),
  );
  assert.ok(paths.length > 20);
  for (const path of paths) assert.ok(existsSync(`${root}${path}`), path);
});

test('every room is on the map', () => {
  const rooms = foldersIn('scripts');
  assert.ok(rooms.length > 5);
  for (const room of rooms) assert.ok(named.has(room), `${room} is not named in ARCHITECTURE.md`);
});

test('a folder of tests is called like its room, or is on the map', () => {
  const rooms = foldersIn('scripts').map((room) => room.replace('scripts/', 'test/'));
  for (const folder of foldersIn('test'))
    assert.ok(rooms.includes(folder) || named.has(folder), `${folder} is not named in ARCHITECTURE.md`);
});

test('every library has its reason, and no library is gone', () => {
  const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const wanted = Object.keys(manifest.devDependencies);
  const table = page.slice(page.indexOf('## Libraries'));
  const listed = table.split('\n').flatMap((row) => {
    const cell = /^\| (`.*?) \|/.exec(row)?.[1] ?? '';
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  });
  assert.equal([...listed].sort(), wanted.sort());
});

test('the words of the design are defined', () => {
  for (const word of [
    'service',
    'release',
    'environment',
    'desired',
    'ladder',
    'bracket',
    'pending',
    'unit',
    'promotion',
  ])
    assert.match(page, new RegExp(`^\\| ${word} \\|`, 'm'));
});

test.run();
