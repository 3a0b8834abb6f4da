import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Change } from '../../scripts/model/repository.ts';
import type { ShownChange } from '../../scripts/plan/shown-difference.ts';
import { LIMIT, pullRequestText } from '../../scripts/show/pull-request.ts';
import type { ContractChange, MemberStory, PromotionStory } from '../../scripts/show/story.ts';
import { hostile } from './hostile.ts';
import { elements, reactions, rendered } from './rendered.ts';
import {
  bracket,
  commit,
  deployment,
  digest,
  environment,
  member,
  pending,
  release,
  story,
} from './stories.ts';

const body = (told: PromotionStory): string => pullRequestText(told).body;

/** Every `<details>` is closed, and none but ours stand in the text. */
const balanced = (page: string): boolean => {
  const marks = page.match(/<\/?details\b/g) ?? [];
  let open = 0;
  for (const mark of marks) {
    open += mark.startsWith('</') ? -1 : 1;
    if (open < 0 || open > 1) return false;
  }
  return open === 0;
};

const serviceB = (more: Partial<MemberStory> = {}): MemberStory =>
  member(pending('service-b', ['0.5.0', '0.5.1'], 'patch'), {
    before: release('service-b', '0.5.0', { commit: commit(7) }),
    after: release('service-b', '0.5.1', { commit: commit(9), requires: { 'service-a': '^1.0.0' } }),
    releases: [
      release('service-b', '0.5.1', {
        changes: [{ commit: commit(9), requirement: 'B321', title: 'Retry the payment provider' }],
      }),
    ],
    ...more,
  });

test('one service: the whole page, word for word', () => {
  assert.is(
    body(
      story([serviceB({ rendered: { changes: [deployment('service-b')] } })], {
        origin: bracket(['service-b']),
        web: 'https://github.com/acme/config',
      }),
    ),
    `**1 service** moves from \`dev\` to \`hardening\`.

| service | from → to | change | digest | configuration |
| --- | --- | --- | --- | --- |
| [service-b](https://github.com/acme/service-b) | 0.5.0 → **0.5.1** | patch | \`bbbbbbbbbbbb\` | unchanged |

### What Argo CD will change

- **service-b** changes Deployment service-b (1 field)

### What to check

- **Sign-off**: none demanded.
- **Window**: deploys as soon as it is merged, at any hour.
- **Merge**: a person merges, when every gate is open.

### Where it comes from

Since commit [\`dddddddddd\`](https://github.com/acme/config/commit/${commit('d')}) of \`main\`, \`dev\` has held exactly this.

> 2026-01-05 09:00 UTC, Tim: Want the new versions

### What is in it

<details open>
<summary><b>service-b</b> 0.5.0 → 0.5.1: 1 change and 1 requirement</summary>

- Image: \`ghcr.io/acme/service-b:0.5.1\`
- Digest: \`${digest('b')}\`
- Digest before: \`${digest('a')}\`
- Built from: [\`${commit(9)}\`](https://github.com/acme/service-b/commit/${commit(9)})
- Configuration: \`${commit(1)}\`
- Needs: service-a \`^1.0.0\` (new)

**Changes** ([compare](https://github.com/acme/service-b/compare/${commit(7)}...${commit(9)}))

Requirements: B321

- [\`9999999999\`](https://github.com/acme/service-b/commit/${commit(9)}) B321 Retry the payment provider (0.5.1)

**Manifests**

\`\`\`diff
  Deployment service-b
-   spec.replicas: 2
+   spec.replicas: 3
\`\`\`

</details>

### The way back

**Before the merge**: close this pull request and leave its branch. Nothing opens it again until somebody asks by name: \`npx bracket promote --to hardening service-b\`.

**After the merge**, with COMMIT being the one that it became on \`main\`:

\`\`\`sh
git switch --create go-back-in-hardening COMMIT && git revert --no-edit COMMIT
\`\`\`

Open that as a pull request: one commit takes everything above back together. Put a lock on the bad version beside it (\`environments/locks/\`), or the next run proposes it again.
`,
  );
});

test('several services: what tied them together', () => {
  const services = ['service-a', 'service-b'];
  const text = body(
    story([member(pending('service-a', ['1.0.0', '1.1.0'], 'minor')), serviceB()], {
      unit: { brackets: [bracket(services)] },
    }),
  );
  assert.ok(text.startsWith('**2 services**, all or nothing, move from `dev` to `hardening`.\n'));
  assert.ok(
    text.includes(`Since commit \`dddddddddd\` of \`main\`, \`dev\` has held exactly these 2 services together.

They move together because these commits changed them together:

- \`cccccccccc\` in \`dev\`, 2026-01-05 09:00 UTC, Tim: Want the new versions (service-a, service-b)
`),
    text,
  );
});

test('every gate of the target is a demand', () => {
  const target = environment({
    promotion: { open: 'automatic', merge: 'automatic', unit: 'bracket', whenSuperseded: 'queue' },
    accepts: { prerelease: false, digest: 'required', record: 'required' },
    gates: {
      checks: ['smoke', 'performance'],
      soak: '2h',
      signOff: { count: 2, from: ['@acme/owners'] },
      requirements: 'B\\d+',
      windows: [
        { kind: 'allow', schedule: '30 3 * * *', duration: '1h', timeZone: 'America/Montreal' },
        { kind: 'deny', schedule: '0 9 * * 1-5', duration: '8h', timeZone: 'UTC' },
        { kind: 'deny', schedule: '0 0 24-31 12 *', duration: '24h', timeZone: 'UTC' },
      ],
      breaker: { failures: 2, coolDown: '1h' },
    },
  });
  const text = body(story([serviceB()], { target }));
  for (const line of [
    '- **Sign-off**: 2 approvals from `@acme/owners`; never the author alone.',
    '- **Checks**: `smoke` and `performance` must have passed in `dev` on exactly these versions.',
    '- **Soak**: `dev` must have held exactly these versions, verified, for 2h.',
    '- **Requirements**: every change must name one that matches `B\\d+`.',
    '- **Breaker**: 2 failed rollouts in a row close this environment for 1h.',
    '- **Versions**: no pre-release comes in here.',
    '- **Window**: deploys every day from 03:30 for 1h (America/Montreal); never deploys Monday to Friday from 09:00 for 8h (UTC); never deploys at `0 0 24-31 12 *` for 24h (UTC).',
    '- **Merge**: by itself, as soon as every gate is open.',
  ])
    assert.ok(text.includes(`${line}\n`), line);
});

const breaking: ContractChange = { effect: 'breaking', where: 'GET /orders', what: 'is gone' };
const contract = {
  kind: 'openapi' as const,
  before: 'o.yaml',
  after: 'o.yaml',
  changes: [breaking, breaking],
};

const alarm = (one: MemberStory, more: Partial<PromotionStory> = {}): string =>
  body(story([one], more))
    .match(/^> .*$/gm)
    ?.join('\n') ?? '';

test('a patch that breaks its contract is called out first and loudest', () => {
  const text = body(story([serviceB({ contract })]));
  assert.ok(
    text.includes(
      '\n> [!CAUTION]\n> - **service-b 0.5.0 → 0.5.1** calls itself a patch release, **and breaks its contract**: `GET /orders` is gone, and 1 more breaking change. Ask its callers before you merge.\n',
    ),
    text,
  );
  assert.ok(text.indexOf('[!CAUTION]') < text.indexOf('| service |'));
  assert.ok(pullRequestText(story([serviceB({ contract })])).labels.includes('breaking'));
});

test('a major version, or a minor one below 1, may break', () => {
  const of = (from: string, to: string, bump: 'major' | 'minor'): string =>
    alarm(member(pending('service-a', [from, to], bump), { contract }));
  assert.match(of('1.0.0', '2.0.0', 'major'), /WARNING.*\n.*breaks its contract/);
  assert.match(of('0.5.0', '0.6.0', 'minor'), /WARNING/);
  assert.match(of('1.0.0', '1.1.0', 'minor'), /CAUTION.*\n.*calls itself a minor release/);
});

test('what is more than an ordinary step is said', () => {
  const database = serviceB({
    before: release('service-b', '0.5.0', { database: { schema: 11, tolerates: 10 } }),
    after: release('service-b', '0.5.1', { database: { schema: 12, tolerates: 10 } }),
  });
  assert.match(
    alarm(database),
    /from schema 11 to 12\. There is no way back to 0\.5\.0 afterwards: it knows 11 at most/,
  );
  const moved = pending('service-b', ['0.5.0', '0.5.0'], 'image');
  assert.match(alarm(member({ ...moved, differs: ['digest'] })), /the same version with another digest/);
  const { after: _, ...unrecorded } = serviceB();
  assert.match(alarm(unrecorded), /has no release record/);
  const { before: __, ...never } = unrecorded;
  assert.is(alarm({ ...never, releases: [] }), '', 'where nobody writes records it is no news');
  assert.match(body(story([{ ...never, releases: [] }])), /- Changes: not known, there is no release record/);
  assert.match(
    alarm(member(pending('service-b', ['0.5.0', undefined], 'retired'))),
    /leaves the environment/,
  );
  const back = member(pending('service-b', ['0.5.1', '0.5.0'], 'downgrade'));
  assert.match(
    alarm(back, { reason: 'It loses @acme payments' }),
    /CAUTION.*\n.*Why: It loses @&#8203;acme payments/,
  );
  assert.is(alarm(serviceB()), '');
});

test('changes without a requirement are counted where the environment demands them', () => {
  const changes = [{ title: 'a' }, { title: 'b', requirement: 'B1' }, { title: 'c' }];
  const target = environment({ gates: { checks: [], windows: [], requirements: 'B\\d+' } });
  assert.match(
    alarm(serviceB({ releases: [release('service-b', '0.5.1', { changes })] }), { target }),
    /holds 2 changes without a requirement/,
  );
});

const changes = (number: number, title: (index: number) => string): Change[] =>
  Array.from({ length: number }, (_, index) => ({
    commit: commit((index % 9) + 1),
    requirement: `B${index}`,
    title: title(index),
  }));

const crowd = (services: number, each: number): PromotionStory =>
  story(
    Array.from({ length: services }, (_, index) => {
      const name = `service-${String(index).padStart(4, '0')}`;
      return member(pending(name, ['1.0.0', '1.1.0'], 'minor'), {
        before: release(name, '1.0.0', { commit: commit(3) }),
        after: release(name, '1.1.0', { commit: commit(4) }),
        releases: [release(name, '1.1.0', { changes: changes(each, (change) => `Change number ${change}`) })],
      });
    }),
  );

test('100 services stand in the table whole, and each has its details', () => {
  const text = body(crowd(100, 3));
  assert.ok(text.length <= LIMIT.body, String(text.length));
  assert.is(text.match(/^\| \[service-\d{4}\]/gm)?.length, 100);
  assert.is(text.match(/^<details>$/gm)?.length, 100);
  assert.ok(balanced(rendered(text)));
});

test('10,000 changes of one service are cut with a count and a link', () => {
  const text = body(crowd(1, 10_000));
  assert.ok(text.length <= LIMIT.body && text.length > LIMIT.body - 900, String(text.length));
  const shown = text.match(/ Change number \d+ /g)?.length ?? 0;
  const left =
    /- … and ([\d,]+) more changes: \[.*\]\(https:\/\/github\.com\/acme\/service-0000\/compare\/3+\.\.\.4+\)/.exec(
      text,
    );
  assert.is(shown + Number(left?.[1]?.replace(',', '')), 10_000);
  assert.ok(text.includes('Requirements: B0, B1'));
  assert.ok(text.includes('and 9,970 others'));
});

test('10,000 changes of 100 services: every service keeps its share, and every change is shown or counted', () => {
  const text = body(crowd(100, 100));
  assert.ok(text.length <= LIMIT.body);
  assert.ok(balanced(rendered(text)));
  const shown = text.match(/ Change number \d+ /g)?.length ?? 0;
  const left = [...text.matchAll(/… and (\d+) more changes/g)].reduce(
    (sum, match) => sum + Number(match[1]),
    0,
  );
  const heads = text.match(/: 100 changes and 100 requirements<\/summary>/g)?.length ?? 0;
  assert.is(shown + left, heads * 100);
  const missing = Number(/details of (\d+) more services/.exec(text)?.[1] ?? 0);
  assert.is(heads + missing, 100);
});

test('2,000 services: the table is cut and counted, the page stays within its bound', () => {
  const text = body(crowd(2000, 2));
  assert.ok(text.length <= LIMIT.body);
  const rows = text.match(/^\| \[service-\d{4}\]/gm)?.length ?? 0;
  const left = Number(/^\| … and ([\d,]+) more services/m.exec(text)?.[1]?.replace(',', ''));
  assert.is(rows + left, 2000);
  const details = text.match(/^<details>$/gm)?.length ?? 0;
  assert.ok(details > 50);
  assert.is(details + Number(/details of ([\d,]+) more services/.exec(text)?.[1]?.replace(',', '')), 2000);
});

const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });

const hostileChange = (
  name: string,
  fields: readonly (readonly [string, string | undefined, string | undefined])[],
): ShownChange => ({
  kind: 'changed',
  object: { apiVersion: name, kind: name, namespace: name, name },
  was: name,
  fields: fields.flatMap(([key, old, now]): ShownChange['fields'][number][] => [
    {
      path: [key, 0, { by: ['name'], item: key }],
      ...(old === undefined ? {} : { old }),
      ...(now === undefined ? {} : { new: now }),
    },
    { path: [key], secret: 'changed' },
    { path: [key], order: [key, key], by: [key] },
  ]),
});

/** A member in which everything that a person or a file could have written is hostile. */
const hostileMember = (index: number): fc.Arbitrary<MemberStory> =>
  fc
    .record({
      titles: fc.array(fc.tuple(hostile(), optional(hostile()), optional(hostile())), { maxLength: 8 }),
      subjects: fc.array(fc.tuple(hostile(), hostile(), hostile()), { maxLength: 5 }),
      where: fc.array(fc.tuple(hostile(), hostile()), { maxLength: 4 }),
      text: optional(hostile()),
      source: hostile(),
      range: hostile(),
      repeat: fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 300),
      fields: fc.array(fc.tuple(hostile(), optional(hostile()), optional(hostile())), { maxLength: 4 }),
      isKnown: fc.boolean(),
    })
    .map(({ titles, subjects, where, text, source, range, repeat, fields, isKnown }) => {
      const name = `service-${index}`;
      const many = <Value>(list: readonly Value[]): Value[] =>
        Array.from({ length: repeat }, () => list).flat();
      const one = member(pending(name, ['1.0.0', '1.0.1'], 'patch'));
      return {
        ...one,
        pending: { ...one.pending, differs: ['config', 'version', 'digest'] as const },
        service: {
          ...(one.service as NonNullable<typeof one.service>),
          source: `https://github.com/acme/${source}`,
        },
        after: release(name, '1.0.1', { commit: range, requires: { [name]: range } }),
        releases: [
          release(name, '1.0.1', {
            changes: many(titles).map(([title, requirement, id]) => ({
              title,
              ...(requirement === undefined ? {} : { requirement }),
              ...(id === undefined ? {} : { commit: id }),
            })),
          }),
        ],
        configuration: many(subjects).map(([author, subject, file]) => ({
          commit: commit(5),
          time: 1,
          author,
          subject,
          files: [file],
        })),
        contract: {
          kind: text === undefined ? ('openapi' as const) : ('text' as const),
          before: source,
          after: source,
          changes: many(where).map(([place, what]) => ({ effect: 'breaking' as const, where: place, what })),
          ...(text === undefined ? {} : { text: many([text]).join('\n') }),
        },
        rendered: isKnown
          ? { changes: [hostileChange(source, many(fields))] }
          : { unknown: { what: many([source]).join(' '), fix: range } },
      };
    });

const hostileStory = (): fc.Arbitrary<PromotionStory> =>
  fc
    .integer({ min: 1, max: 6 })
    .chain((size) =>
      fc.record({
        members: fc.tuple(...Array.from({ length: size }, (_, index) => hostileMember(index))),
        reason: hostile(),
        subject: hostile(),
        author: hostile(),
        pattern: hostile(),
        owner: hostile(),
        web: hostile(),
      }),
    )
    .map(({ members, reason, subject, author, pattern, owner, web }) =>
      story(members, {
        reason,
        web: `https://github.com/acme/${web}`,
        origin: { subject: author, author: subject, time: 0 },
        unit: { brackets: [bracket(['service-0'], { subject, author })] },
        target: environment({
          gates: {
            checks: [owner],
            signOff: { count: 1, from: [owner] },
            requirements: pattern,
            windows: [{ kind: 'allow', schedule: pattern, duration: pattern, timeZone: owner }],
          },
        }),
      }),
    );

/** What our own words are made of; nothing else may ever stand on the page. */
const OURS = new Set([
  ...[
    'p',
    'strong',
    'code',
    'pre',
    'blockquote',
    'ul',
    'li',
    'a',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
    'h3',
  ],
  ...['details', 'summary', 'b'],
]);

test('whatever people write, the page stays bounded, balanced, quiet, ours and the same every time', () => {
  fc.assert(
    fc.property(hostileStory(), (told) => {
      const { title, body: text, labels } = pullRequestText(told);
      assert.ok(title.length <= LIMIT.title && text.length <= LIMIT.body);
      assert.ok(labels.every((label) => label.length <= LIMIT.label));
      const page = rendered(text);
      assert.ok(balanced(page), text);
      assert.equal(reactions(page), []);
      assert.equal(
        elements(page).filter((name) => !OURS.has(name)),
        [],
      );
      assert.not.match(page, /<[^>]*\son\w+=/);
      for (const [, address] of page.matchAll(/href="([^"]*)"/g))
        assert.match(address as string, /^https:\/\/github\.com\/acme\//);
      assert.is(pullRequestText(structuredClone(told)).body, text);
    }),
    { numRuns: 60 },
  );
});

test.run();
