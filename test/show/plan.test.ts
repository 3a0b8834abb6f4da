import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ServiceName } from '../../scripts/model/names.ts';
import type { Move } from '../../scripts/model/promotion.ts';
import type { PromotionPlan } from '../../scripts/plan/promote.ts';
import { planSummary, planText } from '../../scripts/show/plan.ts';
import type { PromotionWords } from '../../scripts/show/story.ts';
import { width } from '../../scripts/show/width.ts';
import { hostile } from './hostile.ts';
import { commit, member, pending, story } from './stories.ts';

const PLAIN = { columns: 80, color: false };
const { promotion } = story([member(pending('service-b', ['0.5.0', '0.5.1'], 'patch'))]);
const { unit } = promotion;

const plan = (moves: readonly Move[], more: Partial<PromotionPlan> = {}): PromotionPlan => ({
  target: unit.target,
  base: commit('d'),
  moves,
  unasked: [],
  notReady: [],
  notPending: [],
  ...more,
});

test('every kind of move is told in one paragraph', () => {
  const moves: Move[] = [
    { kind: 'open', promotion },
    { kind: 'refresh', promotion, pull: 3, why: 'dev holds 0.5.1 now.' },
    { kind: 'keep', unit, pull: 4, why: 'It holds what dev holds.' },
    { kind: 'queue', unit, behind: 4 },
    { kind: 'hold', unit, pull: 5, why: 'Ann edited it.', fix: 'Merge or close #5.' },
    {
      kind: 'block',
      unit,
      obstacles: [
        {
          code: 'requires',
          what: 'service-b 0.5.1 needs service-a ^1.1.0, and hardening runs 1.0.0.',
          fix: 'Take service-a with it.',
          takeAlong: ['service-a' as ServiceName],
          findings: [],
        },
      ],
    },
    {
      kind: 'close',
      pull: 6,
      branch: 'promote/hardening/x',
      why: 'Another one carries it.',
      instead: 'promote/hardening/y',
    },
  ];
  assert.is(
    planSummary(plan(moves), PLAIN),
    `open  Promote service-b 0.5.1 to hardening
  service-b  0.5.0 → 0.5.1  (patch)

refresh  #3: Promote service-b 0.5.1 to hardening (dev holds 0.5.1 now.)
  service-b  0.5.0 → 0.5.1  (patch)

keep  #4: Promote service-b 0.5.1 to hardening (It holds what dev holds.)
  service-b  0.5.0 → 0.5.1  (patch)

queue  behind #4: Promote service-b 0.5.1 to hardening
  service-b  0.5.0 → 0.5.1  (patch)

hold  #5: Promote service-b 0.5.1 to hardening
  service-b  0.5.0 → 0.5.1  (patch)
  Ann edited it.
  → Merge or close #5.

blocked  Promote service-b 0.5.1 to hardening
  service-b  0.5.0 → 0.5.1  (patch)
  - service-b 0.5.1 needs service-a ^1.1.0, and hardening runs 1.0.0.
    → Take service-a with it.

close  #6: Another one carries it. Its place takes promote/hardening/y.`,
  );
});

test('a plan without moves says whether anything differs', () => {
  assert.is(planSummary(plan([]), PLAIN), 'Nothing is pending into hardening.');
  const asked = plan([], { unasked: [{ unit, why: 'manual' }] });
  assert.is(planSummary(asked, PLAIN), 'Nothing moves into hardening by itself.');
  assert.match(planText({ plan: plan([]), words: new Map(), calls: [] }, PLAIN), /\nCalls\n +1\. none$/);
});

const words: PromotionWords = {
  title: 'Promote service-b 0.5.1 to hardening',
  body: '**1 service** moves.\n',
  labels: ['promotion', 'to hardening'],
  message: 'Promote service-b 0.5.1 to hardening\n\nPromotes: service-b\n',
};

test('a dry run prints the complete plan', () => {
  const path = 'environments/hardening/service-b.yaml';
  const moved = {
    ...promotion,
    edits: [{ path, before: 'image: x\nversion: "0.5.0"\n', after: 'image: x\nversion: "0.5.1"\n' }],
  };
  assert.is(
    planText(
      {
        plan: plan([{ kind: 'open', promotion: moved }]),
        words: new Map([[moved.branch, words]]),
        calls: [
          'commit 1 file on promote/hardening/service-b-12345678',
          'open promote/hardening/service-b-12345678',
        ],
      },
      PLAIN,
    ),
    `Plan for hardening on dddddddddd. Nothing is written.

open  Promote service-b 0.5.1 to hardening
  service-b  0.5.0 → 0.5.1  (patch)

Branch
  promote/hardening/service-b-12345678

Files
  --- a/environments/hardening/service-b.yaml
  +++ b/environments/hardening/service-b.yaml
  @@ -1,2 +1,2 @@
   image: x
  -version: "0.5.0"
  +version: "0.5.1"

Title
  Promote service-b 0.5.1 to hardening

Labels
  promotion, to hardening

Body
  **1 service** moves.

Commit
  Promote service-b 0.5.1 to hardening

  Promotes: service-b

Calls
   1. commit 1 file on promote/hardening/service-b-12345678
   2. open promote/hardening/service-b-12345678`,
  );
});

test('no talk is wider than the terminal, no line acts on it, and colour changes no letter', () => {
  const texts = fc.record({
    a: hostile(),
    b: hostile(),
    body: hostile(),
    columns: fc.integer({ min: 40, max: 140 }),
  });
  fc.assert(
    fc.property(texts, ({ a, b, body, columns }) => {
      const edited = { ...promotion, edits: [{ path: 'environments/x.yaml', before: a, after: b }] };
      const told = {
        plan: plan([
          { kind: 'open', promotion: edited },
          { kind: 'hold', unit, pull: 1, why: a, fix: b },
          { kind: 'block', unit, obstacles: [{ code: 'x', what: a, fix: b, takeAlong: [], findings: [] }] },
          { kind: 'close', pull: 2, branch: 'x', why: a, instead: b },
        ]),
        words: new Map([[edited.branch, { ...words, body, message: b, title: a }]]),
        calls: [a],
      };
      const text = planText(told, { columns, color: false });
      const talk = text.replace(/^Branch\n.*?^(?=hold)/ms, '');
      assert.ok(talk.length < text.length);
      for (const line of talk.split('\n')) assert.ok(width(line) <= columns, JSON.stringify(line));
      assert.not.match(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
      const colored = planText(told, { columns, color: true });
      assert.not.equal(colored, text);
      assert.is(colored.replace(/\u001b\[\d+m/g, ''), text);
    }),
  );
});

test('what would be written stands as it is, however narrow the terminal', () => {
  const long = `digest: sha256:${'0'.repeat(64)} # ${'very '.repeat(20)}long`;
  const edited = { ...promotion, edits: [{ path: 'environments/x.yaml', after: `${long}\n` }] };
  const told = { plan: plan([{ kind: 'open', promotion: edited }]), words: new Map(), calls: [] };
  assert.ok(planText(told, { columns: 40, color: false }).includes(`\n  +${long}\n`));
});

test.run();
