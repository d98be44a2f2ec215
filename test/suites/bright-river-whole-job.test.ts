import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBrightRiver } from '../../src/main/adapters/bright-river/bright-river.ts';
import { systemClock } from '../../src/main/adapters/clock/system-clock.ts';
import { createHttpClient, type HttpClient } from '../../src/main/adapters/http/http-client.ts';
import { createUploadRoutes } from '../../src/main/adapters/uploads/upload-routes.ts';
import { AppError } from '../../src/main/errors/app-error.ts';
import type { BrightRiverApi, RemoteFile } from '../../src/main/ports/bright-river.ts';
import type { RemoteJobId } from '../../src/preload/contract/index.ts';
import { keepingLog } from '../servers/keeping-log.ts';
import { startQuirkyStudio, type QuirkyStudio } from '../servers/quirky-studio.ts';
import { startVsftpd, type RunningVsftpd } from '../servers/vsftpd.ts';

const never = new AbortController().signal;
const pictures = join(import.meta.dirname, '../fixtures/pictures');
const samples = ['pear.jpg', 'mug-speckle.jpg', 'watch-navy.jpg'];

let ftp: RunningVsftpd;
let studio: QuirkyStudio;
let http: HttpClient;
beforeAll(async () => {
  ftp = await startVsftpd({ tls: true });
  studio = await startQuirkyStudio({
    sessionLife: 20,
    ftp: { url: `${ftp.url}/incoming`, folder: ftp.incoming },
    extra: true,
  });
  http = createHttpClient();
});
afterAll(async () => {
  await http.close();
  await studio.stop();
  await ftp.stop();
});

/** A client and somebody who enters a new session token whenever the old one is over. */
function signedIn() {
  let sessionToken = studio.sessionToken();
  let signIns = 0;
  const api = createBrightRiver({
    baseUrl: studio.baseUrl,
    credentials: async () => ({
      clientToken: studio.clientToken,
      sessionToken,
      ftpUser: ftp.user,
      ftpPassword: ftp.password,
    }),
    clock: systemClock,
    http,
  });
  return {
    async ask<Value>(request: (api: BrightRiverApi) => Promise<Value>): Promise<Value> {
      try {
        return await request(api);
      } catch (error) {
        if (!(error instanceof AppError) || error.action !== 'sign-in') throw error;
        expect(error.maybeDone).toBe(false);
        sessionToken = studio.sessionToken();
        signIns += 1;
        return request(api);
      }
    },
    signIns: () => signIns,
  };
}

async function all(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('a whole job by FTP at the odd studio, over sessions that end every 20 requests', async () => {
  const person = signedIn();
  const until = async (job: RemoteJobId, wanted: string): Promise<void> => {
    while ((await person.ask((api) => api.jobStatus(job, never))) !== wanted) continue;
  };
  const job = await person.ask((api) =>
    api.createJob(
      { name: 'Früchte', description: '', tags: [], invoiceReference: null, isTest: true },
      never,
    ),
  );

  const uploader = createUploadRoutes({
    clock: systemClock,
    log: keepingLog(),
    http,
    ftpTimeout: 10_000,
  }).ftp({
    url: job.upload.ftpUrl ?? '',
    user: ftp.user,
    password: ftp.password,
    allowPlain: false,
    fingerprint: ftp.fingerprint,
    connections: 2,
  });
  for (const name of samples) {
    const path = join(pictures, name);
    const size = (await readFile(path)).byteLength;
    await uploader.send({ path, name, size }, { signal: never, onProgress: () => undefined });
  }
  await uploader.close();
  const listed = await person.ask((api) => api.files(job.id, never));
  expect(listed.map(({ name }) => name).sort()).toEqual([...samples].sort());

  const remarks = samples.map((name) => ({ name, remark: `Mind ${name}`, tags: ['fruit'] }));
  await person.ask((api) => api.requestOffer(job.id, remarks, never));
  await until(job.id, 'CJ_NEED_ACCEPTANCE');
  await person.ask((api) => api.acceptOffer(job.id, never));
  await until(job.id, 'CJ_WORK_DONE_REMIND');

  const results = async (): Promise<readonly RemoteFile[]> =>
    person.ask((api) => api.filesForReview(job.id, never));
  expect((await results()).map(({ isExtra }) => isExtra)).toEqual([false, false, false, true]);
  const extra = (await results()).at(-1);
  expect(extra).toMatchObject({ isOriginal: false, original: null, md5: null, size: null });
  for (const name of samples) {
    const content = await readFile(join(pictures, name));
    const find = async (): Promise<string> =>
      (await results()).find((file) => file.name === name)?.results[0]?.downloadUrl ?? '';
    const fetched = async (address: string): Promise<Buffer> =>
      person.ask(async (api) => all((await api.fetchAddress(address, never)).body));
    // An address that outlived its session is asked for again, as its error says.
    const bytes = await fetched(await find()).catch(async (error: unknown) => {
      expect(error).toMatchObject({ action: 'retry', code: 'address_expired' });
      return fetched(await find());
    });
    expect(bytes.equals(content)).toBe(true);
  }

  const [first, ...others] = (await results()).filter((file) => !file.isExtra);
  if (first === undefined) throw new Error('no results');
  const reject = {
    imageId: first.results[0]?.imageId ?? first.original?.imageId,
    remark: 'makes shadows brighter',
    reasons: [{ reason: 'Cropping', pins: [{ x: 0.3, y: 0.4, radius: null }] }],
  };
  const { imageId } = reject;
  if (imageId === undefined) throw new Error('no picture');
  await person.ask((api) =>
    api.reviewFile(job.id, { fileId: first.id, accepted: false, rejects: [{ ...reject, imageId }] }, never),
  );
  for (const file of others) await person.ask((api) => api.acceptFile(job.id, file.id, never));
  await person.ask((api) => api.closeJob(job.id, never));
  await until(job.id, 'CJ_FINISHED');

  const [redo] = await person.ask((api) => api.rejectedJobs(job.id, never));
  if (redo === undefined) throw new Error('no redo');
  const [old] = await person.ask((api) => api.filesForReview(redo.id, never));
  expect(old?.results).toHaveLength(1);
  await until(redo.id, 'CJ_NOTIFIED_WORK_DN');
  const [fresh] = await person.ask((api) => api.filesForReview(redo.id, never));
  expect(fresh?.results[0]?.imageId).not.toBe(old?.results[0]?.imageId);
  expect(fresh?.timesRejected).toBe(1);
  await person.ask((api) => api.acceptAll(redo.id, never));
  await person.ask((api) => api.closeJob(redo.id, never));
  await until(redo.id, 'CJ_FINISHED');

  expect(person.signIns()).toBeGreaterThan(0);
  expect(studio.calls.length).toBeGreaterThan(30);
});
