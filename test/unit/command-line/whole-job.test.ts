import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { startPractice, type RunningPractice } from '../../servers/practice-fixture.ts';
import { openDesk, type Desk, type ResultLine } from './clipdesk-process.ts';

const pictures = join(import.meta.dirname, '../../fixtures/pictures');
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function folder(...names: readonly string[]): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'clipdesk-shoot-'));
  ends.push(() => rm(path, { recursive: true, force: true }));
  for (const name of names) await copyFile(join(pictures, `${name}.jpg`), join(path, `-été #1 ${name}.jpg`));
  return path;
}

async function scene(): Promise<{ readonly desk: Desk; readonly practice: RunningPractice }> {
  const practice = await startPractice();
  ends.push(() => practice.stop());
  const desk = await openDesk();
  ends.push(() => desk.stop());
  const { studio } = practice;
  desk.environment = {
    CLIPDESK_CLIENT_TOKEN: studio.clientToken,
    CLIPDESK_SESSION_TOKEN: studio.sessionToken,
    CLIPDESK_FTP_USER: studio.ftpUser,
    CLIPDESK_FTP_PASSWORD: studio.ftpPassword,
  };
  const added = await desk.run(
    ...['account', 'add', 'bright-river', '--name', 'Noord', '--api', studio.api],
    ...['--ftp-fingerprint', studio.ftpFingerprint],
  );
  expect(added.code).toBe(0);
  return { desk, practice };
}

/** Asks the command line itself until the job is there; the studio runs 200 times faster than a real one. */
async function reaches(desk: Desk, job: string, stage: string): Promise<ResultLine> {
  for (let look = 0; look < 100; look += 1) {
    const { result } = await desk.run('job', 'show', job);
    if (result.job?.stage === stage) return result;
    await pause(50);
  }
  throw new Error(`Job ${job} never was in ${stage}.`);
}

test.each(['ftp', 'post'] as const)(
  'a whole job by %s, command by command',
  { timeout: 120_000 },
  async (route) => {
    const { desk } = await scene();
    const shoot = await folder('pear', 'mug-speckle');
    const created = await desk.run(
      ...['job', 'create', '--name', 'KW47', '--description', 'Cut out', '--tag', 'a', '--test'],
      ...['--deadline-id', '1', '--specification-key', '432', '--route', route, '--wait', shoot],
    );
    expect(created).toMatchObject({ code: 0, result: { ok: true, job: { name: 'KW47', fileCount: 2 } } });
    const job = String(created.result.job?.id);

    const files = await desk.run('job', 'files', job);
    expect(files.result.files).toHaveLength(2);
    for (const file of files.result.files ?? []) {
      const { byteLength } = await readFile(join(shoot, file.name));
      expect(file).toMatchObject({ proof: 'proven', size: byteLength });
    }

    const updated = await desk.run('job', 'update', job, '--name', 'KW47 bags', '--tag', 'b');
    expect(updated).toMatchObject({ code: 0, result: { job: { name: 'KW47 bags' } } });
    expect((await desk.run('job', 'accept-offer', job)).code).toBe(1);
    expect((await desk.run('job', 'request-offer', job)).code).toBe(0);
    await reaches(desk, job, 'offer');
    expect((await desk.run('job', 'accept-offer', job)).code).toBe(0);
    await reaches(desk, job, 'review');
    const late = await desk.run('job', 'cancel', job);
    expect(late).toMatchObject({ code: 1, result: { ok: false, error: { code: 'not_now' } } });

    const checked = await desk.run('review', job, 'preflight');
    expect(checked.code).toBe(0);
    expect(checked.result).toMatchObject({ checked: checked.result['total'] });
    const room = await desk.run('review', job, 'show');
    const [first, second] = room.result.files ?? [];
    if (!first || !second) throw new Error('Two pictures came back.');
    expect((await desk.run('review', job, String(first.id), '--accept')).code).toBe(0);
    const rejected = await desk.run(
      ...['review', job, '--reject', 'Halo or fringe@0.25,0.75,0.1', '--', second.name],
    );
    expect(rejected.code).toBe(0);
    expect(rejected.result.files?.map((file) => file['decision']).toSorted()).toEqual([
      'accepted',
      'rejected',
    ]);
    expect((await desk.run('job', 'close', job)).code).toBe(0);
    const children = await desk.run('job', 'rejected', job);
    expect(children).toMatchObject({
      code: 0,
      result: { rejectedFiles: 1, jobs: [{ name: `Rejected pictures of job #${job}` }] },
    });

    const redo = String((children.result['jobs'] as readonly { readonly id: number }[])[0]?.id);
    const history = await desk.run('review', redo, 'history');
    expect(history.result.files?.[0]).toMatchObject({
      name: second.name,
      earlier: [{ version: 1, verdict: { kind: 'reject', reasons: [{ reason: 'Halo or fringe' }] } }],
    });

    const to = await folder();
    const saved = await desk.run('download', job, '--to', to);
    expect(saved.code).toBe(0);
    for (const file of saved.result.files ?? [])
      expect((await readFile(String(file['path']))).byteLength).toBe(file['size']);
  },
);

test('words that make no command end with 2 and say why', { timeout: 30_000 }, async () => {
  const { desk } = await scene();
  for (const words of [
    ['job', 'update', '1'],
    ['job', 'nonsense'],
    ['review'],
    ['account', 'change', 'Noord'],
  ]) {
    const { code, result } = await desk.run(...words);
    expect([2, 1]).toContain(code);
    expect(result.ok).toBe(false);
    expect(result.error?.message).toMatch(/\S/);
  }
});

test(
  'a wrong token ends with 3 and names itself; signed in, the kept job goes',
  { timeout: 60_000 },
  async () => {
    const { desk, practice } = await scene();
    const right = desk.environment;
    desk.environment = { ...right, CLIPDESK_SESSION_TOKEN: '00000000-0000-0000-0000-000000000000' };
    const shoot = await folder('pear');
    const kept = await desk.run(
      ...[
        'job',
        'create',
        '--name',
        'A',
        '--description',
        'B',
        '--route',
        'post',
        '--request-offer',
        '--wait',
        shoot,
      ],
    );
    expect(kept.code).toBe(3);
    expect(kept.result.error).toMatchObject({ action: 'sign-in' });
    expect(kept.result.error?.message).toContain('session token');
    const waiting = await desk.run('queue', 'list');
    expect(waiting.result.items?.map((item) => item.kind)).toEqual([
      'create-job',
      'upload-file',
      'prove-uploads',
      'request-offer',
    ]);
    desk.environment = right;
    const gone = await desk.run('queue', 'run');
    expect(gone).toMatchObject({ code: 0, result: { ok: true, items: [] } });
    const { result } = await desk.run('job', 'list');
    expect(result.jobs).toHaveLength(1);
    expect(kept.text + gone.text).not.toContain(practice.studio.sessionToken);
  },
);
