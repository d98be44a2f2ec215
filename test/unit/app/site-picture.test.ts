import { join } from 'node:path';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { createStudioDesk } from '../../../build/tour/studio-desk.ts';
import {
  connectStudio,
  eventually,
  sendFolder,
  startApplication,
} from '../../servers/application-fixture.ts';
import { startCrafterFixture } from '../../servers/crafter-fixture.ts';
import { startPractice } from '../../servers/practice-fixture.ts';

const pictures = join(import.meta.dirname, '../../fixtures/pictures');
const pear = '/static-assets/images/pear.jpg';

test(
  'a picture rejected on the site rejects the result it came from, for the same reason',
  { timeout: 30_000 },
  async () => {
    const practice = await startPractice();
    onTestFinished(() => practice.stop());
    const site = await startCrafterFixture();
    onTestFinished(() => site.stop());
    const { application, stop } = await startApplication();
    onTestFinished(stop);
    const folder = await mkdtemp(join(tmpdir(), 'clipdesk-site-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    for (const name of ['pear.jpg', 'lamp-sage.jpg'])
      await copyFile(join(pictures, name), join(folder, name));
    const { api } = application;

    const account = await connectStudio(application, practice.studio);
    const job = await sendFolder(application, account, folder, { requestOffer: true });
    const inStage = async (stage: string): Promise<void> => {
      for (;;) {
        const { job: now } = await api.jobs.get(job);
        if (now.stage === stage) return;
        if (now.remoteId !== null) await api.jobs.refresh(job);
        else await eventually(application, async () => (await api.jobs.get(job)).job.remoteId);
      }
    };
    await inStage('offer');
    await api.jobs.acceptOffer(job);
    await inStage('review');

    const shop = await api.accounts.addWorkflow({
      name: 'Web shop',
      apiUrl: site.studio.api,
      site: 'shop',
      user: site.studio.user,
      password: site.studio.password,
    });
    await api.workflow.open(shop.id);
    const [origin, ...others] = await api.workflow.origins(shop.id, pear);
    expect(others).toEqual([]);
    if (origin === undefined) throw new Error('the result was not found');
    expect(origin).toMatchObject({ jobId: job, jobName: 'KW47' });

    await api.workflow.rejectOrigin(origin.jobId, origin.fileId, 'Wrong background');
    const pair = await eventually(application, async () => {
      const { pairs } = await api.reviews.read(job);
      return pairs.find(({ decision }) => decision?.state.kind === 'sent') ?? null;
    });
    expect(pair.decision?.verdict).toMatchObject({
      kind: 'reject',
      reasons: [{ reason: 'Wrong background' }],
    });
    const { remoteId } = (await api.jobs.get(job)).job;
    const judged = await createStudioDesk(practice.studio).filesForReview(Number(remoteId));
    expect(judged.filter(({ acceptedByUser }) => acceptedByUser === false)).toHaveLength(1);
  },
);
