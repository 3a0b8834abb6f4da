import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import { compareContracts } from '../../scripts/show/contract.ts';

interface Api {
  [key: string]: unknown;
  servers: { url: string }[];
  paths: Record<string, Record<string, unknown>>;
}

const order = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string' },
    total: { type: 'integer' },
    state: { type: 'string', enum: ['open', 'paid'] },
  },
};
const wanted = {
  type: 'object',
  required: ['item'],
  properties: { item: { type: 'string' }, note: { type: 'string' } },
};
const api = (): Api =>
  structuredClone({
    openapi: '3.0.3',
    info: { title: 'Shop', version: '1' },
    servers: [{ url: 'https://shop.example.com' }],
    paths: {
      '/orders': {
        get: {
          parameters: [{ name: 'page', in: 'query', schema: { type: 'integer' } }],
          responses: {
            '200': {
              description: 'all',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
            },
          },
        },
        post: {
          requestBody: { content: { 'application/json': { schema: wanted } } },
          responses: { '201': { description: 'made' } },
        },
      },
    },
    components: { schemas: { Order: order } },
  });

/** Changes a value deep inside; `undefined` takes it away. */
const set = (value: unknown, path: readonly (string | number)[], to: unknown): void => {
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], value) as Record<string, unknown>;
  const last = path.at(-1) as string;
  if (to === undefined) delete holder[last];
  else holder[last] = to;
};

const GET = ['paths', '/orders', 'get'];
const POST = ['paths', '/orders', 'post'];
const BODY = [...POST, 'requestBody', 'content', 'application/json', 'schema'];
const ORDER = ['components', 'schemas', 'Order', 'properties'];

/** Every kind of change of which a caller can tell, and the first thing that is said about it. */
const CASES: readonly (readonly [string, readonly (string | number)[], unknown, string])[] = [
  ['an operation goes', GET, undefined, 'breaking GET /orders is gone'],
  ['an operation comes', ['paths', '/orders', 'put'], { responses: {} }, 'compatible PUT /orders is new'],
  [
    'a property of an answer goes',
    [...ORDER, 'total'],
    undefined,
    'breaking GET /orders response 200 application/json .total is gone',
  ],
  [
    'a property of an answer comes',
    [...ORDER, 'tax'],
    { type: 'integer' },
    'compatible GET /orders response 200 application/json .tax is new',
  ],
  [
    'an answer may be null',
    [...ORDER, 'id', 'nullable'],
    true,
    'breaking GET /orders response 200 application/json .id nullable is new',
  ],
  [
    'an answer has another type',
    [...ORDER, 'id', 'type'],
    'integer',
    'breaking GET /orders response 200 application/json .id type changed from string to integer',
  ],
  [
    'an answer may be a value nobody knows',
    [...ORDER, 'state', 'enum'],
    ['open', 'paid', 'lost'],
    'breaking GET /orders response 200 application/json .state value lost is new',
  ],
  [
    'security comes to an operation',
    [...GET, 'security'],
    [{ key: [] }],
    'breaking GET /orders security is new',
  ],
  [
    'the server moves',
    ['servers', 0, 'url'],
    'https://new.example.com',
    'breaking servers 0 url changed from https://shop.example.com to https://new.example.com',
  ],
  [
    'a parameter is demanded',
    [...GET, 'parameters', 0, 'required'],
    true,
    'breaking GET /orders query parameter page required is new',
  ],
  [
    'a parameter is demanded of a whole path',
    ['paths', '/orders', 'parameters'],
    [{ name: 'tenant', in: 'header', required: true }],
    'breaking GET /orders header parameter tenant is new',
  ],
  [
    'a property of a request is demanded',
    [...BODY, 'required'],
    ['item', 'note'],
    'breaking POST /orders request body application/json required note is new',
  ],
  [
    'a property of a request goes',
    [...BODY, 'properties', 'note'],
    undefined,
    'breaking POST /orders request body application/json .note is gone',
  ],
  ['an answer goes', [...POST, 'responses', '201'], undefined, 'breaking POST /orders response 201 is gone'],
  [
    'only words change',
    [...POST, 'responses', '201', 'description'],
    'created',
    'words POST /orders response 201 description changed from made to created',
  ],
];

for (const [name, path, to, expected] of CASES) {
  test(`OpenAPI: ${name}`, () => {
    const after = api();
    set(after, path, to);
    const told = compareContracts(
      { file: 'a.yaml', text: stringify(api()) },
      { file: 'b.json', text: JSON.stringify(after) },
    );
    assert.is(told?.kind, 'openapi');
    const first = told?.changes[0];
    assert.is(`${first?.effect} ${first?.where} ${first?.what}`, expected);
  });
}

test('breaking changes come first, whatever their place', () => {
  const after = api();
  set(after, ['info', 'version'], '2');
  set(after, ['paths', '/a'], { get: { responses: {} } });
  set(after, [...POST], undefined);
  const told = compareContracts({ file: 'a', text: stringify(api()) }, { file: 'a', text: stringify(after) });
  assert.equal(
    told?.changes.map(({ effect }) => effect),
    ['breaking', 'compatible', 'words'],
  );
});

const textOf = (before: string, after: string): string | undefined => {
  const told = compareContracts({ file: 'a', text: before }, { file: 'a', text: after });
  assert.is(told?.kind, 'text');
  return told?.text;
};

test('any other contract is compared line by line', () => {
  assert.is(textOf('rpc Pay\nrpc Refund\n', 'rpc Pay\n'), '@@ -1,2 +1 @@\n rpc Pay\n-rpc Refund');
});

test('one side only, or no difference, is said as such', () => {
  const file = { file: 'a', text: 'x' };
  assert.is(compareContracts(undefined, undefined), undefined);
  assert.is(compareContracts(undefined, file)?.kind, 'added');
  assert.is(compareContracts(file, undefined)?.kind, 'removed');
  assert.is(compareContracts(file, file)?.kind, 'same');
});

/** Schemas of which each names the next one twice: written out, two to the power of their number. */
const doubling = (depth: number, leaf: string): string => {
  const schemas: Record<string, unknown> = { [`S${depth}`]: { type: leaf } };
  for (let index = 0; index < depth; index += 1) {
    const next = { $ref: `#/components/schemas/S${index + 1}` };
    schemas[`S${index}`] = { type: 'object', properties: { a: next, b: next } };
  }
  const get = { responses: { '200': { content: { j: { schema: { $ref: '#/components/schemas/S0' } } } } } };
  return JSON.stringify(
    { openapi: '3.0.3', paths: { '/o': { get } }, components: { schemas } },
    undefined,
    1,
  );
};

test('a contract made to take for ever is compared as text, in no time', () => {
  const started = performance.now();
  textOf(doubling(40, 'string'), doubling(40, 'integer'));
  textOf('openapi: 3.0.3\n__proto__: { a: 1 }\n', 'openapi: 3.0.3\n__proto__: { a: 2 }\n');
  textOf(`openapi: 3.0.3\na: ${'['.repeat(100_000)}`, 'openapi: 3.0.3\n');
  textOf(`openapi: 3.0.3\na: &a [x,x]\nb: &b [*a,*a]\nc: [${'*b,'.repeat(2000)}]\n`, 'openapi: 3.0.3\n');
  textOf(`{"openapi":"3.0.3","a":"${'x'.repeat(2_000_000)}"}`, '{"openapi":"3.0.3"}');
  assert.ok(performance.now() - started < 4000);
  assert.is(({} as { a?: number }).a, undefined);
});

test.run();
