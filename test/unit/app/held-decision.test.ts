import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { memorySecrets } from '../../../src/main/adapters/keychain/memory-secrets.ts';
import { commandWords } from '../../../src/main/command-line/arguments.ts';
import { createOutput } from '../../../src/main/command-line/output.ts';
import { runCommand } from '../../../src/main/command-line/run-command.ts';
import { createStudioDesk } from '../../../build/tour/studio-desk.ts';
import { eventually, startApplication } from '../../servers/application-fixture.ts';
import { startPractice } from '../../servers/practice-fixture.ts';

const pictures = join(import.meta.dirname, '../../fixtures/pictures');

test(
  'a decision meets another version: it is held with what was judged and its preview, and goes when it is confirmed',
  { timeout: 30_000 },
  async () => {
    const practice = await startPractice();
    onTestFinished(() => practice.stop());
    const running = await startApplication({ secrets: memorySecrets() });
    onTestFinished(() => running.stop());
    const folder = await mkdtemp(join(tmpdir(), 'clipdesk-held-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    for (const name of ['pear', 'lamp-sage'])
      await copyFile(join(pictures, `${name}.jpg`), join(folder, `${name}.jpg`));
    const { application } = running;
    const { api } = application;
    const { studio } = practice;
    const account = await api.accounts.addBrightRiver({
      name: 'Studio Noord',
      apiUrl: studio.api,
      ftpFingerprint: studio.ftpFingerprint,
      credentials: {
        clientToken: studio.clientToken,
        sessionToken: studio.sessionToken,
        ftpUser: studio.ftpUser,
        ftpPassword: studio.ftpPassword,
      },
    });
    const id = await api.jobs.openDraft([folder]);
    await application.whenRead(id);
    await api.jobs.send(id, {
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
    /** Asks by itself instead of waiting for the next look of the poller. */
    const inStage = async (stage: string): Promise<void> => {
      for (;;) {
        const { job } = await api.jobs.get(id);
        if (job.stage === stage) return;
        if (job.remoteId !== null) await api.jobs.refresh(id);
        else await eventually(application, async () => (await api.jobs.get(id)).job.remoteId);
      }
    };
    await inStage('offer');
    await api.jobs.acceptOffer(id);
    await inStage('review');
    const room = await api.reviews.open(id);
    const [pear, lamp] = room.pairs;
    if (pear?.results[0] === undefined || lamp?.results[0] === undefined)
      throw new Error('Two results are there.');
    const looked = await application.picture(pear.results[0].preview);
    expect(looked.status).toBe(200);

    // Everything waits here while the studio sends better results.
    await api.queue.pause();
    const rejection = {
      kind: 'reject',
      reasons: [{ reason: 'Halo or fringe', pins: [{ x: 0.25, y: 0.75, radius: null }] }],
      remark: '',
    } as const;
    await api.reviews.decide(id, pear.fileId, pear.versionMark, rejection, {
      imageId: pear.results[0].imageId,
      view: 'slider',
      variant: 'preview',
    });
    await api.reviews.decide(id, lamp.fileId, lamp.versionMark, { kind: 'accept' });
    const { remoteId } = (await api.jobs.get(id)).job;
    await studio.faults.replaceResults(remoteId ?? 0);
    await api.queue.resume();
    await eventually(application, async () => (await api.queue.overview()).needsYou === 2);

    const desk = createStudioDesk(studio);
    const judged = async () =>
      (await desk.filesForReview(remoteId ?? 0)).map(({ acceptedByUser }) => acceptedByUser);
    expect(await judged()).toEqual([null, null]);
    const held = (await api.reviews.open(id)).pairs;
    expect(held.map(({ decision }) => decision?.state.kind)).toEqual(['held', 'held']);
    const [first, second] = held;
    if (first === undefined || second === undefined) throw new Error('Both are there.');
    expect(first.judged.map(({ imageId }) => imageId)).toEqual([pear.results[0].imageId]);
    expect(first.results[0]?.imageId).not.toBe(pear.results[0].imageId);
    expect(first.changed).toContain('another result picture');
    // What was judged is still here, also when the cache is emptied.
    await api.inspect.emptyPictureCache();
    await running.restart();
    const again = running.application;
    const before = await again.picture(first.judged[0]?.preview ?? '');
    expect(Buffer.compare(before.body, looked.body)).toBe(0);

    // Undone or decided anew, or confirmed as it was.
    const command = (...words: readonly string[]) =>
      runCommand(
        commandWords(['review', String(remoteId), ...words]),
        again,
        createOutput(
          true,
          () => undefined,
          () => undefined,
        ),
        {},
        new AbortController().signal,
      );
    const listed = await command('held');
    expect(listed.data['files']).toMatchObject([
      { id: first.fileId, decisionState: 'held', verdict: rejection, changed: 'another result picture' },
      { id: second.fileId, judged: [{ id: lamp.results[0].imageId }] },
    ]);
    expect((await command(String(first.fileId), '--still-holds')).data['files']).toMatchObject([
      { decision: 'rejected', decisionState: 'sent' },
      { decisionState: 'held' },
    ]);
    await expect(command(String(first.fileId), '--still-holds')).resolves.toMatchObject({
      error: { code: 'not_held' },
    });
    await again.api.reviews.decide(id, second.fileId, second.versionMark, rejection);
    await eventually(again, async () => (await judged()).every((each) => each === false));
    const { needsYou, decisionsWaiting } = await eventually(again, async () => {
      const overview = await again.api.queue.overview();
      return overview.decisionsWaiting === 0 ? overview : null;
    });
    expect({ needsYou, decisionsWaiting }).toEqual({ needsYou: 0, decisionsWaiting: 0 });
  },
);
