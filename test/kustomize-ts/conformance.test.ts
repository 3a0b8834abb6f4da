import { existsSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../scripts/kustomize-ts/build.ts';
import { BuildFailure } from '../../scripts/kustomize-ts/failure.ts';
import { memoryFiles } from '../../scripts/kustomize-ts/files/memory.ts';

/** Answers that Kustomize's own authors expect; they stand beside this repository and not in it. */
const cases = new URL('../../../shared/conformance/kustomize-cases.jsonl', import.meta.url).pathname;

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** The folder to build. */
  readonly build: string;
  readonly loadRestrictor: string;
  readonly mustFail: boolean;
  /** As the command prints it. */
  readonly expected: string | null;
  /** Before objects are sorted. */
  readonly expectedUnsorted: string | null;
}

const answer = (one: Case, reorder?: 'none'): string | undefined => {
  try {
    return build(memoryFiles(one.files), `/${one.build}`, {
      loadRestrictor: one.loadRestrictor === 'LoadRestrictionsNone' ? 'none' : 'rootOnly',
      ...(reorder === undefined ? {} : { reorder }),
    }).yaml;
  } catch (error) {
    if (error instanceof BuildFailure) return one.mustFail ? undefined : `failed: ${error.message}`;
    throw error;
  }
};

const disagreements = (one: Case): string[] => {
  if (one.mustFail) return answer(one) === undefined ? [] : [`${one.name}: should fail`];
  const wrong = (wanted: string | null, got: string | undefined): string[] =>
    wanted === null || got === wanted ? [] : [`${one.name}\n--- ours\n${got}\n--- expected\n${wanted}`];
  return [...wrong(one.expected, answer(one)), ...wrong(one.expectedUnsorted, answer(one, 'none'))];
};

const crash = (one: Case): string[] => {
  try {
    return disagreements(one);
  } catch (error) {
    return [`${one.name}: ${String(error instanceof Error ? error.stack : error)}`];
  }
};

if (existsSync(cases)) {
  test("every conformance case: the same bytes that Kustomize's authors expect, or a failure where they do", () => {
    const lines = readFileSync(cases, 'utf8').trim().split('\n');
    assert.ok(lines.length >= 92);
    const wrong = lines.flatMap((line) => crash(JSON.parse(line) as Case));
    assert.is(wrong.length, 0, `${wrong.length} of ${lines.length}\n${wrong.join('\n\n')}`);
  });
} else process.stdout.write("# skip Kustomize's conformance cases are not beside this repository\n");

test.run();
