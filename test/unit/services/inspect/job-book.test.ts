import { expect, test } from 'vitest';
import type { ImageId, JobId, RemoteFileId, VersionMark } from '../../../../src/preload/contract/index.ts';
import type { InspectionRecord } from '../../../../src/main/ports/inspection-records.ts';
import type { ReviewRecord } from '../../../../src/main/ports/store.ts';
import { defaultPreflight } from '../../../../src/main/services/inspect/preflight/default-settings.ts';
import { JobBook } from '../../../../src/main/services/inspect/preflight/job-book.ts';

const job = 'job' as JobId;
const count = 250;

function review(index: number): ReviewRecord {
  return {
    jobId: job,
    fileId: index as RemoteFileId,
    position: index,
    name: `${String(index)}.jpg`,
    originalImageId: null,
    originalName: null,
    results: [{ imageId: (1000 + index) as ImageId, name: `${String(index)}.jpg` }],
    previous: [],
    said: { now: null, before: [] },
    listed: { size: null, at: null, md5: null },
    version: 1,
    versionMark: 'mark' as VersionMark,
    blocked: '',
  };
}

function found(index: number, width: number): InspectionRecord {
  return {
    jobId: job,
    imageId: (1000 + index) as ImageId,
    version: 'mark',
    reading: {
      width,
      height: 3000,
      format: 'JPEG',
      size: 1,
      bitsPerChannel: 8,
      colourSpace: 'rgb',
      profile: 'sRGB',
      dpi: 300,
      hasAlpha: false,
      orientation: 1,
      colourNote: '',
    },
    measures: null,
    paths: [],
    likeOriginal: null,
    at: 0,
  };
}

test('a book that is kept up to date says what one opened anew says, also when the job’s habits turn over', async () => {
  const known = new Map<ImageId, InspectionRecord>();
  const inWork = new Set<RemoteFileId>();
  const view = {
    job,
    reviews: Array.from({ length: count }, (_, index) => review(index)),
    known,
    settings: defaultPreflight,
    inWork,
  };
  const book = new JobBook(view);
  expect(await book.summary()).toMatchObject({ checked: 0, total: count, failed: 0 });

  const failed: number[] = [];
  for (let index = 0; index < count; index++) {
    const file = index as RemoteFileId;
    inWork.add(file);
    book.touch(file);
    // The first four are narrow; from then on all are wide, and the narrow ones are what stands out.
    known.set((1000 + index) as ImageId, found(index, index < 4 ? 2000 : 2400));
    inWork.delete(file);
    book.touch(file, known);
    if (index % 5 !== 0) continue;
    const summary = await book.summary();
    expect(summary).toEqual(await new JobBook(view).summary());
    failed.push(summary.failed);
  }
  expect(Math.max(...failed)).toBeGreaterThan(3);
  const end = await book.summary();
  expect(end).toMatchObject({ checked: count, total: count, failed: 4 });
  expect(end.files.slice(0, 5).map(({ state }) => state)).toEqual([
    'failed',
    'failed',
    'failed',
    'failed',
    'passed',
  ]);
  expect(book.findings(0 as RemoteFileId)).toEqual(new JobBook(view).findings(0 as RemoteFileId));
});
