import { createHash, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import sharp from 'sharp';
import { startPractice, type RunningPractice } from '../../servers/practice-fixture.ts';
import { call, finishedJob, list, newJob, samples, statusIs, upload } from './studio-client.ts';

let practice: RunningPractice;

beforeEach(async () => {
  practice = await startPractice();
});

afterEach(() => practice.stop());

test('a job is created and read as documented', async () => {
  const { studio } = practice;
  const answer = await call(studio, 'POST', '/jobs', {
    body: {
      name: 'Job of fruits',
      description: 'Clip fruits',
      tags: ['Apple', 'Banana'],
      invoiceReference: 'Pay later',
      isTest: true,
    },
  });
  expect(answer.status).toBe(201);
  const made = answer.json();
  expect(made).toMatchObject({
    name: 'Job of fruits',
    description: 'Clip fruits',
    tags: ['Apple', 'Banana'],
    invoiceReference: 'Pay later',
    isTest: true,
    _type: 'CreateJobResponseBody',
  });
  const id = Number(made['id']);
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const session = studio.sessionToken;
  expect(made['upload']).toEqual({
    ftpUrl: `${studio.ftp}/${day}/${id}/ORIGINAL/`,
    postUrl: `${studio.api}/upload/UploadFile.ashx?jobID=${id}&accountID=${session}`,
  });
  expect(made['download']).toEqual({
    ftpUrl: `${studio.ftp}/${day}/${id}/CLIPPED/`,
    getUrl: `${studio.api}/ajax/DownloadZip.ashx?centraljobid=${id}&sessionID=${session}`,
  });
  const read = (await call(studio, 'GET', `/jobs/${id}`)).json();
  expect(read).toMatchObject({
    id,
    status: 'CJ_NEW',
    fileCount: 0,
    parentJobId: null,
    masterJobId: null,
    isDeleted: false,
    _type: 'JobResponseBody',
  });
  expect(read['createdDate']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);
  expect((await call(studio, 'GET', `/jobs/${id}/status`)).json()).toEqual({ status: 'CJ_NEW' });
});

test('a job is changed; form encoding works like JSON', async () => {
  const { studio } = practice;
  const { id } = await newJob(studio);
  const form = new URLSearchParams([
    ['name', 'Job of vegetables'],
    ['description', 'Clip'],
    ['tags', 'Potato'],
    ['tags', 'Onion'],
  ]);
  const answer = await call(studio, 'PUT', `/jobs/${id}`, {
    body: form.toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect([answer.status, answer.text]).toEqual([204, '']);
  expect((await call(studio, 'GET', `/jobs/${id}`)).json()).toMatchObject({
    name: 'Job of vegetables',
    tags: ['Potato', 'Onion'],
  });
});

test('files have properties, a list entry and real MD5s', async () => {
  const { studio } = practice;
  const job = await newJob(studio);
  const pictures = (await samples(studio, 2)).map((file) => ({ ...file, name: `é #${file.name}` }));
  expect((await upload(job, pictures)).status).toBe(200);
  const [first] = await list(studio, job.id);
  const [picture] = pictures;
  if (!first || !picture) throw new Error('No picture arrived.');
  const md5 = createHash('md5').update(picture.bytes).digest('hex').toUpperCase().match(/../g)?.join('-');
  expect(first).toMatchObject({
    fileName: picture.name,
    size: picture.bytes.byteLength,
    mD5: md5,
    clipped: null,
  });

  const path = `/jobs/${job.id}/files/${encodeURIComponent(picture.name)}`;
  const put = await call(studio, 'PUT', path, { body: { remark: 'Add sun', tags: ['flower'] } });
  expect([put.status, put.text]).toEqual([204, '']);
  const byName = await call(studio, 'GET', path);
  const byId = await call(studio, 'GET', `/jobs/${job.id}/filesextended/${first.id}`);
  expect(byName.json()).toMatchObject({ id: first.id, remarkToProcessor: 'Add sun', tags: ['flower'] });
  expect(byId.json()).toEqual(byName.json());
  expect((await call(studio, 'GET', `/jobs/${job.id}/filesextended/1`)).status).toBe(404);

  studio.faults.emptyMd5(true);
  expect((await list(studio, job.id))[0]?.mD5).toBe('D4-1D-8C-D9-8F-00-B2-04-E9-80-09-98-EC-F8-42-7E');
});

test('a file sent again replaces the first and keeps its number', async () => {
  const { studio } = practice;
  const job = await newJob(studio);
  await upload(job, [{ name: 'a.jpg', bytes: Buffer.from('one') }]);
  const [before] = await list(studio, job.id);
  await upload(job, [{ name: 'a.jpg', bytes: Buffer.from('three') }]);
  expect(await list(studio, job.id)).toMatchObject([{ id: before?.id, size: 5 }]);
});

test('an upload that breaks off leaves no file', async () => {
  const { studio } = practice;
  const job = await newJob(studio);
  studio.faults.cutUploadAfter(100_000);
  await expect(upload(job, await samples(studio, 1))).rejects.toThrow();
  expect(await list(studio, job.id)).toEqual([]);
  await upload(job, await samples(studio, 1));
  expect(await list(studio, job.id)).toHaveLength(1);
});

test('uploads need the session, the job and a name', async () => {
  const { studio } = practice;
  const job = await newJob(studio);
  const file = [{ name: 'a.jpg', bytes: Buffer.from('one') }];
  const at = (postUrl: string) => upload({ ...job, upload: { ...job.upload, postUrl } }, file);
  expect((await at(job.upload.postUrl.replace(studio.sessionToken, randomUUID()))).status).toBe(401);
  expect((await at(job.upload.postUrl.replace(String(job.id), '1'))).status).toBe(404);
  expect((await upload(job, [])).status).toBe(400);
  const plain = await fetch(job.upload.postUrl, { method: 'POST', body: 'x' });
  expect(plain.status).toBe(415);
  expect((await fetch(job.upload.postUrl)).status).toBe(405);
});

test('production goes its way by itself and cuts every picture out', async () => {
  const { studio } = practice;
  const job = await newJob(studio);
  const pictures = await samples(studio, 2);
  await upload(job, [...pictures, { name: 'notes.jpg', bytes: Buffer.from('no picture') }]);
  const files = pictures.map(({ name }) => ({ fileName: name, remark: 'Softly', tags: ['a', 'b'] }));
  expect((await call(studio, 'POST', `/jobs/${job.id}/requestoffer`, { body: { files } })).status).toBe(204);
  await statusIs(studio, job.id, 'CJ_WAIT_ACCEPTANCE');
  expect((await call(studio, 'GET', `/jobs/${job.id}`)).json()['fileCount']).toBe(3);
  expect((await upload(job, pictures)).status).toBe(400);
  expect((await call(studio, 'POST', `/jobs/${job.id}/acceptoffer`)).status).toBe(204);
  expect((await call(studio, 'POST', `/jobs/${job.id}/acceptoffer`)).status).toBe(400);
  await statusIs(studio, job.id, 'CJ_WORK_DONE');
  expect((await call(studio, 'POST', `/jobs/${job.id}/cancel`)).status).toBe(400);

  const listed = await list(studio, job.id, 'filesforreview');
  const broken = listed.find(({ fileName }) => fileName === 'notes.jpg');
  expect(broken?.clipped).toBeNull();
  expect(broken?.remarkFromProcessor).toMatch(/could not be opened/);
  for (const { name, bytes } of pictures) {
    const file = listed.find(({ fileName }) => fileName === name);
    expect(file).toMatchObject({ remarkToProcessor: 'Softly', tags: ['a', 'b'], previousClipped: null });
    const [result] = file?.clipped ?? [];
    if (!file || !result) throw new Error('A result is missing.');
    const real = await (await fetch(result.real)).bytes();
    const { data, info } = await sharp(real).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 2000, height: 2500, channels: 4 });
    // The corner is background, the middle is product.
    expect(data[3]).toBe(0);
    expect(data[(1400 * info.width + 1000) * 4 + 3]).toBe(255);
    expect(await (await fetch(result.downloadUrl)).bytes()).toEqual(real);
    const [preview, thumbnail] = await Promise.all(
      [result.preview, file.original.thumbnail].map(async (url) =>
        sharp(await (await fetch(url)).bytes()).metadata(),
      ),
    );
    expect(preview).toMatchObject({ height: 1200, hasAlpha: true });
    expect(thumbnail).toMatchObject({ height: 240, hasAlpha: false });
    expect(await (await fetch(file.original.downloadUrl)).bytes()).toEqual(bytes);
  }
  const zip = await fetch(job.download.getUrl);
  expect(zip.headers.get('content-type')).toBe('application/zip');
  expect((await zip.bytes()).subarray(0, 2)).toEqual(new Uint8Array([0x50, 0x4b]));
});

test('a new job and one that waits for acceptance can be cancelled', async () => {
  const { studio } = practice;
  const early = await newJob(studio);
  expect((await call(studio, 'POST', `/jobs/${early.id}/cancel`)).status).toBe(204);
  expect((await call(studio, 'GET', `/jobs/${early.id}/status`)).json()).toEqual({
    status: 'CJ_USER_CANCELED',
  });
  const waiting = await newJob(studio);
  await upload(waiting, [{ name: 'a.jpg', bytes: Buffer.from('x') }]);
  await call(studio, 'POST', `/jobs/${waiting.id}/requestoffer`);
  await statusIs(studio, waiting.id, 'CJ_WAIT_ACCEPTANCE');
  expect((await call(studio, 'POST', `/jobs/${waiting.id}/cancel`)).status).toBe(204);
});

test('what was rejected comes back as a redo that shows the old results first', async () => {
  const { studio } = practice;
  const job = await finishedJob(studio, 2);
  const [bad, good] = await list(studio, job.id, 'filesforreview');
  const old = bad?.clipped?.[0];
  if (!bad || !good || !old) throw new Error('The results are missing.');
  const reviewOf = (imageId: number) => ({
    acceptedByUser: 'false',
    reviews: [
      {
        fileId: bad.id,
        rejects: [
          {
            imageId,
            customRejection: 'brighter',
            rejects: [{ reason: 'Cropping', positions: [{ xPercent: 0.5, yPercent: 0.25 }] }],
          },
        ],
      },
    ],
  });
  const path = `/jobs/${job.id}/files/${bad.id}/review`;
  expect((await call(studio, 'POST', path, { body: reviewOf(1) })).json()).toMatchObject({
    code: 'invalid_parameter',
    parameterName: 'imageId',
  });
  expect((await call(studio, 'POST', path, { body: { reviews: [] } })).json()).toMatchObject({
    code: 'missing_parameter',
    parameterName: 'acceptedByUser',
  });
  expect((await call(studio, 'POST', path, { body: reviewOf(old.imageId) })).status).toBe(200);
  expect((await call(studio, 'POST', `/jobs/${job.id}/files/${good.id}/accept`)).status).toBe(200);
  await statusIs(studio, job.id, 'CJ_PART_REVIEWED');
  expect(await list(studio, job.id, 'filesforreview')).toMatchObject([
    {
      isRejected: true,
      acceptedByUser: false,
      rejectionReason: ' - Cropping\n - brighter',
      timesRejected: 1,
    },
    { isRejected: false, acceptedByUser: true, reviews: null },
  ]);
  expect((await call(studio, 'GET', `/jobs/${job.id}/rejectedfilescount`)).json()).toEqual({
    rejectedFilesCount: 1,
  });

  expect((await call(studio, 'POST', `/jobs/${job.id}/close`)).status).toBe(204);
  expect((await call(studio, 'POST', `/jobs/${job.id}/close`)).status).toBe(400);
  const answer = (await call(studio, 'GET', `/jobs/${job.id}/rejectedjobs`)).json();
  expect(answer).toEqual({
    rejectedJobs: [
      {
        id: job.id + 1,
        createdDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+$/) as string,
        name: `Rejected pictures of job #${job.id}`,
        description: null,
      },
    ],
    _type: 'GetRejectedJobsResponseBody',
  });
  const redo = job.id + 1;
  const [first] = await list(studio, redo, 'filesforreview');
  expect(first).toMatchObject({
    fileName: bad.fileName,
    clipped: [{ imageId: old.imageId }],
    previousClipped: [{ imageId: old.imageId }],
    previousReviews: { fileId: bad.id },
    timesRejected: 1,
  });
  await statusIs(studio, redo, 'CJ_WORK_DONE');
  const [again] = await list(studio, redo, 'filesforreview');
  const fresh = again?.clipped?.[0];
  if (!again || !fresh) throw new Error('The new result is missing.');
  expect(fresh.imageId).not.toBe(old.imageId);
  expect(await (await fetch(fresh.real)).bytes()).not.toEqual(await (await fetch(old.real)).bytes());
  // A verdict on the old picture does not count for the new one.
  const late = {
    ...reviewOf(old.imageId),
    reviews: [{ fileId: again.id, rejects: [{ imageId: old.imageId }] }],
  };
  expect((await call(studio, 'POST', `/jobs/${redo}/files/${again.id}/review`, { body: late })).status).toBe(
    400,
  );
  expect(
    (await call(studio, 'POST', `/jobs/${redo}/accept`, { body: { acceptedByUser: true } })).status,
  ).toBe(200);
  expect((await call(studio, 'POST', `/jobs/${redo}/close`)).status).toBe(204);
  await statusIs(studio, redo, 'CJ_FINISHED');
  expect((await call(studio, 'GET', `/jobs/${redo}`)).json()['parentJobId']).toBe(job.id);
});

test('the other ways to review: all at once, several files, reasons by name of the file', async () => {
  const { studio } = practice;
  const job = await finishedJob(studio, 2);
  const [one, two] = await list(studio, job.id, 'filesforreview');
  if (!one?.clipped?.[0] || !two) throw new Error('The results are missing.');
  const all = await call(studio, 'POST', `/jobs/${job.id}/review`, {
    body: { reviews: [{ reason: 'Shadow' }] },
  });
  expect(all.status).toBe(200);
  expect((await list(studio, job.id)).map(({ isRejected }) => isRejected)).toEqual([true, true]);
  expect((await call(studio, 'POST', `/jobs/${job.id}/accept`)).status).toBe(200);
  expect((await list(studio, job.id)).map(({ isRejected }) => isRejected)).toEqual([false, false]);
  await statusIs(studio, job.id, 'CJ_WORK_DONE');

  const reviews = JSON.stringify([
    { fileId: one.id, rejects: [{ imageId: one.clipped[0].imageId, rejects: [{ reason: 'Cropping' }] }] },
  ]);
  const several = await call(studio, 'POST', `/jobs/${job.id}/files/review`, {
    body: new URLSearchParams({ reviews }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(several.status).toBe(200);
  expect((await call(studio, 'POST', `/jobs/${job.id}/files/review`, { body: {} })).json()).toMatchObject({
    code: 'missing_parameter',
    parameterName: 'reviews',
  });
  const reasons = await call(
    studio,
    'PUT',
    `/jobs/${job.id}/files/${encodeURIComponent(two.fileName)}/rejectionreasons`,
    {
      body: {
        rejections: [
          {
            rejectTypeId: 3,
            instruction: { shape: 'Circle', coordinates: { x: 1, y: 2, r: 3 } },
            remark: 'grey',
          },
        ],
        generalRemark: 'Wrong shadow',
      },
    },
  );
  expect(reasons.status).toBe(204);
  expect((await list(studio, job.id)).map(({ isRejected }) => isRejected)).toEqual([true, true]);
  expect((await call(studio, 'POST', '/reject', { body: { files: [1] } })).status).toBe(400);
  expect((await call(studio, 'GET', '/accounts/me/rejecttypes')).status).toBe(200);
});
