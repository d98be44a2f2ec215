import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, test } from 'vitest';
import type { JobDetail, JobId, Route } from '../../../src/preload/contract/index.ts';
import {
  connectStudio,
  eventually,
  sendFolder,
  startApplication,
  type RunningApplication,
} from '../../servers/application-fixture.ts';
import { startPractice, type RunningPractice } from '../../servers/practice-fixture.ts';

const pictures = join(import.meta.dirname, '../../fixtures/pictures');
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function studio(): Promise<RunningPractice> {
  const practice = await startPractice();
  ends.push(() => practice.stop());
  return practice;
}

async function clipdesk(): Promise<RunningApplication> {
  const running = await startApplication();
  ends.push(() => running.stop());
  return running;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clipdesk-pictures-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function sendShoot(running: RunningApplication, folder: string, route: Route): Promise<JobId> {
  const [account] = await running.application.api.accounts.list();
  if (!account) throw new Error('The test has no account.');
  return sendFolder(running.application, account, folder, {
    name: 'KW47 accessories',
    description: 'Cut out on transparent',
    tags: ['KW47'],
    invoiceReference: 'NL-2294',
    isTest: true,
    route,
    requestOffer: true,
  });
}

/** The job once it is in the stage. */
function reached(
  running: RunningApplication,
  id: JobId,
  stage: JobDetail['job']['stage'],
): Promise<JobDetail> {
  return eventually(running.application, async () => {
    const detail = await running.application.api.jobs.get(id);
    return detail.job.stage === stage ? detail : null;
  });
}

describe('a whole job, from a folder to the saved results', () => {
  test.each(['ftp', 'post'] as const)('by %s', { timeout: 60_000 }, async (route) => {
    const practice = await studio();
    const running = await clipdesk();
    await connectStudio(running.application, practice.studio);
    const { api } = running.application;
    const folder = await temporaryFolder();
    for (const name of ['pear', 'mug-speckle', 'lamp-sage'])
      await copyFile(join(pictures, `${name}.jpg`), join(folder, `-été #1 ${name}.jpg`));

    const id = await sendShoot(running, folder, route);
    const offer = await reached(running, id, 'offer');
    expect(offer.files.map((file) => file.transfer.kind)).toEqual(['proven', 'proven', 'proven']);
    expect(offer.job.counts).toMatchObject({ here: 3, proven: 3, atServer: 3, inOffer: 3 });
    for (const file of offer.files) {
      const bytes = await readFile(join(folder, file.name));
      expect(file.md5).toBe(createHash('md5').update(bytes).digest('hex'));
      expect(file.sizeAtServer).toBe(bytes.byteLength);
    }

    await api.jobs.acceptOffer(id);
    await reached(running, id, 'review');
    const room = await eventually(running.application, async () => {
      const opened = await api.reviews.open(id);
      return opened.pairs.every((pair) => pair.blocked === '') ? opened : null;
    });
    const [first, second, third] = room.pairs;
    if (!first || !second || !third) throw new Error('The room has three pictures.');
    await api.reviews.decide(id, first.fileId, first.versionMark, { kind: 'accept' });
    await api.reviews.decide(id, second.fileId, second.versionMark, {
      kind: 'reject',
      reasons: [{ reason: 'Halo or fringe', pins: [{ x: 0.25, y: 0.75, radius: null }] }],
      remark: 'Light rim on the right',
    });
    await api.reviews.decide(id, third.fileId, third.versionMark, { kind: 'accept' });
    await api.jobs.close(id);
    const closed = await eventually(running.application, async () => {
      const detail = await api.jobs.get(id);
      return detail.job.stage === 'delivering' || detail.job.stage === 'done' ? detail : null;
    });
    // The service lists pictures in the order in which they arrived.
    const decisions = new Map(closed.files.map((file) => [file.name, file.decision]));
    expect([first, second, third].map(({ name }) => decisions.get(name))).toEqual([
      'accepted',
      'rejected',
      'accepted',
    ]);
    const parent = await eventually(running.application, async () => {
      const detail = await api.jobs.get(id);
      return detail.redos[0]?.jobId ? detail : null;
    });
    const redo = parent.redos[0]?.jobId;
    if (!redo) throw new Error('The redo is in the register.');
    expect(parent.rejectedAtServer).toBe(1);
    expect((await api.jobs.get(redo)).redoOf).toMatchObject({ jobId: id, remoteId: closed.job.remoteId });

    const results = await temporaryFolder();
    const wish = { folder: results, template: '{name}{ext}', route: 'file' } as const;
    expect(await api.downloads.start(id, wish, null)).toEqual({ toFetch: 3, alreadyThere: 0, skipped: 0 });
    const saved = await eventually(running.application, async () => {
      const detail = await api.jobs.get(id);
      return detail.files.every((file) => file.download !== null) ? detail : null;
    });
    for (const { download } of saved.files) {
      const bytes = await readFile(download?.path ?? '');
      expect((await sharp(bytes).metadata()).hasAlpha).toBe(true);
      expect(download?.md5).toBe(createHash('md5').update(bytes).digest('hex'));
    }
  });
});

describe('bad input from the first day', () => {
  test('every file gets its line, and nothing else is held up', { timeout: 60_000 }, async () => {
    const practice = await studio();
    const running = await clipdesk();
    await connectStudio(running.application, practice.studio);
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'bags'));
    await mkdir(join(folder, 'shoes'));
    const pear = await readFile(join(pictures, 'pear.jpg'));
    await writeFile(join(folder, 'broken.jpg'), pear.subarray(0, pear.byteLength / 2));
    await writeFile(join(folder, 'notes.txt'), 'Shoot list');
    await writeFile(join(folder, 'empty.jpg'), '');
    await copyFile(join(pictures, 'case-blue.jpg'), join(folder, 'bags', 'IMG_1.jpg'));
    await copyFile(join(pictures, 'sneaker-navy.jpg'), join(folder, 'shoes', 'IMG_1.jpg'));
    await copyFile(join(pictures, 'teapot-teal.jpg'), join(folder, '-théière bleue #2 (50 %).jpg'));

    const id = await sendShoot(running, folder, 'ftp');
    const offer = await reached(running, id, 'offer');
    const bySource = new Map(
      offer.files.map((file) => [file.sourceName.split('/').slice(1).join('/'), file]),
    );
    const sentence = (name: string): string => {
      const transfer = bySource.get(name)?.transfer;
      return transfer?.kind === 'left-out' ? transfer.sentence : (transfer?.kind ?? 'missing');
    };
    expect(sentence('broken.jpg')).toContain('Breaks off');
    expect(sentence('notes.txt')).toContain('Not a picture');
    expect(sentence('empty.jpg')).toContain('0 bytes');
    expect(sentence('-théière bleue #2 (50 %).jpg')).toBe('proven');
    expect(bySource.get('shoes/IMG_1.jpg')).toMatchObject({
      name: 'shoes - IMG_1.jpg',
      transfer: { kind: 'proven' },
    });
    expect(bySource.get('shoes/IMG_1.jpg')?.note).toContain('IMG_1.jpg');
    expect(offer.job.counts).toMatchObject({ here: 3, proven: 3, inOffer: 3 });
  });

  test(
    'a wrong token is named, the queue is kept and goes on after the sign-in',
    { timeout: 60_000 },
    async () => {
      const practice = await studio();
      const running = await clipdesk();
      const account = await connectStudio(running.application, practice.studio);
      const { api } = running.application;
      await api.accounts.signIn(account.id, { sessionToken: '00000000-0000-0000-0000-000000000000' });
      const folder = await temporaryFolder();
      await copyFile(join(pictures, 'pear.jpg'), join(folder, 'pear.jpg'));

      const id = await sendShoot(running, folder, 'post');
      const signedOut = await eventually(running.application, async () => {
        const [now] = await api.accounts.list();
        return now?.state.kind === 'signed-out' ? now.state : null;
      });
      expect(signedOut.sentence).toContain('session token');
      const waiting = await eventually(running.application, async () => {
        const unfinished = (await api.queue.list()).filter((item) => item.state.kind !== 'done');
        return unfinished.every((item) => item.state.kind === 'paused') ? unfinished : null;
      });
      expect(waiting.length).toBeGreaterThanOrEqual(3);

      await api.accounts.signIn(account.id, { sessionToken: practice.studio.sessionToken });
      const offer = await reached(running, id, 'offer');
      expect(offer.job.counts.proven).toBe(1);
    },
  );
});
