import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBrightRiver } from '../../src/main/adapters/bright-river/bright-river.ts';
import { systemClock } from '../../src/main/adapters/clock/system-clock.ts';
import { createHttpClient } from '../../src/main/adapters/http/http-client.ts';
import { createUploadRoutes } from '../../src/main/adapters/uploads/upload-routes.ts';
import { diskName } from '../../src/main/practice/data/storage.ts';
import { keepingLog } from '../servers/keeping-log.ts';
import { startPractice } from '../servers/practice-fixture.ts';
import { uploaderSuite, type UploadTrial } from './uploader.suite.ts';

/** A practice studio with one job to send to. */
async function studioWithJob() {
  const { studio, home, stop } = await startPractice();
  const http = createHttpClient();
  const { clientToken, sessionToken, ftpUser, ftpPassword } = studio;
  const api = createBrightRiver({
    baseUrl: studio.api,
    credentials: async () => ({ clientToken, sessionToken, ftpUser, ftpPassword }),
    clock: systemClock,
    http,
  });
  const job = await api.createJob(
    { name: 'Sending', description: 'Cut out', tags: [], invoiceReference: null, isTest: true },
    new AbortController().signal,
  );
  const folder = join(home, 'storage', ...new URL(job.upload.ftpUrl ?? '').pathname.split('/'));
  return {
    studio,
    job,
    routes: createUploadRoutes({ clock: systemClock, log: keepingLog(), http, ftpTimeout: 10_000 }),
    stored: (name: string) => readFile(join(folder, diskName(name) ?? '')).catch(() => null),
    async stop() {
      await http.close();
      await stop();
    },
  };
}

uploaderSuite('the FTP server of the practice studio, certificate pinned', async (): Promise<UploadTrial> => {
  const { studio, job, routes, stored, stop } = await studioWithJob();
  const target = {
    url: job.upload.ftpUrl ?? '',
    user: studio.ftpUser,
    password: studio.ftpPassword,
    allowPlain: false,
    fingerprint: studio.ftpFingerprint,
    connections: 3,
  };
  return {
    open: () => routes.ftp(target),
    openRefused: () => routes.ftp({ ...target, password: 'wrong' }),
    refusedCode: 'ftp_login',
    stored,
    stop,
  };
});

uploaderSuite('the multipart address of the practice studio', async (): Promise<UploadTrial> => {
  const { job, routes, stored, stop } = await studioWithJob();
  const target = { url: job.upload.httpUrl ?? '', field: 'file' };
  return {
    open: () => routes.post(target),
    openRefused: () =>
      routes.post({ ...target, url: target.url.replace(/accountID=[^&]+/i, 'accountID=over') }),
    refusedCode: 'address_expired',
    stored,
    stop,
  };
});
