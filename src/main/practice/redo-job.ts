import { randomUUID } from 'node:crypto';
import { copyFile, link } from 'node:fs/promises';
import { newFile } from './data/originals.ts';
import type { StudioFile, StudioJob } from './data/studio-data.ts';
import { studioDay } from './http/dates.ts';
import type { StudioParts } from './studio-parts.ts';

/** True when the client sent this picture back. */
export function isRejected(file: StudioFile): boolean {
  return file.acceptedByUser === false;
}

/**
 * Ends the client's review. What was rejected becomes a job of its own (GET …/rejectedjobs) that shows the old results
 * until the new ones are there. Both jobs change together.
 */
export async function closeJob(parts: StudioParts, job: StudioJob): Promise<void> {
  const { register, storage, line, clock } = parts;
  const rejected = register.files(job.id).filter(isRejected);
  const now = clock.now();
  if (rejected.length === 0) {
    line.move(job, 'CJ_CLIENT_REVIEWED', { reviewedAt: now });
    return;
  }
  const redo: StudioJob = {
    ...job,
    id: register.newJobId(),
    guid: randomUUID(),
    status: 'CJ_REJECT_INIT',
    statusSince: now,
    createdAt: now,
    name: `Rejected pictures of job #${job.id}`,
    description: null,
    day: studioDay(now),
    parentJobId: job.id,
    offeredFiles: rejected.length,
    sentAt: now,
    acceptedAt: now,
    orderedAt: now,
    productionAt: null,
    deliveredAt: null,
    reviewedAt: null,
    cancelledAt: null,
  };
  await storage.makeFolders(redo);
  for (const file of rejected) {
    const from = storage.path(job, 'ORIGINAL', file.name);
    const to = storage.path(redo, 'ORIGINAL', file.name);
    await link(from, to).catch(() => copyFile(from, to));
  }
  const moved = register.together(() => {
    const current = register.job(job.id);
    // Somebody else closed it while the pictures were copied.
    if (current?.status !== job.status) return false;
    register.putJob(redo);
    for (const file of rejected) {
      register.putFile({
        ...newFile(register.newImageId(), redo.id, file.name, now, file),
        remark: file.remark,
        tags: file.tags,
        previousReview: file.review,
        previousResults: file.results,
        timesRejected: file.timesRejected + 1,
      });
    }
    line.move(job, 'CJ_CLIENT_REVIEWED', { reviewedAt: now });
    return true;
  });
  if (moved) line.attend(redo.id);
}
