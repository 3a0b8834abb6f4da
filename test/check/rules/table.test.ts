import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RULES } from '../../../scripts/check/rules/table.ts';
import { wholeScope } from '../../../scripts/check/scope.ts';
import { buildRepository } from '../build-repository.ts';
import { CASES } from './cases.ts';

for (const [name, cases] of Object.entries(CASES)) {
  const rule = RULES[name as keyof typeof RULES];
  for (const { that, wish, facts, finds } of cases) {
    test(`${name}: ${that}`, () => {
      const findings = rule(wholeScope(buildRepository(wish), facts ?? {}));
      assert.equal(
        findings.map((one) => `${one.code} ${one.file} ${one.path.join('.')}`),
        finds,
      );
      for (const one of findings) {
        assert.match(one.code, /^[a-z]+(?:-[a-z]+)*$/);
        assert.match(one.what, /\.$/);
        assert.match(one.why, /\.$/);
        assert.match(one.fix, /^[A-Z].*\.$/);
        assert.not.match(`${one.what}${one.why}${one.fix}`, /undefined|NaN|\[object/);
      }
    });
  }
  test(`${name}: has a case that it finds something in, and one in which it does not`, () => {
    assert.ok(cases.some((one) => one.finds.length > 0));
    assert.ok(cases.some((one) => one.finds.length === 0));
  });
}

test.run();
