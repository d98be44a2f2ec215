import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBrightRiver } from '../../src/main/adapters/bright-river/bright-river.ts';
import { systemClock } from '../../src/main/adapters/clock/system-clock.ts';
import { createHttpClient, type HttpClient } from '../../src/main/adapters/http/http-client.ts';
import { createUploadRoutes } from '../../src/main/adapters/uploads/upload-routes.ts';
import type { BrightRiverApi, RemoteFile, RemoteJob } from '../../src/main/ports/bright-river.ts';
import type { BodyEncoding, RemoteFileId, RemoteJobId } from '../../src/preload/contract/index.ts';
import { keepingLog } from '../servers/keeping-log.ts';

/** One server that claims to be the Bright River service. */
export interface BrightRiverTrial {
  readonly baseUrl: string;
  readonly clientToken: string;
  readonly sessionToken: () => string;
  /** Multipart field of its upload address. */
  readonly field: string;
  /** Resolves when the offer of a job can be accepted. */
  offered(api: BrightRiverApi, job: RemoteJobId): Promise<void>;
  /** Resolves when the results of a job are there. */
  produced(api: BrightRiverApi, job: RemoteJobId): Promise<void>;
  stop(): Promise<void>;
}

const never = new AbortController().signal;
const pictures = join(import.meta.dirname, '../fixtures/pictures');
const samples = ['pear.jpg', 'mug-speckle.jpg', 'watch-navy.jpg'];

async function all(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Asks until the job stands at the status: a service has no other way to be waited for. */
export async function until(api: BrightRiverApi, job: RemoteJobId, status: string): Promise<void> {
  while ((await api.jobStatus(job, never)) !== status) continue;
}

/** What every server has to answer to the typed client, from the first picture to the closed job. */
export function brightRiverSuite(name: string, start: () => Promise<BrightRiverTrial>): void {
  describe(`the Bright River client on ${name}`, () => {
    let trial: BrightRiverTrial;
    let http: HttpClient;
    let api: BrightRiverApi;

    beforeAll(async () => {
      trial = await start();
      http = createHttpClient();
      api = open({});
    });
    afterAll(async () => {
      await http.close();
      await trial.stop();
    });

    function open(tokens: {
      readonly clientToken?: string;
      readonly sessionToken?: string;
      readonly bodyEncoding?: BodyEncoding;
    }): BrightRiverApi {
      return createBrightRiver({
        baseUrl: trial.baseUrl,
        credentials: async () => ({
          clientToken: tokens.clientToken ?? trial.clientToken,
          sessionToken: tokens.sessionToken ?? trial.sessionToken(),
          ftpUser: '',
          ftpPassword: '',
        }),
        clock: systemClock,
        http,
        bodyEncoding: () => tokens.bodyEncoding ?? 'json',
      });
    }

    const newJob = {
      name: 'Früchte & “Gemüse” №1',
      description: 'Cut out; white background',
      tags: ['Apple', 'Süße'],
      invoiceReference: 'KW 47',
      isTest: true,
    };

    async function send(job: RemoteJob, fileName: string, name = fileName): Promise<Buffer> {
      const path = join(pictures, fileName);
      const content = await readFile(path);
      const uploader = createUploadRoutes({ clock: systemClock, log: keepingLog(), http }).post({
        url: job.upload.httpUrl ?? '',
        field: trial.field,
      });
      const call = { signal: never, onProgress: () => undefined };
      await uploader.send({ path, name, size: content.byteLength }, call);
      return content;
    }

    const rejectsOf = (file: RemoteFile) => ({
      fileId: file.id,
      rejects: file.results.map(({ imageId }) => ({
        imageId,
        remark: 'makes shadows brighter',
        reasons: [{ reason: 'Cropping', pins: [{ x: 0.25, y: 0.75, radius: null }] }],
      })),
    });

    /** A job with its results there. */
    async function producedJob(): Promise<{
      readonly job: RemoteJob;
      readonly files: readonly RemoteFile[];
    }> {
      const job = await api.createJob(newJob, never);
      for (const sample of samples) await send(job, sample);
      await api.requestOffer(job.id, [{ name: 'pear.jpg', remark: 'Mind the stem', tags: ['fruit'] }], never);
      await trial.offered(api, job.id);
      await api.acceptOffer(job.id, never);
      await trial.produced(api, job.id);
      return { job, files: await api.filesForReview(job.id, never) };
    }

    test('creates a job and reads it back', async () => {
      const created = await api.createJob(newJob, never);
      expect(created.upload.httpUrl).not.toBeNull();
      expect(await api.jobStatus(created.id, never)).toBe('CJ_NEW');
      const read = await api.job(created.id, never);
      expect(read).toMatchObject({ ...newJob, id: created.id, status: 'CJ_NEW', parentJobId: null });
      expect(Math.abs(read.createdAt ?? 0)).toBeGreaterThan(0);
      expect(await api.files(created.id, never)).toEqual([]);
    });

    test('lists what was sent, with its size', async () => {
      const job = await api.createJob(newJob, never);
      const content = await send(job, 'pear.jpg');
      const files = await api.files(job.id, never);
      expect(files).toHaveLength(1);
      expect(files[0]).toMatchObject({
        name: 'pear.jpg',
        size: content.byteLength,
        isOriginal: true,
        isExtra: false,
      });
    });

    test('a job goes from the offer to its results, and each picture can be had', async () => {
      const { files } = await producedJob();
      expect(files.map((file) => file.name).sort()).toEqual([...samples].sort());
      for (const file of files) {
        expect(file.results.length).toBeGreaterThan(0);
        for (const image of [file.original, ...file.results]) {
          const { body, type } = await api.fetchAddress(image?.fullUrl ?? '', never);
          expect((await all(body)).byteLength).toBeGreaterThan(1000);
          expect(type).toMatch(/^image\//);
        }
        const address = file.results[0]?.downloadUrl ?? file.downloadUrl;
        const download = await api.fetchAddress(address ?? '', never);
        const bytes = await all(download.body);
        if (download.size !== null) expect(bytes.byteLength).toBe(download.size);
      }
    });

    test('a rejection with pins is kept at the server, an acceptance too, and the job closes', async () => {
      const { job, files } = await producedJob();
      const [rejected, accepted] = files;
      const result = rejected?.results[0];
      if (rejected === undefined || accepted === undefined || result === undefined)
        throw new Error('no results');
      const reject = {
        imageId: result.imageId,
        remark: 'makes shadows brighter',
        reasons: [{ reason: 'Cropping', pins: [{ x: 0.25, y: 0.75, radius: null }] }],
      };
      await api.reviewFile(job.id, { fileId: rejected.id, accepted: false, rejects: [reject] }, never);
      await api.reviewFile(job.id, { fileId: accepted.id, accepted: true, rejects: [] }, never);
      const now = await api.filesForReview(job.id, never);
      expect(now.find((file) => file.id === rejected.id)).toMatchObject({
        acceptedByUser: false,
        rejects: [reject],
      });
      expect(now.find((file) => file.id === accepted.id)).toMatchObject({ acceptedByUser: true });
      await api.closeJob(job.id, never);
      expect(await api.jobStatus(job.id, never)).not.toBe('CJ_NEW');
    });

    test('all pictures at once: accepted, or rejected for one reason', async () => {
      const first = await producedJob();
      await api.acceptAll(first.job.id, never);
      expect((await api.filesForReview(first.job.id, never)).every((file) => file.acceptedByUser)).toBe(true);
      const second = await producedJob();
      await api.reviewAll(second.job.id, 'Cropping', never);
      const files = await api.filesForReview(second.job.id, never);
      expect(files.every((file) => file.acceptedByUser === false)).toBe(true);
    });

    test('name, description, tags and invoice reference can be changed afterwards', async () => {
      const job = await api.createJob(newJob, never);
      const change = {
        name: 'Gemüse',
        description: 'Grey',
        tags: ['Potato', 'Röst'],
        invoiceReference: 'KW 48',
      };
      await api.updateJob(job.id, change, never);
      expect(await api.job(job.id, never)).toMatchObject({ ...change, id: job.id, isTest: true });
      await api.updateJob(job.id, { ...change, tags: [], invoiceReference: null }, never);
      const read = await api.job(job.id, never);
      expect(read.tags).toEqual([]);
      expect(read.invoiceReference).toBeNull();
      await expect(api.updateJob(job.id, { ...change, name: '' }, never)).rejects.toMatchObject({
        action: 'person',
        field: 'name',
      });
    });

    test('the optional numbers of the newer document are taken', async () => {
      const job = await api.createJob({ ...newJob, deadlineId: 1, specificationKey: 432 }, never);
      expect(await api.jobStatus(job.id, never)).toBe('CJ_NEW');
    });

    test.each([
      'a b.jpg',
      'früh #1 50%.jpg',
      'fru\u0308h (2)+&=;.jpg',
      'quer\u2215strich\uff0f.jpg',
      '100%25.jpg',
    ])('a file called %s is asked about and changed by its name, and by its number', async (name) => {
      const job = await api.createJob(newJob, never);
      const content = await send(job, 'pear.jpg', name);
      const [listed] = await api.files(job.id, never);
      if (listed === undefined) throw new Error('nothing is listed');
      const facts = await api.file(job.id, listed.name, never);
      expect(facts).toMatchObject({ name: listed.name, size: content.byteLength, remark: '', tags: [] });
      expect(facts.status).not.toBe('');
      expect(JSON.stringify(facts)).not.toContain(trial.sessionToken());
      const change = { name: listed.name, remark: 'add sun rays in the background', tags: ['flower', 'süß'] };
      await api.updateFile(job.id, listed.name, change, never);
      expect(await api.fileExtended(job.id, listed.id, never)).toMatchObject(change);
    });

    test('a file nobody knows: gone when asked about, for the person when changed', async () => {
      const job = await api.createJob(newJob, never);
      await expect(api.file(job.id, 'none.jpg', never)).rejects.toMatchObject({ action: 'gone' });
      await expect(api.fileExtended(job.id, 5 as RemoteFileId, never)).rejects.toMatchObject({
        action: 'gone',
      });
      const change = { name: 'none.jpg', remark: '', tags: [] };
      await expect(api.updateFile(job.id, 'none.jpg', change, never)).rejects.toMatchObject({
        action: 'person',
        code: 'no_files_to_update',
        field: 'fileName',
      });
    });

    test('a new job is cancelled, a job in production is not', async () => {
      const job = await api.createJob(newJob, never);
      await api.cancelJob(job.id, never);
      expect(['CJ_USER_CANCELED', 'CJ_TRASH_CANCELLED']).toContain(await api.jobStatus(job.id, never));
      const produced = await producedJob();
      await expect(api.cancelJob(produced.job.id, never)).rejects.toMatchObject({
        action: 'conflict',
        code: 'bad_request',
        maybeDone: false,
      });
    });

    test('pictures are accepted one by one, and rejected many at once', async () => {
      const { job, files } = await producedJob();
      const [accepted, ...rejected] = files;
      if (accepted === undefined) throw new Error('no results');
      await api.acceptFile(job.id, accepted.id, never);
      await api.reviewFiles(job.id, rejected.map(rejectsOf), never);
      const now = await api.filesForReview(job.id, never);
      expect(now.filter((file) => file.acceptedByUser === true).map(({ id }) => id)).toEqual([accepted.id]);
      for (const file of rejected)
        expect(now.find(({ id }) => id === file.id)).toMatchObject({
          acceptedByUser: false,
          rejects: rejectsOf(file).rejects,
        });
      expect(await api.rejectedFilesCount(job.id, never)).toBe(rejected.length);
    });

    test('circles with reasons by number reject a picture', async () => {
      const { job, files } = await producedJob();
      const [file] = files;
      if (file === undefined) throw new Error('no results');
      const [type] = await api.rejectTypes(never);
      const reasons = {
        rejections: [
          { rejectTypeId: type?.id ?? 6, circle: { x: 12.34, y: 56.78, r: 5 }, remark: 'light grey' },
          { rejectTypeId: type?.id ?? 6, circle: null, remark: '' },
        ],
        generalRemark: 'Wrong shadow colors applied',
      };
      await api.setRejectionReasons(job.id, file.name, reasons, never);
      expect(await api.rejectedFilesCount(job.id, never)).toBe(1);
      expect((await api.fileExtended(job.id, file.id, never)).rejectionReason).not.toBe('');
    });

    test('what was rejected in the other document’s way becomes a job of its own, linked both ways', async () => {
      const { job, files } = await producedJob();
      const [file] = files;
      if (file === undefined) throw new Error('no results');
      expect(await api.rejectedJobs(job.id, never)).toEqual([]);
      expect(await api.rejectedFilesCount(job.id, never)).toBe(0);
      await api.rejectFiles(job.id, [{ fileId: file.id, reason: 'Cropping' }], never);
      expect(await api.rejectedFilesCount(job.id, never)).toBe(1);
      await api.closeJob(job.id, never);
      const [redo, ...more] = await api.rejectedJobs(job.id, never);
      if (redo === undefined) throw new Error('no redo');
      expect(more).toEqual([]);
      expect(redo.name).toContain(String(job.id));
      expect(redo.createdAt).not.toBeNull();
      expect((await api.job(redo.id, never)).parentJobId).toBe(job.id);
      expect((await api.files(redo.id, never)).map(({ name }) => name)).toEqual([file.name]);
    });

    test('the account has reasons', async () => {
      const types = await api.rejectTypes(never);
      expect(types.length).toBeGreaterThan(0);
      for (const { name } of types) expect(name).not.toBe('');
    });

    test('form encoding does the same', async () => {
      const form = open({ bodyEncoding: 'form' });
      const job = await form.createJob(newJob, never);
      expect(await form.job(job.id, never)).toMatchObject(newJob);
      await form.updateJob(job.id, { ...newJob, tags: [], invoiceReference: null }, never);
      expect((await form.job(job.id, never)).tags).toEqual([]);
      await send(job, 'pear.jpg');
      const remark = { name: 'pear.jpg', remark: 'Mind the stem & leaf', tags: ['fruit', 'süß'] };
      await form.updateFile(job.id, 'pear.jpg', { ...remark, remark: 'first' }, never);
      await form.requestOffer(job.id, [remark], never);
      expect(await form.file(job.id, 'pear.jpg', never)).toMatchObject(remark);
      await trial.offered(form, job.id);
      await form.acceptOffer(job.id, never);
      await trial.produced(form, job.id);
      const [file] = await form.filesForReview(job.id, never);
      if (file === undefined) throw new Error('no results');
      await form.reviewFile(job.id, { ...rejectsOf(file), accepted: false }, never);
      expect((await form.filesForReview(job.id, never))[0]).toMatchObject({
        acceptedByUser: false,
        rejects: rejectsOf(file).rejects,
      });
      await form.acceptAll(job.id, never);
      expect((await form.filesForReview(job.id, never))[0]).toMatchObject({ acceptedByUser: true });
    });

    test('what did not change is not sent again where the server has a tag for it', async () => {
      const job = await api.createJob(newJob, never);
      const first = await api.files(job.id, never);
      expect(await api.files(job.id, never)).toEqual(first);
    });

    test('a step out of turn is refused, not repeated', async () => {
      const job = await api.createJob(newJob, never);
      const error: unknown = await api.acceptOffer(job.id, never).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ action: 'conflict', maybeDone: false });
    });

    test('a job nobody knows is gone', async () => {
      await expect(api.job(1 as RemoteJobId, never)).rejects.toMatchObject({ action: 'gone' });
    });

    test('a job without a name is for the person', async () => {
      await expect(api.createJob({ ...newJob, name: '' }, never)).rejects.toMatchObject({
        action: 'person',
        field: 'name',
      });
    });

    test('a wrong token asks for a sign-in and says which', async () => {
      await expect(
        open({ sessionToken: 'no-such-session' }).job(5 as RemoteJobId, never),
      ).rejects.toMatchObject({
        action: 'sign-in',
        field: 'sessionToken',
      });
      await expect(
        open({ clientToken: 'no-such-client' }).job(5 as RemoteJobId, never),
      ).rejects.toMatchObject({
        action: 'sign-in',
      });
    });
  });
}
