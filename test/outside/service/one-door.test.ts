import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const SCRIPTS = new URL('../../../scripts/', import.meta.url).pathname;

/** What opens a connection in Node, apart from other programs. */
const OPENS = /(?<![.\w])fetch\(|from 'node:(?:https?|http2|net|tls)'|from 'undici'/;
/** A function of the file's own, or of its caller, that fetches something else. */
const OWN = /\b(?:const fetch\b|fetch(?:\(\w+)?: )/;

test('every service is asked through the one policy; only the event stream, which never ends, is not', () => {
  const files = readdirSync(SCRIPTS, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.includes('node_modules'),
  );
  const opening = files.filter((path) => {
    const text = readFileSync(SCRIPTS + path, 'utf8');
    return OPENS.test(text) && !OWN.test(text);
  });
  assert.equal(opening.sort(), ['outside/argocd/stream.ts', 'outside/service/attempt.ts']);
});

test.run();
