import { execFile, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { accountRecord, jobRecord } from '../../../fakes/records.ts';
import { keepingLog } from '../../../servers/keeping-log.ts';

let folder: string;
const open = () => openSqliteStore({ folder, clock: new FakeClock(), log: keepingLog() });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-disk-'));
});
afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true, force: true });
});

/** A world of mounts of its own, which ends with its process. */
const unshare = process.getuid?.() === 0 ? ['-m'] : ['-Urm'];
const canMount =
  process.platform === 'linux' &&
  spawnSync('unshare', [...unshare, 'sh', '-c', 'mount -t tmpfs -o size=1m none /mnt']).status === 0;

/** Runs `script` where `folder` is a disk of its own. */
async function onOwnDisk(options: string, ...words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('unshare', [
    ...unshare,
    ...['sh', '-c', `mount -t tmpfs -o ${options} none "$0" && exec "$@"`, folder, ...words],
  ]);
  return stdout;
}

test.runIf(canMount)(
  'on a full disk nothing is lost, it is said in words, and goes on when there is space',
  async () => {
    const said = await onOwnDisk(
      'size=9m',
      process.execPath,
      join(import.meta.dirname, 'full-disk-process.ts'),
      folder,
    );
    const found = JSON.parse(said) as { readonly kept: number };
    expect(found).toMatchObject({ code: 'disk_full', action: 'person', notice: null });
    expect(found.kept).toBeGreaterThan(10);
    expect(found).toMatchObject({ readable: found.kept, after: found.kept + 1 });
  },
);

test.runIf(canMount)('on a disk that may only be read, what to do is said', async () => {
  const open = `import { openSqliteStore } from ${JSON.stringify(join(import.meta.dirname, '../../../../src/main/adapters/sqlite/open-sqlite-store.ts'))};
    const quiet = () => undefined;
    openSqliteStore({ folder: ${JSON.stringify(folder)}, clock: { now: Date.now, after: () => quiet }, log: { info: quiet, warn: quiet, error: quiet } })
      .then((store) => store.close(), (error) => process.stdout.write(JSON.stringify({ code: error.code, message: error.message })));`;
  const said = await onOwnDisk('ro', process.execPath, '--input-type=module', '-e', open);
  expect(JSON.parse(said)).toMatchObject({ code: 'register_not_writable' });
  expect(said).toContain('choose another folder');
});

test('one that fails of changes written together takes back only itself', async () => {
  const store = await open();
  const attempts = ['one', 'two', 'three', 'four'].map((name) =>
    store.transaction(
      async (writer) => {
        await writer.putAccount(accountRecord(name));
        await writer.putJob(jobRecord(`job of ${name}`));
        if (name === 'two') throw new Error('this one does not go');
      },
      { patient: true },
    ),
  );
  const ends = await Promise.allSettled(attempts);
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect((await store.read.accounts()).map(({ id }) => id).sort()).toEqual(['four', 'one', 'three']);
  expect((await store.read.jobs()).length).toBe(3);
  await store.close();
});

test('a runner that is only stopped keeps the queue: nobody works it twice', async () => {
  const store = await open();
  const child = fork(join(import.meta.dirname, 'store-process.ts'), [folder, 'hold-runner-lock']);
  await once(child, 'message');
  child.kill('SIGSTOP');
  expect(await store.tryBecomeRunner()).toBeNull();
  // Reading and writing go on beside it.
  await store.transaction((writer) => writer.putAccount(accountRecord('mine')));
  expect((await store.read.accounts()).length).toBe(1);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = await store.tryBecomeRunner();
  expect(lock).not.toBeNull();
  await lock?.release();
  await store.close();
});
