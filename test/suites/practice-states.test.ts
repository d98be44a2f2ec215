import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBrightRiver } from '../../src/main/adapters/bright-river/bright-river.ts';
import { createHttpClient, type HttpClient } from '../../src/main/adapters/http/http-client.ts';
import { newFile } from '../../src/main/practice/data/originals.ts';
import { openRegister } from '../../src/main/practice/data/register.ts';
import { newIdentity } from '../../src/main/practice/identity.ts';
import type { BrightRiverApi } from '../../src/main/ports/bright-river.ts';
import { documentedStatuses } from '../../src/main/services/jobs/status-table.ts';
import type { ImageId, RemoteFileId, RemoteJobId } from '../../src/preload/contract/index.ts';
import { startPractice, type RunningPractice } from '../servers/practice-fixture.ts';
import { call } from '../unit/practice/studio-client.ts';

const never = new AbortController().signal;
/** Nothing moves by itself while a job is looked at. */
const stillClock = { now: () => Date.UTC(2026, 0, 1), after: () => () => undefined };
const statuses = [...documentedStatuses, 'CJ_NEVER_HEARD_OF'];

/** In the order of the document. */
const cancellable = [
  'CJ_WAIT_ACCEPTANCE2',
  'CJ_NEW',
  'CJ_WAIT_ACCEPTANCE',
  'CJ_TD_PAY_TIMEOUT',
  'CJ_TD_PAY_ERROR',
  'CJ_PAY_INITIATED',
  'CJ_TD_PAY_CANCELED',
];
const acceptable = ['CJ_NEED_ACCEPTANCE', 'CJ_WAIT_ACCEPTANCE', 'CJ_WAIT_ACCEPTANCE2'];
const closable = ['CJ_WORK_DONE', 'CJ_PART_REVIEWED'];
const reviewable = [...closable, 'CJ_WORK_PROGRESS'];

let home: string;
let practice: RunningPractice;
let http: HttpClient;
let api: BrightRiverApi;
const jobs = new Map<
  string,
  { readonly id: RemoteJobId; readonly file: RemoteFileId; readonly image: ImageId }
>();

/** A job of its own for every status and operation, with one picture that came back. */
async function fillHome(operations: readonly string[]): Promise<void> {
  const register = await openRegister(home, () => newIdentity(Date.now()));
  const now = stillClock.now();
  for (const operation of operations) {
    for (const status of statuses) {
      const id = register.newJobId();
      register.putJob({
        id,
        guid: '192ddbda-edc5-41cf-8a97-a7e5fb328801',
        status,
        statusSince: now,
        createdAt: now,
        name: 'Job of fruits',
        description: 'Clip',
        tags: [],
        invoiceReference: null,
        isTest: true,
        day: '20260101',
        parentJobId: null,
        offeredFiles: 1,
        sentAt: null,
        acceptedAt: null,
        orderedAt: null,
        productionAt: null,
        deliveredAt: null,
        reviewedAt: null,
        cancelledAt: null,
      });
      const file = register.newImageId();
      const image = register.newImageId();
      const md5 = '0'.repeat(32);
      register.putFile({
        ...newFile(file, id, 'pear.jpg', now, { size: 5, modifiedAt: now, md5 }),
        results: [{ id: image, name: 'pear.png', size: 5, md5, jobId: id, createdAt: now }],
      });
      jobs.set(`${operation} ${status}`, {
        id: id as RemoteJobId,
        file: file as RemoteFileId,
        image: image as ImageId,
      });
    }
  }
  register.close();
}

type Act = (job: { id: RemoteJobId; file: RemoteFileId; image: ImageId }) => Promise<void>;
const rejects = (image: ImageId) => [
  { imageId: image, remark: '', reasons: [{ reason: 'Cropping', pins: [] }] },
];
const acts: readonly (readonly [name: string, allowed: readonly string[], act: Act])[] = [
  ['cancelJob', cancellable, ({ id }) => api.cancelJob(id, never)],
  ['acceptOffer', acceptable, ({ id }) => api.acceptOffer(id, never)],
  ['closeJob', closable, ({ id }) => api.closeJob(id, never)],
  ['acceptAll', reviewable, ({ id }) => api.acceptAll(id, never)],
  ['acceptFile', reviewable, ({ id, file }) => api.acceptFile(id, file, never)],
  ['reviewAll', reviewable, ({ id }) => api.reviewAll(id, 'Cropping', never)],
  [
    'reviewFiles',
    reviewable,
    ({ id, file, image }) => api.reviewFiles(id, [{ fileId: file, rejects: rejects(image) }], never),
  ],
  [
    'reviewFile',
    reviewable,
    ({ id, file, image }) =>
      api.reviewFile(id, { fileId: file, accepted: false, rejects: rejects(image) }, never),
  ],
  [
    'setRejectionReasons',
    reviewable,
    ({ id }) => api.setRejectionReasons(id, 'pear.jpg', { rejections: [], generalRemark: 'x' }, never),
  ],
  ['rejectFiles', reviewable, ({ id, file }) => api.rejectFiles(id, [{ fileId: file, reason: 'x' }], never)],
];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'clipdesk-practice-'));
  await fillHome(['raw', ...acts.map(([name]) => name)]);
  practice = await startPractice({ home, clock: stillClock });
  http = createHttpClient();
  const { studio } = practice;
  api = createBrightRiver({
    baseUrl: studio.api,
    credentials: async () => ({
      clientToken: studio.clientToken,
      sessionToken: studio.sessionToken,
      ftpUser: '',
      ftpPassword: '',
    }),
    clock: stillClock,
    http,
  });
});
afterAll(async () => {
  await http.close();
  await practice.stop();
  await rm(home, { recursive: true, force: true });
});

function jobAt(operation: string, status: string) {
  const job = jobs.get(`${operation} ${status}`);
  if (job === undefined) throw new Error(`no job at ${status}`);
  return job;
}

test('the documents have 59 statuses, and one example holds another', () => {
  expect(documentedStatuses).toHaveLength(60);
  expect(documentedStatuses).toContain('CJ_PREPROCESS');
});

describe.each(acts)('%s', (name, allowed, act) => {
  test.each(statuses)('at %s', async (status) => {
    const job = jobAt(name, status);
    expect(await api.jobStatus(job.id, never)).toBe(status);
    if (allowed.includes(status)) {
      await act(job);
      return;
    }
    await expect(act(job)).rejects.toMatchObject({
      action: 'conflict',
      code: 'bad_request',
      maybeDone: false,
    });
    expect(await api.jobStatus(job.id, never)).toBe(status);
  });
});

test.each(statuses)('POST …/cancel at %s, as it comes over the wire', async (status) => {
  const { id } = jobAt('raw', status);
  const answer = await call(practice.studio, 'POST', `/jobs/${id}/cancel`);
  expect(answer.status).toBe(cancellable.includes(status) ? 204 : 400);
  if (answer.status === 204) {
    expect(answer.text).toBe('');
    expect(await api.jobStatus(id, never)).toBe('CJ_USER_CANCELED');
  }
});
