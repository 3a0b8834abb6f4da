import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { verify } from '../../scripts/commands/verify.ts';
import { inShop, ledgerOf } from '../e2e/verified-shop.ts';
import { called } from './called.ts';

process.setMaxListeners(0);

/** Makes the newest commit one of somebody whose clock was wrong. */
const redate = (root: string, date: string): void => {
  const who = { GIT_COMMITTER_NAME: 'Tim', GIT_COMMITTER_EMAIL: 'tim@example.com', GIT_COMMITTER_DATE: date };
  execFileSync('git', ['-C', root, 'commit', '--amend', '--quiet', '--no-edit'], {
    env: { ...process.env, ...who },
  });
};

for (const date of ['2099-06-01T00:00:00Z', '1971-06-01T00:00:00Z'])
  test(`a commit of ${date.slice(0, 4)} is rolled out and verified like any other`, async () => {
    await inShop({ services: ['back'], timeout: '8s' }, async ({ box, env }) => {
      redate(box.root, date);
      const call = { root: box.root, env: { ...process.env, ...env } };
      const ended = await called(verify, { environment: 'hardening' }, call);
      assert.is(ended.exit, 0, ended.out + ended.talk);
      const now = new Date().getUTCFullYear();
      const years = new Set(ledgerOf(box).map(({ time }) => Number(time.slice(0, 4))));
      assert.ok(
        [...years].every((year) => year === 1971 || year >= now - 1),
        [...years].join(),
      );
      assert.ok([...years].every((year) => year <= now));
    });
  });

test.run();
