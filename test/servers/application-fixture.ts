import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memorySecrets } from '../../src/main/adapters/keychain/memory-secrets.ts';
import { systemClock } from '../../src/main/adapters/clock/system-clock.ts';
import { startApp } from '../../src/main/app.ts';
import { farEnds, type FarEnds } from '../../src/main/far-ends.ts';
import type { Application, ApplicationOptions } from '../../src/main/ports/application.ts';
import type { Host } from '../../src/main/ports/host.ts';
import type { Log } from '../../src/main/ports/log.ts';
import type { PracticeStudio } from '../../src/main/practice/practice-studio.ts';
import type { AccountSummary, JobId, SendInput } from '../../src/preload/contract/index.ts';

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A host nobody sits in front of; keeps what it was told. */
export function quietHost(): Host & { readonly notices: string[] } {
  const notices: string[] = [];
  return {
    kind: 'command-line',
    notices,
    chooseFolder: () => Promise.resolve(null),
    chooseFiles: () => Promise.resolve([]),
    openExternal: () => Promise.resolve(),
    showInFolder: () => Promise.resolve(),
    notify(title, body) {
      notices.push(`${title}: ${body}`);
    },
    systemProxy: () => Promise.resolve(null),
    keepAwake: () => () => undefined,
  };
}

export interface RunningApplication {
  readonly application: Application;
  readonly home: string;
  /** Stops and starts again on the same profile. */
  restart(): Promise<Application>;
  stop(): Promise<void>;
}

/**
 * The real application on a profile folder of its own, with the clock of this computer and no window.
 * @param outside the real far ends; a test may set them up with less patience
 */
export async function startApplication(
  change: Partial<ApplicationOptions> = {},
  outside: FarEnds = farEnds,
): Promise<RunningApplication> {
  const home = change.home ?? (await mkdtemp(join(tmpdir(), 'clipdesk-app-')));
  const start = (): Promise<Application> =>
    startApp(
      {
        home,
        version: '0.0.0',
        host: quietHost(),
        secrets: memorySecrets(),
        overlaySecrets: null,
        clock: systemClock,
        random: Math.random,
        log: silentLog,
        runQueue: true,
        followJobs: true,
        undoTime: 0,
        onlyAccount: null,
        compareWorker: new URL('../../src/main/compare-worker.ts', import.meta.url),
        inspectWorker: new URL('../../src/main/inspect-worker.ts', import.meta.url),
        lookWorker: new URL('../../src/main/look-worker.ts', import.meta.url),
        practice: null,
        ...change,
      },
      outside,
    );
  let application = await start();
  return {
    get application() {
      return application;
    },
    home,
    async restart() {
      await application.stop();
      application = await start();
      return application;
    },
    async stop() {
      await application.stop();
      if (change.home === undefined) await rm(home, { recursive: true, force: true });
    },
  };
}

/** Resolves when `look` finds something; looks again after every push of the application. */
export async function eventually<T>(
  application: Application,
  look: () => Promise<T | null | false>,
): Promise<T> {
  for (;;) {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const unsubscribe = application.onPush(() => {
      resolve(undefined);
    });
    try {
      const found = await look();
      if (found !== null && found !== false) return found;
      await promise;
    } finally {
      unsubscribe();
    }
  }
}

/** Connects an account of a practice studio. */
export function connectStudio(application: Application, studio: PracticeStudio): Promise<AccountSummary> {
  const { clientToken, sessionToken, ftpUser, ftpPassword } = studio;
  return application.api.accounts.addBrightRiver({
    name: 'Studio Noord',
    apiUrl: studio.api,
    ftpFingerprint: studio.ftpFingerprint,
    credentials: { clientToken, sessionToken, ftpUser, ftpPassword },
  });
}

/** What a person fills in, where a test does not care. */
export function sendInput(account: AccountSummary, choices: Partial<SendInput> = {}): SendInput {
  return {
    accountId: account.id,
    name: 'KW47',
    description: 'Cut out',
    tags: [],
    invoiceReference: null,
    isTest: false,
    route: 'ftp',
    requestOffer: false,
    deadlineId: null,
    specificationKey: null,
    ...choices,
  };
}

/** Makes a job of a folder and sends it as soon as its pictures were looked into. */
export async function sendFolder(
  application: Application,
  account: AccountSummary,
  folder: string,
  choices: Partial<SendInput> = {},
): Promise<JobId> {
  const { jobs } = application.api;
  const id = await jobs.openDraft([folder]);
  await application.whenRead(id);
  await jobs.send(id, sendInput(account, choices));
  return id;
}
