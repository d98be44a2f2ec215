import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startCuttingRelay } from '../../servers/cutting-relay.ts';
import { startPractice } from '../../servers/practice-fixture.ts';
import { openDesk, type Desk, type Ended } from './clipdesk-process.ts';

const pictures = join(import.meta.dirname, '../../fixtures/pictures');
const shoot = ['pear', 'mug-speckle', 'lamp-sage', 'watch-navy'].map((name) => join(pictures, `${name}.jpg`));

async function reaches(desk: Desk, job: string, stage: string): Promise<void> {
  for (let look = 0; look < 100; look += 1) {
    if ((await desk.run('job', 'show', job)).result.job?.stage === stage) return;
    await pause(50);
  }
  throw new Error(`Job ${job} never was in ${stage}.`);
}

test(
  'every decision is kept at once, and said to be, where the service resets every connection; later it arrives',
  { timeout: 180_000 },
  async () => {
    const practice = await startPractice();
    onTestFinished(() => practice.stop());
    const { studio } = practice;
    const relay = await startCuttingRelay(new URL(studio.api));
    onTestFinished(() => relay.stop());
    const desk = await openDesk();
    onTestFinished(() => desk.stop());
    desk.environment = {
      CLIPDESK_CLIENT_TOKEN: studio.clientToken,
      CLIPDESK_SESSION_TOKEN: studio.sessionToken,
      CLIPDESK_FTP_USER: studio.ftpUser,
      CLIPDESK_FTP_PASSWORD: studio.ftpPassword,
    };
    const api = `${relay.origin}${new URL(studio.api).pathname}`;
    expect(
      (
        await desk.run(
          ...['account', 'add', 'bright-river', '--name', 'Noord', '--api', api],
          ...['--ftp-fingerprint', studio.ftpFingerprint],
        )
      ).code,
    ).toBe(0);

    /** Says something while every connection is reset. @returns how often the service was tried */
    const saidInVain = async (...words: readonly string[]): Promise<Ended & { readonly tries: number }> => {
      const before = relay.cut;
      relay.cutAll(true);
      const ended = await desk.run(...words);
      relay.cutAll(false);
      expect(ended.code, `${words.join(' ')}: ${ended.text}`).toBe(3);
      expect(ended.result, words.join(' ')).toMatchObject({ ok: false });
      return { ...ended, tries: relay.cut - before };
    };
    const made = await desk.run(
      ...[
        'job',
        'create',
        '--name',
        'KW47',
        '--description',
        'Cut out',
        '--route',
        'ftp',
        '--wait',
        ...shoot,
      ],
    );
    expect(made.code, made.text).toBe(0);
    const job = String(made.result.job?.id);
    const arrives = async (): Promise<void> => {
      const run = await desk.run('queue', 'run');
      expect(run.code, run.text).toBe(0);
    };

    const tries: number[] = [];
    const keep = async (...words: readonly string[]): Promise<void> => {
      tries.push((await saidInVain(...words)).tries);
    };
    await keep('job', 'update', job, '--name', 'KW47 bags');
    await keep('job', 'request-offer', job);
    await arrives();
    await reaches(desk, job, 'offer');
    // It costs money: once it may have been heard, the service is asked before it is said again.
    await keep('job', 'accept-offer', job);
    expect((await desk.run('queue', 'run')).result.items?.map(({ kind }) => kind)).toEqual([]);
    await reaches(desk, job, 'review');
    const room = await desk.run('review', job, 'show');
    const ids = (room.result.files ?? []).map(({ id }) => String(id));
    expect(ids.length).toBe(4);
    await keep('review', job, ids[0] ?? '', '--accept');
    await keep('review', job, ids[1] ?? '', '--reject', 'Halo@0.5,0.5');
    await arrives();
    await keep('review', job, '--accept-all');
    await arrives();
    const after = await desk.run('review', job, 'show');
    expect(after.result.files?.map((file) => [file['decision'], file['decisionState']])).toEqual([
      ['accepted', 'sent'],
      ['rejected', 'sent'],
      ['accepted', 'sent'],
      ['accepted', 'sent'],
    ]);
    await keep('job', 'close', job);
    await arrives();
    expect((await desk.run('job', 'rejected', job)).result['rejectedFiles']).toBe(1);
    // Quickly, whatever the computer has to do: the service is not tried over and over again.
    expect(Math.max(...tries)).toBeLessThan(12);
  },
);
