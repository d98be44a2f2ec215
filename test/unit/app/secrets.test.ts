import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { memorySecrets } from '../../../src/main/adapters/keychain/memory-secrets.ts';
import { withRedaction } from '../../../src/main/adapters/keychain/redacted-secrets.ts';
import { openLogFile } from '../../../src/main/adapters/log/log-file.ts';
import { createRedactor } from '../../../src/main/adapters/log/redactor.ts';
import { systemClock } from '../../../src/main/adapters/clock/system-clock.ts';
import { createRouter } from '../../../src/main/ipc/router.ts';
import type { Answer, JobId, JobSummary } from '../../../src/preload/contract/index.ts';
import { eventually, quietHost, startApplication } from '../../servers/application-fixture.ts';
import { startPractice } from '../../servers/practice-fixture.ts';

const pictures = join(import.meta.dirname, '../../fixtures/pictures');
const ORIGIN = 'clipdesk://app';
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Every file below a folder with its bytes, names included. */
async function everythingIn(folder: string): Promise<string> {
  const parts: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    parts.push(path);
    if (entry.isFile()) parts.push((await readFile(path)).toString('latin1'));
  }
  return parts.join('\n');
}

test(
  'after a full run with failures no token, password or session address is anywhere',
  { timeout: 120_000 },
  async () => {
    const practice = await startPractice();
    ends.push(() => practice.stop());
    const { studio } = practice;
    const home = await mkdtemp(join(tmpdir(), 'clipdesk-secrets-'));
    ends.push(() => rm(home, { recursive: true, force: true }));
    const shoot = join(home, 'shoot');
    await mkdir(shoot);
    await copyFile(join(pictures, 'pear.jpg'), join(shoot, 'pear.jpg'));
    await copyFile(join(pictures, 'lamp-sage.jpg'), join(shoot, 'lamp.jpg'));
    const profile = join(home, 'profile');
    await mkdir(profile);
    const redactor = createRedactor();
    const host = quietHost();
    const log = openLogFile({ folder: profile, clock: systemClock, redactor });
    const running = await startApplication({
      home: profile,
      host,
      log,
      secrets: withRedaction(memorySecrets(), redactor),
    });
    ends.push(() => running.stop());

    /** All that ever crosses to a window. */
    const crossed: string[] = [];
    const follow = (): void => {
      running.application.onPush((push) => crossed.push(JSON.stringify(push)));
    };
    follow();
    const router = (): ReturnType<typeof createRouter> =>
      createRouter({ application: running.application, allowedOrigin: ORIGIN, log });
    let window = router();
    const ask = async <T>(method: string, ...args: readonly unknown[]): Promise<T> => {
      const answer: Answer = await window.handle({ origin: ORIGIN, isTopFrame: true }, method, args);
      crossed.push(JSON.stringify(answer));
      if (!answer.ok) throw new Error(answer.error.message);
      return answer.value as T;
    };
    const job = async (id: JobId): Promise<JobSummary> =>
      (await ask<{ job: JobSummary }>('jobs.get', id)).job;
    const reached = (id: JobId, stage: JobSummary['stage']): Promise<true> =>
      eventually(running.application, async () => ((await job(id)).stage === stage ? true : null));

    const secrets = new Set([
      studio.clientToken,
      studio.sessionToken,
      studio.ftpPassword,
      'wrong-session-4711',
    ]);
    const account = await ask<{ id: string }>('accounts.addBrightRiver', {
      name: 'Noord',
      apiUrl: studio.api,
      ftpFingerprint: studio.ftpFingerprint,
      credentials: {
        clientToken: studio.clientToken,
        sessionToken: 'wrong-session-4711',
        ftpUser: studio.ftpUser,
        ftpPassword: studio.ftpPassword,
      },
    });
    const send = async (route: 'ftp' | 'post'): Promise<JobId> => {
      const id = await ask<JobId>('jobs.openDraft', [shoot]);
      await eventually(running.application, async () => {
        const { reading } = await ask<{ reading: boolean }>('jobs.get', id);
        return !reading;
      });
      await ask('jobs.send', id, {
        accountId: account.id,
        name: `By ${route}`,
        description: 'Cut out',
        tags: [],
        invoiceReference: null,
        isTest: true,
        route,
        requestOffer: true,
        deadlineId: null,
        specificationKey: null,
      });
      return id;
    };
    const jobs = [await send('ftp'), await send('post')];
    await eventually(running.application, async () => {
      const [now] = await ask<{ state: { kind: string } }[]>('accounts.list');
      return now?.state.kind === 'signed-out';
    });
    // Failures on the way: a broken upload, answers of every bad kind, a session that ends while pictures travel.
    studio.faults.failNext({ operation: 'job', status: 500 });
    studio.faults.failNext({ operation: 'files', status: 'drop' });
    studio.faults.failNext({ operation: 'upload', status: 503 });
    studio.faults.cutUploadAfter(1_000, 2);
    await ask('accounts.signIn', account.id, { sessionToken: studio.sessionToken });
    for (const id of jobs) await reached(id, 'offer');
    const next = studio.faults.expireSession();
    secrets.add(next);
    for (const id of jobs) await ask('jobs.acceptOffer', id);
    await eventually(running.application, async () => {
      const [now] = await ask<{ state: { kind: string } }[]>('accounts.list');
      return now?.state.kind === 'signed-out';
    });
    await ask('accounts.signIn', account.id, { sessionToken: next });
    for (const id of jobs) await reached(id, 'review');

    // Ends and comes back in the middle, as after a crash; the tokens in memory have to be entered again.
    await running.restart();
    follow();
    window = router();
    await ask('accounts.signIn', account.id, {
      clientToken: studio.clientToken,
      sessionToken: next,
      ftpUser: studio.ftpUser,
      ftpPassword: studio.ftpPassword,
    });
    for (const id of jobs) {
      const room = await ask<{
        pairs: { fileId: number; versionMark: string; results: { preview: string }[] }[];
      }>('reviews.open', id);
      for (const pair of room.pairs) {
        for (const result of pair.results)
          crossed.push(JSON.stringify((await running.application.picture(result.preview)).type));
        const circle = [{ reason: 'Halo or fringe', pins: [{ x: 0.5, y: 0.5, radius: 0.1 }] }];
        await ask('reviews.decide', id, pair.fileId, pair.versionMark, {
          kind: 'reject',
          reasons: circle,
          remark: 'Rim',
        });
      }
      await ask(
        'downloads.start',
        id,
        { folder: join(home, 'results'), template: '{name}{ext}', route: 'file' },
        'keep-both',
      );
      await ask('jobs.close', id);
      await reached(id, 'done');
    }
    await ask('queue.list');
    await ask('jobs.get', jobs[0]);
    await running.stop();

    const written = await everythingIn(profile);
    expect(written).toContain('register.sqlite');
    expect(written).toContain('Cut out');
    const told = `${crossed.join('\n')}\n${host.notices.join('\n')}`;
    for (const secret of secrets) {
      expect(written.includes(secret), `in a file: ${secret}`).toBe(false);
      expect(told.includes(secret), `told: ${secret}`).toBe(false);
    }
    for (const part of [
      /sessionid=/i,
      /accountid=[0-9a-f]/i,
      /UploadFile\.ashx/i,
      /getimage\.ashx/i,
      /ftp:\/\//i,
    ]) {
      expect(written).not.toMatch(part);
      expect(told).not.toMatch(part);
    }
  },
);
