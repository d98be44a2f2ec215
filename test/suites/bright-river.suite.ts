import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBrightRiver } from '../../src/main/adapters/bright-river/bright-river.ts';
import { systemClock } from '../../src/main/adapters/clock/system-clock.ts';
import { createHttpClient, type HttpClient } from '../../src/main/adapters/http/http-client.ts';
import { createUploadRoutes } from '../../src/main/adapters/uploads/upload-routes.ts';
import type { BrightRiverApi, RemoteFile, RemoteJob } from '../../src/main/ports/bright-river.ts';
import type { RemoteJobId } from '../../src/preload/contract/index.ts';
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

    function open(tokens: { readonly clientToken?: string; readonly sessionToken?: string }): BrightRiverApi {
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
      });
    }

    const newJob = {
      name: 'Früchte & “Gemüse” №1',
      description: 'Cut out; white background',
      tags: ['Apple', 'Süße'],
      invoiceReference: 'KW 47',
      isTest: true,
    };

    async function send(job: RemoteJob, fileName: string): Promise<Buffer> {
      const path = join(pictures, fileName);
      const content = await readFile(path);
      const uploader = createUploadRoutes({ clock: systemClock, log: keepingLog(), http }).post({
        url: job.upload.httpUrl ?? '',
        field: trial.field,
      });
      const call = { signal: never, onProgress: () => undefined };
      await uploader.send({ path, name: fileName, size: content.byteLength }, call);
      return content;
    }

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
