import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { link, sourceLinks, webLinks } from '../../scripts/show/links.ts';
import { hostile } from './hostile.ts';

const OLD = '1'.repeat(40);
const NEW = '2'.repeat(40);
const compare = (source: string): string | undefined => sourceLinks(source)?.compare(OLD, NEW);

test('each code host has its own way to compare', () => {
  assert.is(compare('https://github.com/acme/shop'), `https://github.com/acme/shop/compare/${OLD}...${NEW}`);
  assert.is(
    compare('https://github.com/acme/shop.git/'),
    `https://github.com/acme/shop/compare/${OLD}...${NEW}`,
  );
  assert.is(
    compare('http://gitlab.acme.example/a/b/shop'),
    `http://gitlab.acme.example/a/b/shop/-/compare/${OLD}...${NEW}`,
  );
  assert.is(
    compare('https://bitbucket.org/acme/shop'),
    `https://bitbucket.org/acme/shop/branches/compare/${NEW}%0D${OLD}`,
  );
  assert.is(
    compare('https://codeberg.org/acme/shop'),
    `https://codeberg.org/acme/shop/compare/${OLD}...${NEW}`,
  );
});

test('a host of no known kind is linked to, but nothing is made up about it', () => {
  const links = sourceLinks('https://code.acme.example/acme/shop');
  assert.is(links?.repository, 'https://code.acme.example/acme/shop');
  assert.is(links?.commit(OLD), undefined);
  assert.is(links?.compare(OLD, NEW), undefined);
});

for (const source of [
  'javascript:alert(1)//github.com/acme/shop',
  'data:text/html,x',
  'ftp://github.com/acme/shop',
  'git@github.com:acme/shop.git',
  'https://user:secret@github.com/acme/shop',
  'https://github.com/acme/shop?x=1',
  'https://github.com/acme/shop#x',
  'https://github.com/acme',
  'https://github.com/acme/shop)[x](javascript:alert(1)',
  'https://github.com/acme/"><script>',
  'https://github.com/acme/..%2f..',
  `https://github.com/acme/${'a'.repeat(300)}`,
  '',
]) {
  test(`${JSON.stringify(source.slice(0, 50))} is no address of a repository`, () => {
    assert.is(sourceLinks(source), undefined);
  });
}

test('only commit ids become links', () => {
  const links = sourceLinks('https://github.com/acme/shop');
  assert.is(links?.commit('9fce0a1'), 'https://github.com/acme/shop/commit/9fce0a1');
  for (const id of ['main', '9FCE0A1', '../x', '9fce', 'a'.repeat(65), undefined])
    assert.is(links?.commit(id), undefined);
  assert.is(links?.compare(OLD, OLD), undefined);
});

test('an address never holds anything that Markdown or HTML reads', () => {
  fc.assert(
    fc.property(hostile(), hostile(), (path, id) => {
      for (const source of [path, `https://github.com/acme/${path}`, `https://${path}/acme/shop`]) {
        const links = sourceLinks(source);
        const all = [links?.repository, links?.commit(id), links?.compare(id, OLD)];
        for (const address of all)
          if (address !== undefined) assert.match(address, /^https?:\/\/[A-Za-z0-9.:/_%-]+$/);
      }
    }),
  );
});

test('this repository is linked to on any host, because its forge is known', () => {
  assert.is(
    webLinks('https://git.acme.example/acme/config')?.commit(OLD),
    `https://git.acme.example/acme/config/commit/${OLD}`,
  );
  assert.is(webLinks(undefined), undefined);
  assert.is(link('words', undefined), 'words');
  assert.is(link('words', 'https://x.example/a'), '[words](https://x.example/a)');
});

test.run();
