import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseDocument } from 'yaml';
import type { Digest, EnvironmentName, ServiceName, Version } from '../../scripts/model/names.ts';
import type { Desired } from '../../scripts/model/repository.ts';
import { editDesired } from '../../scripts/plan/edits.ts';

const FILE = 'environments/production/shop.yaml';
const digest = (letter: string): Digest => `sha256:${letter.repeat(64)}` as Digest;
const commit = (letter: string): string => letter.repeat(40);

const desired = (values: Partial<Omit<Desired, 'version'>> & { version: string }): Desired => ({
  environment: 'production' as EnvironmentName,
  service: 'shop' as ServiceName,
  image: 'ghcr.io/acme/shop',
  config: commit('b'),
  file: FILE,
  ...values,
  version: values.version as Version,
});

const two = desired({ version: '2.0.0', digest: digest('2') });

test('a new file says its schema and quotes what could be taken for a number', () => {
  assert.is(
    editDesired(undefined, two),
    `# yaml-language-server: $schema=../../schemas/desired.schema.json
image: ghcr.io/acme/shop
version: "2.0.0"
digest: ${digest('2')}
config: "${commit('b')}"
`,
  );
});

test('comments, order, quotes, blank lines and indentation stay', () => {
  const text = (version: string, config: string, sum: string): string =>
    [
      '# why',
      '',
      `config: '${config}'   # pinned on purpose`,
      'image:   ghcr.io/acme/shop',
      '',
      `digest: "${sum}"`,
      `version: ${version} # keep me`,
      '# the end',
    ].join('\n');
  const before = text('1.0.0', commit('a'), digest('1'));
  assert.is(editDesired(before, two), text('2.0.0', commit('b'), digest('2')));
});

test('a flow mapping stays one', () => {
  assert.is(
    editDesired(`{image: ghcr.io/acme/shop, version: "1", config: '${commit('a')}'}`, two),
    `{image: ghcr.io/acme/shop, version: "2.0.0", digest: ${digest('2')}, config: '${commit('b')}'}`,
  );
});

test('a plain version that would be misread is quoted', () => {
  for (const version of ['1.10', '7e12345', 'no', 'on', '010', '1_000', '0x1F', 'null', '2026-11-21', '12']) {
    const text = `image: ghcr.io/acme/shop\nversion: v1\nconfig: ${commit('a')}\n`;
    const edited = editDesired(text, desired({ version }));
    assert.match(edited, `\nversion: "${version}"\n`);
    // Only what would be misread: what stood beside it keeps its style.
    const moved = editDesired(text, desired({ version, image: 'ghcr.io/acme/moved' }));
    assert.match(moved, 'image: ghcr.io/acme/moved\n');
  }
});

test('a revision whose digits look like a number is quoted', () => {
  const config = '1234567890123456789012345678901234567e12';
  const text = `image: ghcr.io/acme/shop\nversion: v1\nconfig: ${commit('a')}\n`;
  assert.match(editDesired(text, desired({ version: 'v2', config })), `\nconfig: "${config}"\n`);
});

test('a missing digest goes below the version, with the line ending of the file', () => {
  const text = `version: "1" # one\r\nimage: ghcr.io/acme/shop\r\nconfig: "${commit('b')}"\r\n`;
  assert.is(
    editDesired(text, two),
    `version: "2.0.0" # one\r\ndigest: ${digest('2')}\r\nimage: ghcr.io/acme/shop\r\nconfig: "${commit('b')}"\r\n`,
  );
});

test('a missing digest goes below a version that ends the file without a line break', () => {
  const text = `image: ghcr.io/acme/shop\nconfig: "${commit('b')}"\nversion: "1"`;
  assert.is(editDesired(text, two), `${text.replace('"1"', '"2.0.0"')}\ndigest: ${digest('2')}`);
});

test('a digest that the source does not have goes with its line', () => {
  const text = `image: ghcr.io/acme/shop\nversion: "1"\ndigest: ${digest('1')} # old\nconfig: "${commit('b')}"\n`;
  assert.is(
    editDesired(text, desired({ version: '2.0.0' })),
    `image: ghcr.io/acme/shop\nversion: "2.0.0"\nconfig: "${commit('b')}"\n`,
  );
  const flow = `{ digest: "${digest('1')}", image: ghcr.io/acme/shop, version: "1", config: "${commit('b')}" }\n`;
  assert.is(
    editDesired(flow, desired({ version: '2.0.0' })),
    `{ image: ghcr.io/acme/shop, version: "2.0.0", config: "${commit('b')}" }\n`,
  );
});

test('what is no mapping of plain values is refused, not guessed at', () => {
  for (const text of ['', '- a\n', 'version: [1]\nimage: x\nconfig: y\n', 'image: a\n', 'a: b: c']) {
    assert.throws(() => editDesired(text, two));
  }
});

// Layouts: literal text around holes for the values. What is not a hole must come out as it went in.
const version = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,12}$/),
  fc.constantFrom('1.10', '1e3', '0.5.1', 'v12', 'yes', '1_0', '0o7', '0.0', '1'),
);
const sum = fc.stringMatching(/^sha256:[0-9a-f]{64}$/);
const revision = fc.oneof(
  fc.stringMatching(/^[0-9a-f]{40}$/),
  fc.stringMatching(/^[0-9]{20}e[0-9]{19}$/),
  fc.stringMatching(/^[0-9]{40}$/),
);
const image = fc.constantFrom('ghcr.io/acme/shop', 'localhost:5000/shop', 'shop', '123/456', 'a.b/c__d');
const quoted = (style: string, value: string): string =>
  style === "'" ? `'${value}'` : style === '"' ? `"${value}"` : value;
const readsPlain = (value: string): boolean =>
  (['1.1', '1.2'] as const).every((one) => parseDocument(`a: ${value}`, { version: one }).get('a') === value);

const layout = fc.record({
  order: fc.shuffledSubarray(['image', 'version', 'digest', 'config'], { minLength: 4 }),
  styles: fc.record({
    image: fc.constantFrom('"', "'", ''),
    version: fc.constantFrom('"', "'", ''),
    digest: fc.constantFrom('"', "'", ''),
    config: fc.constantFrom('"', "'", ''),
  }),
  newline: fc.constantFrom('\n', '\r\n'),
  mark: fc.constantFrom('', '\uFEFF'),
  gap: fc.constantFrom(' ', '   '),
  comments: fc.array(fc.constantFrom('', ' # é ✓', ' #', '\t# tab', '  # "version: 3"'), {
    minLength: 4,
    maxLength: 4,
  }),
  between: fc.array(fc.constantFrom('', '\n', '# line: x\n', '\n\n'), { minLength: 4, maxLength: 4 }),
  last: fc.boolean(),
  withDigest: fc.boolean(),
});
type Layout = typeof layout extends fc.Arbitrary<infer T> ? T : never;
type Values = { image: string; version: string; digest: string; config: string };

const render = (shape: Layout, values: Values): { text: string; literal: string } => {
  const parts = shape.order
    .filter((key) => shape.withDigest || key !== 'digest')
    .map((key, index) => {
      const name = key as keyof Values;
      const style = shape.styles[name] === '' && !readsPlain(values[name]) ? '"' : shape.styles[name];
      const around = [`${shape.between[index]}${key}:${shape.gap}`, `${shape.comments[index]}\n`] as const;
      return { text: around[0] + quoted(style, values[name]) + around[1], literal: around.join('\u0000') };
    });
  const join = (key: 'text' | 'literal'): string => {
    const whole = `${shape.mark}# head\n${parts.map((part) => part[key]).join('')}${shape.last ? '# end\n' : ''}`;
    const ended = shape.last ? whole : whole.replace(/\n$/, '');
    return ended.replaceAll('\n', shape.newline);
  };
  return { text: join('text'), literal: join('literal') };
};

const values = fc.record({ image, version, digest: sum, config: revision });
const target = (to: Values, withDigest = true): Desired =>
  desired({
    image: to.image,
    version: to.version,
    config: to.config,
    ...(withDigest ? { digest: to.digest as Digest } : {}),
  });

test('every other byte stays, the values are read back exactly, and a second edit changes nothing', () => {
  fc.assert(
    fc.property(layout, values, values, (shape, from, to) => {
      const { text, literal } = render(shape, from);
      const wanted = target(to, shape.withDigest);
      const edited = editDesired(text, wanted);
      // The literal parts, in order, with anything between them that holds no line break.
      const parts = literal.split('\u0000');
      let at = 0;
      for (const [index, part] of parts.entries()) {
        const found = index === parts.length - 1 ? edited.length - part.length : edited.indexOf(part, at);
        assert.ok(found >= at && (index > 0 || found === 0), `lost ${JSON.stringify(part)} in\n${edited}`);
        assert.is(edited.slice(found, found + part.length), part);
        assert.not.match(edited.slice(at, found), /[\r\n]/);
        at = found + part.length;
      }
      for (const version of ['1.1', '1.2'] as const) {
        const read = parseDocument(edited.replace('\uFEFF', ''), { version }).toJS();
        const { image, version: tag, config, digest: sum } = wanted;
        assert.equal(read, { image, version: tag, config, ...(sum === undefined ? {} : { digest: sum }) });
      }
      assert.is(editDesired(edited, wanted), edited);
    }),
    { numRuns: 600 },
  );
});

test('adding and taking away a digest leaves every other line as it is', () => {
  fc.assert(
    fc.property(layout, values, (shape, from) => {
      const { text } = render({ ...shape, withDigest: false }, from);
      const added = editDesired(text, target(from));
      assert.is(parseDocument(added.replace('\uFEFF', '')).get('digest'), from.digest);
      const removed = editDesired(added, target(from, false));
      assert.is(removed.replace(/\r?\n$/, ''), text.replace(/\r?\n$/, ''));
    }),
    { numRuns: 300 },
  );
});

test.run();
