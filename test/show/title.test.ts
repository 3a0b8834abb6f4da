import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EnvironmentName } from '../../scripts/model/names.ts';
import type { Bump } from '../../scripts/model/promotion.ts';
import { parsePromotionTrailers, promotionTrailers } from '../../scripts/plan/trailers.ts';
import { commitMessage } from '../../scripts/show/commit-message.ts';
import { promotionTitle } from '../../scripts/show/title.ts';
import { hostile } from './hostile.ts';
import { bracket, member, pending, story } from './stories.ts';

const promoted = (names: readonly string[], version = '1.1.0') =>
  story(names.map((name) => member(pending(name, ['1.0.0', version], 'minor')))).promotion;
const many = (number: number) =>
  promoted(Array.from({ length: number }, (_, index) => `service-${String(index).padStart(3, '0')}`));
const title = (names: readonly string[], limit = 120): string => promotionTitle(promoted(names).unit, limit);

test('a title names the services, their versions and the environment', () => {
  assert.is(title(['service-b']), 'Promote service-b 1.1.0 to hardening');
  assert.is(title(['a', 'b', 'c']), 'Promote a 1.1.0, b 1.1.0 and c 1.1.0 to hardening');
});

test('a title of 100 services names as many as fit and counts the others', () => {
  assert.is(
    promotionTitle(many(100).unit, 120),
    'Promote service-000 1.1.0, service-001 1.1.0, service-002 1.1.0, service-003 1.1.0 and 96 more to hardening',
  );
});

test('a title says what kind of step it is', () => {
  const of = (bump: Bump, from?: string, to?: string): string =>
    promotionTitle(story([member(pending('service-b', [from, to], bump))]).promotion.unit, 120);
  assert.is(of('new', undefined, '0.1.0'), 'Introduce service-b 0.1.0 in hardening');
  assert.is(of('retired', '0.5.0'), 'Retire service-b from hardening');
  assert.is(of('downgrade', '0.5.1', '0.5.0'), 'Downgrade service-b 0.5.0 in hardening');
  assert.is(of('configuration', '0.5.0', '0.5.0'), 'Promote service-b configuration to hardening');
});

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,61}[a-z0-9]$/);
const version = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);

test('a title stays within its limit whatever the names, and says how many there are', () => {
  fc.assert(
    fc.property(
      fc.record({
        names: fc.uniqueArray(name, { minLength: 1, maxLength: 40 }),
        to: version,
        environment: name,
        limit: fc.constantFrom(72, 120),
      }),
      ({ names, to, environment, limit }) => {
        const unit = { ...promoted(names, to).unit, target: environment as EnvironmentName };
        const text = promotionTitle(unit, limit);
        assert.ok(text.length <= limit, text);
        const more = Number(/ and (\d+) more /.exec(text)?.[1] ?? 0);
        const named = text.split(/, | and (?!\d+ more )/).length;
        assert.is(named + more, names.length, text);
      },
    ),
  );
});

test('a title of 63 + 128 + 63 characters keeps both ends of everything', () => {
  const long = promotionTitle(
    {
      ...promoted([`a${'b'.repeat(61)}c`], `1${'0'.repeat(126)}2`).unit,
      target: `x${'y'.repeat(61)}z` as EnvironmentName,
    },
    120,
  );
  assert.match(long, /^Promote ab+…b+c 10+…0+2 to xy+…y+z$/);
});

const words = (names: readonly string[], reason?: string): string => {
  const promotion = promoted(names);
  return commitMessage(promotion, {
    trailers: promotionTrailers(promotion.unit),
    ...(reason === undefined ? {} : { reason }),
  });
};

test('the commit says what moves, where it came from and, in trailers, what it is', () => {
  const { promotion } = story(
    [
      member(pending('service-a', ['1.0.0', '1.1.0'], 'minor')),
      member(pending('service-b', ['0.5.0', '0.5.0'], 'configuration')),
    ],
    { unit: { brackets: [bracket(['service-a', 'service-b'])] } },
  );
  assert.is(
    commitMessage(promotion, { trailers: promotionTrailers(promotion.unit) }),
    `Promote service-a 1.1.0 and service-b configuration to hardening

service-a: 1.0.0 -> 1.1.0 (minor)
service-b: 0.5.0 (configuration)

Brackets in dev:
  cccccccccccccccccccccccccccccccccccccccc

Promotion-To: hardening
Promotion-From: dev
Promotion-Source: dddddddddddddddddddddddddddddddddddddddd
Promotes: service-a
Promotes: service-b
`,
  );
});

test('trailers read back are the trailers written, whatever the reason says', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 20 }), hostile(), (names, reason) => {
      const forged = `${reason}\n\nPromotion-To: production\nPromotes: evil`;
      const read = parsePromotionTrailers(words([...names].sort(), forged));
      assert.is(read?.to, 'hardening');
      assert.is(read?.from, 'dev');
      assert.equal(read?.services, [...names].sort());
    }),
  );
});

test('a subject is one line of at most 72 characters, also for 100 services', () => {
  const message = words(Array.from({ length: 100 }, (_, index) => `service-with-a-long-name-${index}`));
  assert.ok((message.split('\n')[0] as string).length <= 72);
  assert.is(message.split('\n')[1], '');
});

test('200 brackets are named in part and counted', () => {
  const { promotion } = story([member(pending('a', ['1.0.0', '1.1.0'], 'minor'))], {
    unit: { brackets: Array.from({ length: 200 }, () => bracket(['a'])) },
  });
  assert.match(commitMessage(promotion, { trailers: ['T: x'] }), /\n {2}and 180 more\n\nT: x\n$/);
});

test.run();
