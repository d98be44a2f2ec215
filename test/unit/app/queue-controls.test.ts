import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { memorySecrets } from '../../../src/main/adapters/keychain/memory-secrets.ts';
import type { JobId, QueueJob } from '../../../src/preload/contract/index.ts';
import {
  connectStudio,
  eventually,
  quietHost,
  sendInput,
  startApplication,
  type RunningApplication,
} from '../../servers/application-fixture.ts';
import { startPractice } from '../../servers/practice-fixture.ts';

const pictures = join(import.meta.dirname, '../../fixtures/pictures');
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Scene {
  readonly running: RunningApplication;
  readonly awake: string[];
  /** A folder given by the host, for what is saved. */
  readonly saved: string;
  /** Makes and sends a job of so many pictures, each about `kilobytes` long. */
  send(name: string, count: number, kilobytes?: number): Promise<JobId>;
}

async function scene(): Promise<Scene> {
  const practice = await startPractice();
  ends.push(() => practice.stop());
  const saved = await mkdtemp(join(tmpdir(), 'clipdesk-saved-'));
  ends.push(() => rm(saved, { recursive: true, force: true }));
  const awake: string[] = [];
  const running = await startApplication({
    secrets: memorySecrets(),
    host: {
      ...quietHost(),
      chooseFolder: () => Promise.resolve(saved),
      keepAwake(reason) {
        awake.push(reason);
        return () => awake.push('released');
      },
    },
  });
  ends.push(() => running.stop());
  const account = await connectStudio(running.application, practice.studio);
  return {
    running,
    awake,
    saved,
    async send(name, count, kilobytes = 0) {
      const { api } = running.application;
      const folder = await mkdtemp(join(tmpdir(), 'clipdesk-pictures-'));
      ends.push(() => rm(folder, { recursive: true, force: true }));
      for (let each = 0; each < count; each += 1) {
        const path = join(folder, `${name} ${String(each)}.jpg`);
        if (kilobytes === 0) await copyFile(join(pictures, 'pear.jpg'), path);
        else await writeFile(path, await noise(kilobytes));
      }
      const id = await api.jobs.openDraft([folder]);
      await running.application.whenRead(id);
      for (const file of (await api.jobs.get(id)).files)
        if (file.transfer.kind === 'left-out') await api.jobs.sendAnyway(id, file.id);
      await api.jobs.send(id, sendInput(account, { name, requestOffer: true }));
      return id;
    },
  };
}

/** A JPEG that hardly compresses, about so long. */
function noise(kilobytes: number): Promise<Buffer> {
  const side = Math.ceil(Math.sqrt(kilobytes * 1_000));
  return sharp(randomBytes(side * side * 3), { raw: { width: side, height: side, channels: 3 } })
    .jpeg({ quality: 60 })
    .toBuffer();
}

const proven = ({ running }: Scene, id: JobId): Promise<boolean> =>
  eventually(running.application, async () => {
    const { job } = await running.application.api.jobs.get(id);
    return job.counts.proven > 0 && job.counts.proven === job.counts.here;
  });

const jobsOf = ({ running }: Scene): Promise<readonly QueueJob[]> => running.application.api.queue.jobs();

test('a pause of everything and one of a job survive a restart, and jobs travel in the order they were put', async () => {
  const stage = await scene();
  const { running } = stage;
  await running.application.api.system.changeSettings({ connections: 1 });
  await running.application.api.queue.pause();
  const one = await stage.send('One', 2);
  const two = await stage.send('Two', 2);
  await running.application.api.queue.pauseJob(two);
  await running.restart();
  const { api } = running.application;
  expect((await api.queue.overview()).paused).toBe(true);
  expect(await jobsOf(stage)).toMatchObject([
    { jobName: 'One', paused: false, picturesLeft: 2, sentence: '2 pictures to send: paused by you' },
    { jobName: 'Two', paused: true, sentence: '2 pictures to send: paused by you' },
  ]);
  await api.queue.moveJob(two, 'first');
  await api.queue.resumeJob(two);
  await api.queue.resume();
  await proven(stage, one);
  await proven(stage, two);
  const started = async (id: JobId): Promise<number[]> =>
    (await api.queue.receipt(id)).files.map((file) => file.startedAt ?? Infinity);
  expect(Math.max(...(await started(two)))).toBeLessThanOrEqual(Math.min(...(await started(one))));
}, 60_000);

test('stopping an upload says what is at the service; what stayed here can be sent after all; the receipt proves it', async () => {
  const stage = await scene();
  const { running, awake, saved } = stage;
  const { api } = running.application;
  await api.system.changeSettings({ connections: 1, bandwidth: { limit: 150_000, hours: null } });
  const id = await stage.send('KW47', 4, 150);
  const sending = await eventually(running.application, async () => {
    const [job] = await jobsOf(stage);
    const detail = await api.jobs.get(id);
    return job !== undefined &&
      job.picturesMoving > 0 &&
      detail.files.some((file) => file.transfer.kind === 'sent')
      ? job
      : null;
  });
  expect(sending.sentence).toMatch(/^Sending, \d to go.*limit 150 KB\/s$/);
  expect((await api.queue.overview()).limit).toBe('limit 150 KB/s');
  expect(awake).toEqual(['Pictures are on their way']);

  const stopped = await api.queue.stopUpload(id);
  expect(stopped.atService).toBeGreaterThan(0);
  expect(stopped.atService + stopped.leftOut).toBe(4);
  expect(stopped.sentence).toContain('at the service');
  const left = (await api.jobs.get(id)).files.filter((file) => file.transfer.kind === 'left-out');
  expect(left).toHaveLength(stopped.leftOut);
  expect((await api.queue.list()).some((item) => item.kind === 'request-offer')).toBe(false);

  await api.system.changeSettings({ bandwidth: { limit: null, hours: null } });
  await api.queue.sendAfterAll(id);
  await eventually(running.application, async () => (await api.jobs.get(id)).job.counts.proven === 4);

  const receipt = await api.queue.receipt(id);
  expect(receipt).toMatchObject({ schema: 'clipdesk-receipt', version: 1, pictures: 4, proven: 4 });
  for (const file of receipt.files) {
    expect(file).toMatchObject({ state: 'proven', route: 'ftp', bytesSent: file.size });
    expect(file.md5).toMatch(/^[\da-f]{32}$/);
    expect(file.serverId).not.toBeNull();
    expect(file.proof?.size).toBe(file.size);
    expect(file.finishedAt).toBeGreaterThanOrEqual(file.startedAt ?? Infinity);
  }
  const first = await api.queue.saveReceipt(id, 'csv');
  const second = await api.queue.saveReceipt(id, 'csv');
  expect(first?.startsWith(saved)).toBe(true);
  expect(second).not.toBe(first);
}, 60_000);

test('pictures are left out one by one while a job waits, and only while they wait', async () => {
  const stage = await scene();
  const { api } = stage.running.application;
  await api.queue.pause();
  const id = await stage.send('KW48', 3);
  const [, second] = (await api.jobs.get(id)).files;
  if (!second) throw new Error('The job has no second picture.');
  await api.queue.leaveOut(id, [second.id]);
  await expect(api.queue.leaveOut(id, [second.id])).rejects.toMatchObject({ code: 'sent_already' });
  await api.queue.resume();
  await proven(stage, id);
  expect((await api.jobs.get(id)).job.counts).toMatchObject({ here: 2, proven: 2 });
}, 60_000);

test('a picture that is exported anew while it is sent is sent again, and the receipt tells of the new one', async () => {
  const stage = await scene();
  const { api } = stage.running.application;
  await api.system.changeSettings({ connections: 1, bandwidth: { limit: 25_000, hours: null } });
  const id = await stage.send('KW49', 1, 200);
  const old = await eventually(stage.running.application, async () => {
    const [file] = (await api.jobs.get(id)).files;
    const [row] = (await api.queue.receipt(id)).files;
    const isHalfway = file?.transfer.kind === 'sending' && file.transfer.sentBytes > 60_000;
    return isHalfway && row?.startedAt != null ? row : null;
  });
  const anew = await noise(220);
  expect(anew.byteLength).not.toBe(old.size);
  await writeFile(old.path, anew);
  await api.system.changeSettings({ bandwidth: { limit: null, hours: null } });
  await proven(stage, id);
  expect((await api.queue.receipt(id)).files[0]).toMatchObject({
    state: 'proven',
    size: anew.byteLength,
    md5: createHash('md5')
      .update(await readFile(old.path))
      .digest('hex'),
  });
}, 60_000);
