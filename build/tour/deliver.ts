import { mkdir } from 'node:fs/promises';
import { savedResults } from './saved-results.ts';
import type { TourJob, Trip } from './trip.ts';
import { confirm, numberOf, PATIENCE } from './trip.ts';

/** Closes a job from the closing page of the room. */
export async function closeJob({ app, guide, desk }: Trip, job: TourJob): Promise<void> {
  await guide.step(`Close “${job.name}”`, 'closed', async () => {
    await app.click('Close the job', 'button');
    await app.find(job.name, 'heading');
    await app.see('This job is done', PATIENCE);
    const { status } = await desk().job(numberOf(job));
    confirm(
      ['CJ_CLIENT_REVIEWED', 'CJ_ZIP_INIT', 'CJ_ZIP_READY', 'CJ_FINISHED'].includes(status),
      `The service says ${status}.`,
    );
    return status;
  });
}

/** Downloads every result into a folder chosen in the file dialog. */
export async function downloadResults({ app, guide, desk }: Trip, job: TourJob): Promise<void> {
  const amount = job.shoot.pictures.length;
  await guide.step(`Download ${String(amount)} results to a folder`, 'downloaded', async () => {
    await mkdir(job.folder, { recursive: true });
    await app.chooseNext([job.folder]);
    await app.click(`Download ${String(amount)} results`, 'button');
    await app.click('Choose…', 'button');
    await app.click(`Save ${String(amount)} results`, 'button');
    await app.see(`Saved here ${String(amount)} in your folder`, PATIENCE);
    const saved = await savedResults(job.folder);
    for (const { clipped } of await desk().filesForReview(numberOf(job))) {
      for (const { fileName, downloadUrl } of clipped ?? []) {
        const { md5 } = await desk().delivered(downloadUrl);
        confirm(
          saved.some((result) => result.md5 === md5),
          `${fileName} is not in the folder as the service delivers it.`,
        );
      }
    }
    confirm(saved.length === amount, `${String(saved.length)} files are in the folder.`);
    return `${String(saved.length)} results, every MD5 equal`;
  });
}
