import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DESIRED, marks, read, words } from './reading.ts';

/** Every problem of YAML itself, word for word, in a file that Argo CD would read. */
const TABLE: Readonly<Record<string, readonly [text: string, problem: string]>> = {
  'an anchor': [
    'image: &image a/b\nversion: "1"\nconfig: main\n',
    `1:8+6 yaml-anchor
\`&image\` names a value so that others can refer to it.
Readers of YAML expand or refuse it in different ways, and a reviewer does not see what the value is.
Remove \`&image\` and write the value wherever it is needed.`,
  ],
  'an alias': [
    'image: a/b\nversion: "1"\nconfig: *c\n',
    `3:9+2 yaml-alias
\`*c\` refers to a value written elsewhere.
Readers of YAML expand or refuse it in different ways, and a reviewer does not see what the value is.
Write the value itself.`,
  ],
  'a tag': [
    'image: a/b\nversion: !!str "1"\nconfig: main\n',
    `2:10+5 yaml-tag
The tag \`!!str\` tells the reader what to make of a value.
Readers of YAML expand or refuse it in different ways, and a reviewer does not see what the value is.
Remove the tag; write text in double quotes and everything else plainly.`,
  ],
  'a second document': [
    'image: a/b\nversion: "1"\nconfig: main\n---\nimage: c\n',
    `4:1+3 yaml-documents
A second document begins here.
Argo CD reads the first one alone, so nothing from here on would have an effect.
Remove the \`---\`, or move what follows into a file of its own.`,
  ],
  'a directive': [
    '%YAML 1.1\n---\nimage: a/b\nversion: "1"\nconfig: main\n',
    `1:1+1 yaml-directive
A \`%\` directive tells the reader how to read the file.
Argo CD, editors and this check follow it in different ways.
Remove the line.`,
  ],
  'a key twice': [
    'image: a/b\nversion: "1"\nconfig: main\nimage: c\n',
    `4:1+5 yaml-duplicate-key
The key \`image\` is there twice.
Some readers take the first, some the last, and some refuse the file.
Keep one of them.`,
  ],
  'a merge key': [
    'image: a/b\nversion: "1"\nconfig: main\n<<: {}\n',
    `4:1+2 yaml-merge-key
The merge key \`<<\` takes keys from another mapping.
YAML 1.2 has no merge keys: Argo CD merges, editors see a key called \`<<\`.
Write the keys out.`,
  ],
  'what Git could not merge': [
    'image: a/b\n<<<<<<< HEAD\nversion: "1"\n=======\nversion: "2"\n>>>>>>> topic\nconfig: main\n',
    `2:1+7 merge-conflict
Git could not merge this file: from here on it holds both sides.
Nothing in a file that cannot be read has an effect, and Argo CD then stops updating the whole environment.
Keep the lines that are meant, remove the marks \`<<<<<<<\`, \`=======\` and \`>>>>>>>\`, and commit.`,
  ],
  'nothing at all': [
    '# soon\n',
    `1:1+1 empty-file
The file holds nothing.
Argo CD makes an Application of an empty file too, and then stops updating the whole environment.
Write what it is for, or remove it: \`git rm\`.`,
  ],
  'a tab as indentation': [
    'image: a/b\nversion: "1"\nconfig:\n\tmain: 1\n',
    `4:1+1 yaml
This is not YAML: Tabs are not allowed as indentation.
Nothing in a file that cannot be read has an effect, and Argo CD then stops updating the whole environment.
Indent with spaces.`,
  ],
  'an open quote': [
    'image: a/b\nversion: "1\nconfig: main\n',
    `4:1+1 yaml
This is not YAML: Missing closing "quote.
Nothing in a file that cannot be read has an effect, and Argo CD then stops updating the whole environment.
Add what is missing; text that holds YAML signs belongs in double quotes.`,
  ],
  'an unquoted version that is a number': [
    'image: a/b\nversion: 1.10\nconfig: main\n',
    `2:10+4 unquoted
\`version\` is not quoted, so \`1.10\` is the number 1.1 and no text.
Digits, zeros and words get lost when YAML takes text for something else.
Put it into double quotes: \`"1.10"\`.`,
  ],
  'an unquoted version that happens to be text': [
    'image: a/b\nversion: 0.5.1\nconfig: main\n',
    `2:10+5 unquoted
The version \`0.5.1\` is not quoted.
YAML would take a version such as 1.10 for the number 1.1 and lose the zero.
Put it into double quotes: \`"0.5.1"\`.`,
  ],
  'an unquoted revision of digits': [
    'image: a/b\nversion: "1"\nconfig: 0123456701234567012345670123456701234567\n',
    `3:9+40 yaml-versions-differ
\`0123456701234567012345670123456701234567\` is the number 2.712701140831736e+34 in YAML 1.1 and the number 1.23456701234567e+38 in YAML 1.2.
Argo CD reads YAML 1.1, editors and this check read YAML 1.2: each would work with another value.
Put it into double quotes: \`"0123456701234567012345670123456701234567"\`.`,
  ],
  'a word that is a truth value for some': [
    'image: a/b\nversion: "1"\nconfig: on\n',
    `3:9+2 yaml-versions-differ
\`on\` is true in YAML 1.1 and text in YAML 1.2.
Argo CD reads YAML 1.1, editors and this check read YAML 1.2: each would work with another value.
Write \`true\`, or put it into double quotes: \`"on"\`.`,
  ],
  'a control character': [
    'image: a/b\nversion: "1"\nconfig: "main" # \u0007\n',
    `3:18+1 strange-character
The character U+0007 cannot be seen and may not stand in YAML.
Readers refuse it, or make different values of the same file.
Remove it; inside double quotes write \`\\u0007\` where it is really meant.`,
  ],
  'a line separator': [
    'image: a/b\nversion: "1"\nconfig: "main" #\u2028x\n',
    `3:17+1 strange-character
The character U+2028 ends a line for some readers and not for others.
Readers refuse it, or make different values of the same file.
Remove it; inside double quotes write \`\\u2028\` where it is really meant.`,
  ],
  'a list': [
    '- image: a/b\n',
    `1:1+1 wrong-type
The file holds a list, but a desired file holds keys and values.
Argo CD makes one Application of each item of a list, and none of a bare text.
Write keys: \`image\`, \`version\`, \`digest\` and \`config\`.`,
  ],
};

for (const [name, [text, problem]] of Object.entries(TABLE)) {
  test(`${name} is refused in so many words`, () => {
    const facts = read(DESIRED, text);
    assert.equal(facts.problems.map(words), [problem]);
    assert.is(facts.value, undefined, 'a file with an error contributes nothing');
  });
}

test('a key that is no text is refused', () => {
  assert.equal(marks(DESIRED, '? [a]\n: 1\n').at(-1), '1:3+1 yaml-key');
  assert.equal(marks(DESIRED, 'image: a/b\nversion: "1"\nconfig: main\n1: x\n')[0], '4:1+1 yaml-key');
});

test('all problems are told at once, in the order of the lines', () => {
  const text = 'image: &x Foo\nversion: 1.0\nconfg: no\npath: x\n';
  assert.equal(marks(DESIRED, text), [
    '1:8+2 yaml-anchor',
    '1:11+3 wrong-form',
    '2:10+3 unquoted',
    '3:1+5 unknown-key',
    '3:8+2 yaml-versions-differ',
    '4:1+4 unknown-key',
  ]);
});

test('one mistake is told once, however often the YAML library complains about the line', () => {
  assert.equal(marks(DESIRED, 'image:\n  - b\n - c\n').length, 2);
});

test('line ends of Windows and a byte order mark are no problem', () => {
  const facts = read(DESIRED, '\ufeffimage: a/b\r\nversion: "1"\r\nconfig: main\r\n');
  assert.equal(facts.problems, []);
  assert.is(facts.kind === 'desired' && facts.value?.config, 'main');
});

test('columns count characters also after a byte order mark and letters outside of ASCII', () => {
  assert.equal(
    marks('services/a/service.yaml', 'description: "Zürich 🚀"\nowners: ["@a"]\nimage: a/b\nkey: é\n'),
    ['4:1+3 unknown-key'],
  );
});

test('a manifest may hold several documents, anchors and merge keys, and its own tags', () => {
  const text = 'a: &x {b: 1}\nc:\n  <<: *x\n---\nd: !custom yes\n---\n';
  assert.equal(marks('services/a/base/deployment.yaml', text), []);
});

test('a manifest is refused when no reader can read it', () => {
  const path = 'services/a/overlays/dev/patch.yaml';
  assert.equal(marks(path, 'a: 1\na: 2\n'), ['2:1+1 yaml-duplicate-key']);
  assert.equal(marks(path, 'a: *b\n'), ['1:4+2 yaml-alias']);
  assert.equal(marks(path, 'a: [1\n'), ['2:1+1 yaml']);
  assert.equal(marks(path, 'a: 1\n---\n\tb: 1\n'), ['3:1+1 yaml']);
});

test.run();
