import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ModelCluster, modelCluster } from './model-cluster.ts';
import { type ModelServer, openModelServer } from './model-server.ts';

const here = new URL('.', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'bracket-test-'));
const bare = join(scratch, 'git/shop/shop.git');
const shop = join(scratch, 'shop');
const bin = join(scratch, 'bin');
const ADDRESS = 'http://git.release-brackets-e2e.svc.cluster.local:3000/shop/shop.git';
const PASSWORD = 'admin-of-the-model';

let cluster: ModelCluster;
let server: ModelServer;

/** Stands where kubectl would: hands on what it was asked, and keeps a tunnel open that leads to the model. */
const KUBECTL = (port: number): string => `#!${process.execPath}
const args = process.argv.slice(2);
if (args.includes('port-forward')) {
  console.log('Forwarding from 127.0.0.1:${port} -> 3000');
  setInterval(() => undefined, 1000);
} else {
  const input = args.includes('--filename=-') ? require('node:fs').readFileSync(0, 'utf8') : '';
  fetch('http://127.0.0.1:${port}/kubectl', { method: 'POST', body: JSON.stringify({ args, input }) })
    .then(async (answer) => {
      process.stdout.write(await answer.text());
      process.exitCode = answer.ok ? 0 : 1;
    });
}
`;

test.before(async () => {
  mkdirSync(bin);
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  cluster = modelCluster(bare, ADDRESS);
  server = await openModelServer({
    cluster: () => cluster,
    git: join(scratch, 'git'),
    adminPassword: PASSWORD,
  });
  writeFileSync(join(bin, 'kubectl'), KUBECTL(server.port));
  chmodSync(join(bin, 'kubectl'), 0o755);
});
test.after(async () => {
  await server.close();
  rmSync(scratch, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly talk: string;
}

const play = (name: string, more: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', join(here, `${name}.ts`), ...(name === 'logs' ? [join(scratch, 'logs')] : [])],
      {
        timeout: 150_000,
        env: {
          PATH: `${bin}:${process.env['PATH']}`,
          HOME: scratch,
          SHOP_FOLDER: shop,
          ARGOCD_SERVER: server.url,
          ARGOCD_PASSWORD: PASSWORD,
          PAUSE_SECONDS: '2',
          ...more,
        },
      },
      (_, out, talk) => resolve({ code: child.exitCode, talk: `${talk}${out}` }),
    );
  });

const done = async (name: string): Promise<string> => {
  const ended = await play(name);
  assert.is(ended.code, 0, `${name}: ${ended.talk}`);
  return ended.talk;
};

test('Argo CD is installed with what the files for it need, and every part of it is waited for', async () => {
  assert.match(await done('install'), /Argo CD v3\.5\.\d+ runs/);
  const applied = cluster.calls.findIndex((line) =>
    /^apply .*--server-side --force-conflicts .*\/v3\.5\.\d+\/manifests\/install\.yaml$/.test(line),
  );
  const patched = cluster.calls.findIndex((line) =>
    line.includes('"applicationsetcontroller.enable.new.git.file.globbing":"true"'),
  );
  const waited = cluster.calls.findIndex((line) => /^rollout .*status statefulset/.test(line));
  assert.ok(0 <= applied && applied < patched && patched < waited, cluster.calls.join('\n'));
});

test('the Git server has a password that is on no command line, and keeps it', async () => {
  await done('git-server');
  const secret = (): string => cluster.kubectl({ args: ['', 'get', 'secret', 'git', ''], input: '' });
  const before = secret();
  const { data } = JSON.parse(before) as { data: { password: string } };
  const password = Buffer.from(data.password, 'base64').toString('utf8');
  assert.match(password, /^[0-9a-f]{48}$/);
  await done('git-server');
  assert.is(secret(), before);
  assert.not.match(cluster.calls.join('\n'), password);
});

test('the shop is pushed by its owner, and only once', async () => {
  await done('shop');
  const main = execFileSync('git', ['--git-dir', bare, 'rev-parse', 'main'], { encoding: 'utf8' });
  assert.is(main, execFileSync('git', ['-C', shop, 'rev-parse', 'main'], { encoding: 'utf8' }));
  assert.equal(server.refused, []);
  const again = await play('shop');
  assert.is(again.code, 2);
  assert.match(again.talk, /is not empty/);
});

test('bootstrap, promote and roll back go all the way', async () => {
  await done('bootstrap');
  assert.ok(cluster.calls.includes(`apply --kustomize=${shop}/environments/argocd`));
  const promoted = await done('promote');
  for (const words of [
    /does not take what was not verified/,
    /Nothing is judged while Argo CD stands still/,
    /production runs the new versions/,
  ])
    assert.match(promoted, words);
  assert.match(await done('roll-back'), /Taking back: .*production runs the old versions/s);
  assert.match(
    execFileSync('git', ['--git-dir', bare, 'for-each-ref'], { encoding: 'utf8' }),
    /refs\/heads\/ledger/,
  );
  assert.not.match(cluster.calls.join('\n'), /token-of-|session-of-admin|admin-of-the-model/);
});

test('what there is to see is kept without any Secret, and the shop is taken away', async () => {
  const before = cluster.calls.length;
  await done('logs');
  const files = readdirSync(join(scratch, 'logs'));
  assert.ok(files.includes('argocd-objects.txt'));
  for (const file of files) assert.not.match(readFileSync(join(scratch, 'logs', file), 'utf8'), /token-of-/);
  assert.not.match(cluster.calls.slice(before).join('\n'), /secret/i);
  await done('clean');
  assert.not.ok(existsSync(shop));
});

test.run();
