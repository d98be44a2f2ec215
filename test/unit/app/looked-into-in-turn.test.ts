import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startFarApi } from '../../../build/bench/transfers/far-api.ts';
import { memorySecrets } from '../../../src/main/adapters/keychain/memory-secrets.ts';
import { jpeg } from '../../fixtures/make-pictures.ts';
import { eventually, sendInput, startApplication } from '../../servers/application-fixture.ts';

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Begins and ends like a whole one. */
function damagedInTheMiddle(picture: Buffer): Buffer {
  const middle = picture.byteLength >> 1;
  return Buffer.from(picture).fill('damaged\xff', middle, middle + 2_000, 'latin1');
}

test('a picture that turns out to be broken in its turn, after a restart, is left out and the job goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clipdesk-in-turn-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const far = await startFarApi();
  ends.push(() => far.stop());
  const count = 40;
  const broken = 'IMG_38.jpg';
  for (let number = 0; number < count; number += 1) {
    const name = `IMG_${String(number).padStart(2, '0')}.jpg`;
    const picture = await jpeg(400 + number, 300, number);
    await writeFile(join(folder, name), name === broken ? damagedInTheMiddle(picture) : picture);
  }
  const running = await startApplication({ secrets: memorySecrets() });
  ends.push(() => running.stop());
  const before = running.application;
  const account = await before.api.accounts.addBrightRiver({
    name: 'Studio Noord',
    apiUrl: far.address,
    credentials: { clientToken: 'client', sessionToken: 'session', ftpUser: '', ftpPassword: '' },
  });
  await before.api.queue.pause();
  const id = await before.api.jobs.openDraft([folder]);
  await before.whenReady(id);
  await before.api.jobs.send(id, sendInput(account, { route: 'post' }));

  const application = await running.restart();
  const { api } = application;
  await api.queue.resume();
  await eventually(application, async () => (await api.jobs.get(id)).job.counts.proven === count - 1);
  const detail = await api.jobs.get(id);
  const left = detail.files.find((file) => file.name === broken);
  expect(left?.transfer).toMatchObject({ kind: 'left-out', reason: 'broken' });
  expect(detail.files.filter((file) => file.format === '')).toEqual([]);
  expect(detail.timeline.some((entry) => entry.sentence.startsWith(`${broken} was left out`))).toBe(true);
  const posted = (): readonly string[] => far.posted(far.latestJob()).map((file) => file.name);
  expect(posted()).toHaveLength(count - 1);
  expect(posted()).not.toContain(broken);

  await writeFile(join(folder, broken), await jpeg(300, 300, 99));
  await api.queue.sendAfterAll(id, left === undefined ? [] : [left.id]);
  await eventually(application, async () => (await api.jobs.get(id)).job.counts.proven === count);
  expect(posted().filter((name) => name === broken)).toHaveLength(1);
});
