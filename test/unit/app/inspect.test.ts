import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { JobId, Preflight } from '../../../src/preload/contract/index.ts';
import { eventually, startApplication, type RunningApplication } from '../../servers/application-fixture.ts';
import { startPractice } from '../../servers/practice-fixture.ts';

const pictures = join(import.meta.dirname, '../../fixtures/pictures');
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A job of the practice studio whose three results have come back. */
async function returned() {
  const practice = await startPractice();
  ends.push(() => practice.stop());
  const running = await startApplication();
  ends.push(() => running.stop());
  const folder = await mkdtemp(join(tmpdir(), 'clipdesk-inspect-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const { studio } = practice;
  const account = await running.application.api.accounts.addBrightRiver({
    name: 'Studio',
    apiUrl: studio.api,
    ftpFingerprint: studio.ftpFingerprint,
    credentials: studio,
  });
  for (const name of ['pear', 'mug-speckle', 'lamp-sage'])
    await copyFile(join(pictures, `${name}.jpg`), join(folder, `${name}.jpg`));
  const { jobs } = running.application.api;
  const job = await jobs.openDraft([folder]);
  await eventually(running.application, async () => !(await jobs.get(job)).reading);
  await jobs.send(job, {
    accountId: account.id,
    name: 'KW47',
    description: 'Cut out',
    tags: [],
    invoiceReference: null,
    isTest: true,
    route: 'post',
    requestOffer: true,
    deadlineId: null,
    specificationKey: null,
  });
  const stage = (wanted: string) =>
    eventually(running.application, async () => (await jobs.get(job)).job.stage === wanted);
  await stage('offer');
  await jobs.acceptOffer(job);
  await stage('review');
  return { running, practice, job, account };
}

function checked(running: RunningApplication, job: JobId): Promise<Preflight> {
  return eventually(running.application, async () => {
    const preflight = await running.application.api.inspect.preflight(job);
    const { progress } = preflight;
    return !progress.running && progress.checked === progress.total && progress.total === 3
      ? preflight
      : null;
  });
}

test('results are checked before a person looks, and kept for the road', { timeout: 60_000 }, async () => {
  const { running, practice, job, account } = await returned();
  const { inspect, reviews } = running.application.api;
  const first = await checked(running, job);
  expect(first.files.map(({ state }) => state)).toEqual(['passed', 'passed', 'passed']);

  await inspect.changePreflightSettings(account.id, {
    size: { on: true, expected: { kind: 'exact', width: 4000, height: 5000 } },
    alpha: { on: true, expected: { kind: 'without' } },
    margins: { on: false, expected: { kind: 'derived' } },
  });
  const after = await inspect.preflight(job);
  expect(after.progress.failed).toBe(3);
  expect(after.files[0]?.failed).toEqual(['size', 'alpha']);
  const room = await reviews.open(job);
  const pair = room.pairs[0];
  const result = pair?.results[0];
  if (!pair?.original || !result) throw new Error('The first picture has come back.');
  const [findings] = await inspect.preflightOf(job, pair.fileId);
  expect(findings?.findings[0]?.sentence).toMatch(/^[\d,]+ × [\d,]+ pixels; you expect 4,000 × 5,000\.$/);
  expect(findings?.findings.some(({ check }) => check === 'margins')).toBe(false);

  expect(await inspect.facts(job, pair.fileId, result.imageId)).toMatchObject({
    format: 'PNG',
    hasAlpha: true,
  });
  expect(await inspect.facts(job, pair.fileId, pair.original.imageId)).toMatchObject({ format: 'JPEG' });
  expect((await inspect.clippingPaths(job, pair.fileId, result.imageId)).paths).toEqual([]);

  await inspect.keepOffline(job);
  await eventually(running.application, async () => {
    const { kept, total, running: going } = await inspect.offline(job);
    return kept === total && total === 3 && !going;
  });
  await practice.stop();
  const application = await running.restart();
  const offline = await application.api.reviews.open(job);
  expect(offline.offline).toBe(true);
  for (const each of offline.pairs)
    for (const image of [each.original, ...each.results])
      for (const address of [image?.thumbnail, image?.preview, image?.full])
        expect((await application.picture(address ?? '')).status, address).toBe(200);
  const again = await application.api.inspect.preflight(job);
  expect(again.progress).toMatchObject({ checked: 3, failed: 3, running: false, sentence: '' });
  expect((await application.api.inspect.pictureCache()).used).toBeGreaterThan(0);
  expect(await application.api.inspect.emptyPictureCache()).toMatchObject({ used: 0, pictures: 0 });
});
