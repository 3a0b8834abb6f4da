import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EVENTS } from '../../scripts/history/ledger/validators.generated.js';
import { eventOf, nameOf } from '../../scripts/model/event.ts';
import { EVENT_NAMES, happening, subjectIn } from './random-events.ts';

const folder = new URL('../../schemas/events/', import.meta.url);
const schemaOf = (name: string): AnySchemaObject =>
  JSON.parse(readFileSync(new URL(`${name}.schema.json`, folder), 'utf8'));
const files = readdirSync(folder).map((file) => file.replace(/\.schema\.json$/, ''));
const base = schemaOf('event');

/** As somebody else compiles what the package publishes. */
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
formats.default(ajv);
for (const name of files) ajv.addSchema(schemaOf(name));

type Json = { [key: string]: unknown };

test('every event has a schema under its name, and there is no other', () => {
  assert.equal(files.sort(), [...EVENT_NAMES, 'event'].sort());
  assert.equal([...EVENTS.keys()].sort(), [...EVENT_NAMES].sort());
  for (const name of EVENT_NAMES) {
    const { $id, properties } = schemaOf(name);
    assert.is($id, `urn:release-brackets:event:${name}`);
    assert.is(properties.type.const, `dev.release-brackets.${name}`);
    assert.is(properties.dataschema.const, $id);
  }
});

test('what is written down of anything that happens fits its schema, and no other', () => {
  fc.assert(
    fc.property(subjectIn('production'), happening(), (subject, one) => {
      const event = eventOf(subject, one);
      const read = JSON.parse(JSON.stringify(event));
      for (const [name, validate] of EVENTS) assert.is(validate(read), name === nameOf(event), name);
      assert.ok(ajv.validate(event.dataschema, read), ajv.errorsText());
      assert.ok(ajv.validate('urn:release-brackets:event', read), ajv.errorsText());
    }),
    { numRuns: 300 },
  );
});

/** What must be there: of the event itself, of its data, and of everything listed in that. */
const without = (event: Json): { path: string; changed: Json }[] => {
  const found: { path: string; changed: Json }[] = [];
  const copy = (): Json => JSON.parse(JSON.stringify(event));
  for (const key of Object.keys(event)) {
    const changed = copy();
    delete changed[key];
    found.push({ path: key, changed });
  }
  for (const key of Object.keys(event['data'] as Json)) {
    const changed = copy();
    delete (changed['data'] as Json)[key];
    found.push({ path: `data.${key}`, changed });
  }
  return found;
};

/** Keys of the examples that may be absent. */
const OPTIONAL = ['data.project', 'data.score', 'data.output'];

for (const name of EVENT_NAMES)
  test(`${name}: the example fits, and nothing it must have can be left out, nor anything be added`, () => {
    const { examples } = schemaOf(name);
    assert.ok(examples.length > 0);
    const validate = EVENTS.get(name);
    assert.ok(validate);
    for (const example of examples as Json[]) {
      assert.ok(validate(example), JSON.stringify(validate.errors));
      assert.ok(ajv.validate(`urn:release-brackets:event:${name}`, example), ajv.errorsText());
      for (const { path, changed } of without(example))
        assert.is(validate(changed), OPTIONAL.includes(path), `${name} without ${path}`);
      assert.not(validate({ ...example, more: 1 }));
      assert.not(validate({ ...example, data: { ...(example['data'] as Json), more: 1 } }));
      assert.not(validate({ ...example, type: 'dev.release-brackets.event' }));
    }
  });

/** Every schema inside a schema that describes a value. */
const nodes = (schema: AnySchemaObject, path: string): [string, AnySchemaObject][] => [
  [path, schema],
  ...Object.entries({ ...schema['properties'], ...schema['$defs'] }).flatMap(([key, inner]) =>
    nodes(inner as AnySchemaObject, `${path}.${key}`),
  ),
  ...(schema['items'] === undefined ? [] : nodes(schema['items'], `${path}[]`)),
];

test('every value is described, with an example that fits', () => {
  for (const name of files)
    for (const [path, node] of nodes(schemaOf(name), name)) {
      assert.match(node['description'] ?? '', /^[A-Z`].*[.?]$/s, path);
      assert.ok(node['examples']?.length > 0, path);
      if (path.includes('.data')) continue;
      const alone = { $defs: base['$defs'], ...node, $id: `urn:test:${path.replaceAll('[]', '-')}` };
      const validate = ajv.compile(alone);
      for (const example of node['examples'])
        assert.ok(validate(example), `${path}: ${ajv.errorsText(validate.errors)}`);
    }
});

test.run();
