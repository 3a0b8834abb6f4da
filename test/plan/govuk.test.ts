/** A real promotion record of three months, where it is at hand: the plan against a count that knows no shortcuts. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gatherPromotion } from '../../scripts/commands/promote-facts.ts';
import type { CommitId, EnvironmentName } from '../../scripts/model/names.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { type PromotionPlan, planPromotion } from '../../scripts/plan/promote.ts';
import { snapshotOf } from './snapshot.ts';
import { asked } from './world.ts';

const real = new URL('../../../shared/real/govuk/', import.meta.url).pathname;
const record = join(real, '2026-02..2026-04.jsonl');

interface Row {
  readonly t: number;
  readonly env: string;
  readonly service: string;
  readonly tag: string | null;
}

/** What each environment ran at the end, and in which order it first ran each tag. */
const replay = (rows: readonly Row[]) => {
  const now = new Map<string, string>();
  const first = new Map<string, number>();
  for (const [index, { env, service, tag }] of rows.entries()) {
    if (tag === null) now.delete(`${env} ${service}`);
    else {
      now.set(`${env} ${service}`, tag);
      if (!first.has(`${env} ${service} ${tag}`)) first.set(`${env} ${service} ${tag}`, index);
    }
  }
  return { now, first };
};

const rungs = [
  ['integration', 'staging'],
  ['staging', 'production'],
] as const;

if (!existsSync(record)) {
  process.stdout.write('# skip the real promotion record is not beside this repository\n');
  test('the record is not at hand', () => assert.not(existsSync(record)));
} else {
  const folder = mkdtempSync(join(tmpdir(), 'bracket-govuk-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  execFileSync(process.execPath, [join(real, 'build-repository.mjs'), record, folder]);
  const rows = readFileSync(record, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
  const { now, first } = replay(rows);
  const services = [...new Set(rows.map(({ service }) => service))].sort();

  const planFor = async (target: string): Promise<PromotionPlan> => {
    const git = openGit(folder);
    const head = (await git.resolve('main')) as CommitId;
    const scene = { view: { branch: 'main', head, pulls: [] }, snapshot: await snapshotOf(git, head) };
    return planPromotion(
      await gatherPromotion(git, scene, { target: target as EnvironmentName, ask: asked }),
    );
  };

  for (const [source, target] of rungs) {
    test(`${source} to ${target}: what is pending is what the record says, and so is its order`, async () => {
      const plan = await planFor(target);
      const units = [
        ...plan.moves.flatMap((move) =>
          'promotion' in move ? move.promotion.unit : 'unit' in move ? move.unit : [],
        ),
        ...plan.unasked.map(({ unit }) => unit),
      ];
      const planned = units.flatMap(({ members }) => members);
      const wanted = services.filter((one) => now.get(`${source} ${one}`) !== now.get(`${target} ${one}`));
      assert.ok(wanted.length > 3, 'the record has something pending');
      assert.equal(planned.map(({ service }) => service).sort(), wanted);
      for (const { service, from, to, bump } of planned) {
        assert.is(from?.version, now.get(`${target} ${service}`));
        assert.is(to?.version, now.get(`${source} ${service}`));
        if (from === undefined || to === undefined) continue;
        const [before, after] = [from, to].map(({ version }) => first.get(`${source} ${service} ${version}`));
        if (before !== undefined && after !== undefined)
          assert.is(bump, after < before ? 'downgrade' : 'newer', service);
      }
      // One commit a change: nothing was ever changed together.
      assert.ok(units.every(({ members }) => members.length === 1));
    });

    test(`${source} to ${target}: each proof is the last change of that service in ${source}`, async () => {
      const plan = await planFor(target);
      for (const move of plan.moves) {
        assert.ok('promotion' in move || move.kind === 'block');
        const unit = 'promotion' in move ? move.promotion.unit : move.unit;
        const path = `environments/${source}/${unit.members[0]?.service}.yaml`;
        const last = execFileSync('git', ['-C', folder, 'log', '-1', '--format=%H', 'main', '--', path]);
        assert.is(unit.proof, last.toString().trim());
      }
    });
  }
}

test.run();
