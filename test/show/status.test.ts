import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EnvironmentName, ServiceName } from '../../scripts/model/names.ts';
import { explainText } from '../../scripts/show/explain.ts';
import type { ExplainReport } from '../../scripts/show/explain-report.ts';
import { schedule } from '../../scripts/show/schedule.ts';
import { environmentText, statusText } from '../../scripts/show/status.ts';
import { type EnvironmentStatus, ladder, type StatusReport } from '../../scripts/show/status-report.ts';
import { width } from '../../scripts/show/width.ts';
import { hostile } from './hostile.ts';
import { commit, environment } from './stories.ts';

const named = (name: string, ...promotesFrom: string[]) =>
  environment({ name: name as EnvironmentName, promotesFrom: promotesFrom as EnvironmentName[] });

test('environments stand in the order of the ladder; a circle does not hang', () => {
  const order = (...all: ReturnType<typeof named>[]): string[] => ladder(all).map(({ name }) => name);
  assert.equal(order(named('production', 'b', 'a'), named('b', 'dev'), named('a', 'dev'), named('dev')), [
    'dev',
    'a',
    'b',
    'production',
  ]);
  assert.equal(order(named('x', 'y'), named('y', 'x'), named('dev'), named('z', 'gone')), [
    'dev',
    'z',
    'x',
    'y',
  ]);
});

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,62}$/);
const version = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);
const reasons = fc.array(fc.record({ what: hostile(), fix: hostile() }), { maxLength: 3 });

const reports: fc.Arbitrary<StatusReport> = fc
  .record({
    environments: fc.uniqueArray(name, { minLength: 1, maxLength: 7 }),
    services: fc.uniqueArray(name, { maxLength: 20 }),
    versions: fc.array(version, { minLength: 1, maxLength: 5 }),
    reasons,
    branch: hostile(),
  })
  .map(({ environments, services, versions, reasons: words, branch }) => {
    const at = (index: number): string => versions[index % versions.length] as string;
    const members = services.map((service, index) => ({
      service: service as ServiceName,
      from: at(index),
      to: at(index + 1),
      bump: 'unordered' as const,
      differs: ['version' as const],
    }));
    const status = (one: string): EnvironmentStatus => ({
      name: one as EnvironmentName,
      promotesFrom: environments as EnvironmentName[],
      holds: services.length,
      pending: (['ready', 'open', 'queued', 'held', 'blocked', 'unasked'] as const).map((state) => ({
        state,
        members,
        pull: 7,
        reasons: words,
      })),
      notReady: services.map((service) => ({
        service: service as ServiceName,
        ...(words[0] ?? { what: 'x' }),
      })),
    });
    return {
      branch,
      commit: commit('d'),
      forge: 'none',
      environments: environments.map(status),
      services: services.map((service, index) => ({
        name: service as ServiceName,
        same: index % 2 === 0,
        in: Object.fromEntries(
          environments.map((one, place) => [one, { version: at(index + place), pending: place > 0 }]),
        ),
      })),
    };
  });

const fits = (text: string, columns: number): void => {
  for (const line of text.split('\n')) assert.ok(width(line) <= columns, JSON.stringify(line));
  assert.not.match(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
};

test('status fits every terminal whatever the names and the reasons, and colour changes no letter', () => {
  fc.assert(
    fc.property(reports, fc.integer({ min: 40, max: 120 }), fc.boolean(), (report, columns, all) => {
      const text = statusText(report, { columns, color: false, all });
      fits(text, columns);
      const colored = statusText(report, { columns, color: true, all });
      assert.is(colored.replace(/\u001b\[\d+m/g, ''), text);
      const one = report.environments[0]?.name as string;
      fits(environmentText(report, one, { columns, color: false }), columns);
    }),
    { numRuns: 60 },
  );
});

test('explain fits every terminal whatever the reasons say', () => {
  fc.assert(
    fc.property(reasons, name, fc.integer({ min: 40, max: 120 }), (words, long, columns) => {
      const report: ExplainReport = {
        branch: 'main',
        commit: commit('d'),
        forge: 'local',
        service: long as ServiceName,
        environment: long as EnvironmentName,
        sources: [{ environment: long as EnvironmentName, holds: long }],
        arrived: false,
        reasons: words.map((one) => ({ kind: 'blocked', ...one })),
      };
      const text = explainText(report, { columns, color: false });
      fits(text, columns);
      assert.is(text.match(/^\d+\. /gm)?.length ?? 0, words.length);
    }),
    { numRuns: 100 },
  );
});

test('60 services in 3 environments of which 2 differ are a page of a few lines', () => {
  const cells = (pending: boolean) => ({
    dev: { version: '1.1.0', pending: false },
    staging: { version: '1.0.0', pending },
  });
  const services = Array.from({ length: 60 }, (_, index) => ({
    name: `service-${index}` as ServiceName,
    same: index > 1,
    in: cells(index < 2),
  }));
  const report: StatusReport = {
    branch: 'main',
    commit: commit('d'),
    forge: 'local',
    environments: [],
    services,
  };
  const text = statusText(report, { columns: 80, color: false, all: false });
  assert.ok(text.split('\n').length < 12, text);
  assert.match(text, /58 more services/);
});

test('a schedule is words where it is a plain one', () => {
  assert.is(schedule('30 3 * * *'), 'every day from 03:30');
  assert.is(schedule('0 9 * * 1-5'), 'Monday to Friday from 09:00');
  assert.is(schedule('5 0 * * 0'), 'every Sunday from 00:05');
  assert.is(schedule('*/5 * * * *'), 'at `*/5 * * * *`');
});

test.run();
