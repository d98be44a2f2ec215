import { stat } from 'node:fs/promises';
import { openSqliteStore } from '../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import { systemClock } from '../../../src/main/adapters/clock/system-clock.ts';
import type { FileRecord, JobRecord } from '../../../src/main/ports/store.ts';
import { createItem, proofItem, uploadItem } from '../../../src/main/services/transfers/job-items.ts';
import type { AccountId, FileId, JobId, QueueItemId } from '../../../src/preload/contract/index.ts';

/** Pictures of one job: what a catalogue house sends in a day. */
const PICTURES_OF_A_JOB = 2_000;

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Queues so many pictures in jobs nobody has sent yet; all of them are the same file under names of their own. */
export async function fillQueue(
  home: string,
  account: string,
  picture: string,
  items: number,
): Promise<void> {
  const { size, mtimeMs } = await stat(picture);
  const store = await openSqliteStore({ folder: home, clock: systemClock, log: silent });
  const accountId = account as AccountId;
  const id = (...parts: readonly (string | number)[]): string => `bench-${parts.join('-')}`;
  const now = Date.now();
  try {
    for (let from = 0, number = 1; from < items; from += PICTURES_OF_A_JOB, number += 1) {
      const job: JobRecord = {
        id: id('job', number) as JobId,
        accountId,
        remoteId: null,
        name: `Catalogue ${String(number).padStart(3, '0')}`,
        description: 'Cut out, keep the shadow',
        tags: [],
        invoiceReference: null,
        isTest: false,
        route: 'post',
        requestOffer: false,
        deadlineId: null,
        specificationKey: null,
        stage: 'sending',
        status: null,
        atServer: null,
        inOffer: null,
        parentRemoteId: null,
        rejectedAtServer: null,
        fromTheEditors: '',
        downloadFolder: null,
        createdAt: now + number,
        changedAt: now + number,
        actedAt: null,
        goneSince: null,
        nextPollAt: null,
      };
      const count = Math.min(PICTURES_OF_A_JOB, items - from);
      const files = Array.from({ length: count }, (_, each): FileRecord => {
        const name = `KW47_${String(number)}_${String(each + 1).padStart(5, '0')}.jpg`;
        return {
          id: id('file', number, each) as FileId,
          jobId: job.id,
          position: each,
          path: picture,
          sourceName: name,
          name,
          size,
          modifiedAt: mtimeMs,
          md5: null,
          format: 'JPEG',
          note: '',
          remark: '',
          tags: [],
          state: { kind: 'waiting' },
          remoteId: null,
          remoteSize: null,
          returned: false,
          decision: null,
          download: null,
        };
      });
      await store.transaction(async (writer) => {
        await writer.putJob(job);
        await writer.putFiles(files);
        await writer.enqueue([
          createItem(id('make', number) as QueueItemId, job, now),
          ...files.map((file, each) => uploadItem(id('send', number, each) as QueueItemId, job, file, now)),
          proofItem(id('prove', number) as QueueItemId, job, 0, now),
        ]);
      });
    }
  } finally {
    await store.close();
  }
}
