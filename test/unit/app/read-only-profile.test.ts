import { execFile, spawnSync } from 'node:child_process';
import { readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { openStudioDesk } from '../command-line/clipdesk-process.ts';

const pear = join(import.meta.dirname, '../../fixtures/pictures/pear.jpg');
const commandLine = join(import.meta.dirname, '../../../out/main/cli.js');

/** A world of mounts of its own, which ends with its process. */
const unshare = process.getuid?.() === 0 ? ['-m'] : ['-Urm'];
const canMount =
  process.platform === 'linux' &&
  spawnSync('unshare', [...unshare, 'sh', '-c', 'mount -t tmpfs -o size=1m none /mnt']).status === 0;

interface Said {
  readonly code: number;
  readonly result: Readonly<Record<string, unknown>> & {
    readonly error?: { readonly code: string; readonly message: string };
  };
  readonly notices: string;
}

/** Runs the command line where the profile is prepared by `script` (`$0` is the profile, `$@` the command). */
async function runIn(
  script: string,
  home: string,
  environment: object,
  words: readonly string[],
): Promise<Said> {
  const run = promisify(execFile)(
    'unshare',
    [...unshare, 'sh', '-c', script, home, process.execPath, commandLine, '--home', home, '--json', ...words],
    { env: { PATH: process.env['PATH'], HOME: home, ...environment } },
  );
  const { code, stdout, stderr } = await run.then(
    (ended) => ({ code: 0, ...ended }),
    (thrown: unknown) => thrown as { code: number; stdout: string; stderr: string },
  );
  const last = stdout.trim().split('\n').at(-1) ?? '';
  return { code, result: JSON.parse(last) as Said['result'], notices: stderr };
}

const readOnly = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"';

test.runIf(canMount)(
  'in a profile that may only be read everything seen before is read, and what cannot be kept says so',
  { timeout: 60_000 },
  async () => {
    const { desk, stop } = await openStudioDesk();
    onTestFinished(stop);
    const made = await desk.run(
      ...['job', 'create', '--name', 'KW47', '--description', 'Cut out', '--route', 'ftp', '--wait', pear],
    );
    expect(made.code, made.text).toBe(0);
    const job = String(made.result.job?.id);
    const before = await readFile(join(desk.home, 'register.sqlite'));
    const go = (...words: readonly string[]): Promise<Said> =>
      runIn(readOnly, desk.home, desk.environment, words);

    const list = await go('job', 'list');
    expect(list).toMatchObject({ code: 0, result: { ok: true, jobs: [{ name: 'KW47' }] } });
    expect(list.notices).toContain('Clipdesk only reads here');
    expect(list.notices).toContain('cannot be kept');
    const files = await go('job', 'files', job);
    // As known before: the service was not asked to any use.
    expect(files).toMatchObject({ code: 3, result: { error: { code: 'register_read_only' } } });
    expect(files.result).toMatchObject({ files: [{ name: 'pear.jpg' }] });
    expect((await go('settings', 'show')).code).toBe(0);
    expect((await go('queue', 'list')).code).toBe(0);
    for (const words of [
      ['job', 'update', job, '--name', 'other'],
      ['job', 'request-offer', job],
      ['settings', 'set', 'bandwidth=2MB/s'],
      ['job', 'create', '--name', 'N', '--description', 'D', pear],
    ]) {
      const refused = await go(...words);
      expect(refused.code, words.join(' ')).toBe(1);
      expect(refused.result.error, words.join(' ')).toMatchObject({ code: 'register_read_only' });
      expect(refused.result.error?.message).toContain(desk.home);
    }
    expect((await readFile(join(desk.home, 'register.sqlite'))).equals(before)).toBe(true);
    // Nothing of it is left anywhere, and where it may be written again everything goes on.
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('clipdesk-reading-'))).toEqual([]);
    expect((await desk.run('job', 'update', job, '--name', 'other')).code).toBe(0);
  },
);

test.runIf(canMount)(
  'a register that was not written together before its disk became read-only is read as it was',
  { timeout: 60_000 },
  async () => {
    const { desk, stop } = await openStudioDesk();
    onTestFinished(stop);
    // Ended the hard way: what was done last is in the log beside the register only.
    const crash = `
      const { DatabaseSync } = await import('node:sqlite');
      const register = new DatabaseSync(process.argv[1]);
      register.exec("PRAGMA wal_autocheckpoint = 0; UPDATE accounts SET name = 'Only in the log'");
      process.kill(process.pid, 'SIGKILL');`;
    await promisify(execFile)(process.execPath, [
      ...['--input-type=module', '-e', crash, join(desk.home, 'register.sqlite')],
    ]).catch(() => undefined);
    await rm(join(desk.home, 'register.sqlite-shm'), { force: true });
    const accounts = await runIn(readOnly, desk.home, desk.environment, ['account', 'list']);
    expect(accounts).toMatchObject({ code: 0, result: { accounts: [{ name: 'Only in the log' }] } });
  },
);

const fullDisk = `mount -t tmpfs -o size=2m none /mnt && cp -r "$0"/. /mnt && mount --bind /mnt "$0" &&
  { dd if=/dev/zero of="$0/ballast" bs=4096 2>/dev/null; true; } && exec "$@"`;

test.runIf(canMount)(
  'on a full disk everything seen before is read, and what cannot be kept says so',
  { timeout: 60_000 },
  async () => {
    const { desk, stop } = await openStudioDesk();
    onTestFinished(stop);
    const made = await desk.run(
      ...['job', 'create', '--name', 'KW47', '--description', 'Cut out', '--route', 'ftp', '--wait', pear],
    );
    expect(made.code, made.text).toBe(0);
    const job = String(made.result.job?.id);
    const go = (...words: readonly string[]): Promise<Said> =>
      runIn(fullDisk, desk.home, desk.environment, words);
    expect(await go('job', 'list')).toMatchObject({ code: 0, result: { jobs: [{ name: 'KW47' }] } });
    expect((await go('job', 'files', job)).result).toMatchObject({ files: [{ name: 'pear.jpg' }] });
    const refused = await go('job', 'update', job, '--name', 'other');
    expect(refused).toMatchObject({ code: 1, result: { error: { code: 'disk_full' } } });
    expect(refused.result.error?.message).toContain('Free some space');
  },
);
