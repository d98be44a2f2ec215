import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { PracticeOptions } from '../../src/main/practice/practice-studio.ts';
import type { Route } from '../../src/preload/contract/index.ts';
import { startPractice, type RunningPractice } from '../servers/practice-fixture.ts';
import type { App } from './driver/app.ts';
import { launch, type LaunchOptions } from './driver/launch.ts';

const fixtures = join(import.meta.dirname, '../fixtures/pictures');

/** How much faster than its normal pace the practice studio inside of Clipdesk works in tests. */
const SPEED = 200;

/** Milliseconds for what takes a few tries, a production or the time in which a decision can be taken back. */
export const LONG = 60_000;

/** A folder for one test; it is removed when the test and everything it started have ended. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clipdesk-e2e-'));
  // The browser’s last processes may still be writing into its profile.
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/**
 * Clipdesk on a profile of its own, in a window of 1440 × 900, with no keychain in reach. A test that fails leaves a
 * screenshot of what was on the screen then.
 */
export async function openClipdesk(options: Partial<LaunchOptions> = {}): Promise<App> {
  const home = options.home ?? (await emptyFolder());
  const app = await launch({
    practiceSpeed: SPEED,
    ...options,
    home,
    // Never the keychain of whoever runs the tests.
    env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent', ...options.env },
  });
  let isOpen = true;
  const close = async (): Promise<number | null> => {
    if (!isOpen) return null;
    isOpen = false;
    return app.close();
  };
  onTestFinished(async ({ task }) => {
    if (isOpen && task.result?.state === 'fail') {
      await app.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-')}`).catch(() => undefined);
    }
    await close();
  });
  await app.page.setViewport({ width: 1440, height: 900 });
  await app.wait('main');
  return { ...app, close };
}

/** A practice studio outside of Clipdesk, as a real service is; stopped at the end of the test. */
export async function openStudio(options: Partial<PracticeOptions> = {}): Promise<RunningPractice> {
  const practice = await startPractice(options);
  onTestFinished(() => practice.stop());
  return practice;
}

/** Photographs of the fixtures in a folder of their own. */
export async function shoot(...names: readonly string[]): Promise<string> {
  const folder = join(await emptyFolder(), 'KW47 accessories');
  await mkdir(folder);
  for (const name of names) await copyFile(join(fixtures, `${name}.jpg`), join(folder, `${name}.jpg`));
  return folder;
}

/** Connects a service the way a person does: on the sheet. */
export async function connectTo(
  app: App,
  { studio }: RunningPractice,
  change: { readonly sessionToken?: string } = {},
): Promise<void> {
  await app.click('Connect Bright River Client token, session token and FTP login', 'button');
  await app.find('Connect a service', 'dialog');
  await app.fill('Name', 'Studio Noord');
  await app.fill('Address', studio.api);
  await app.fill('Client token', studio.clientToken);
  await app.fill('Session token', change.sessionToken ?? studio.sessionToken);
  await app.fill('FTP user', studio.ftpUser);
  await app.fill('FTP password', studio.ftpPassword);
  await app.click('Unusual servers', 'button');
  await app.fill('Certificate fingerprint', studio.ftpFingerprint);
  await app.press('Control+Enter');
  await app.see('Studio Noord is connected.');
}

/** Drops a folder, fills the sheet in and sends it by the keyboard. */
export async function sendFolder(
  app: App,
  folder: string,
  job: { readonly name: string; readonly pictures: number; readonly route?: Route },
): Promise<void> {
  await app.dropFiles([folder]);
  await app.find('New job', 'dialog');
  await app.seePictures('[data-tile] img', job.pictures);
  await app.seeNoMore('Reading the files');
  await app.fill('Name', job.name);
  await app.fill('What should be done', 'Cut out on transparent.');
  await app.click(job.route === 'post' ? 'Web upload' : 'FTP', 'radio');
  await app.press('Control+Enter');
  await app.find(job.name, 'heading');
}

/** Waits until every picture was found in the service's own list. */
export async function seeProven(app: App, pictures: number): Promise<void> {
  const amount = String(pictures);
  await app.see(`At the server ${amount} ${amount} proven`, LONG);
}

/** Accepts the offer that comes and waits for the results, on the page of the job. */
export async function acceptAndWait(app: App, pictures: number): Promise<void> {
  await app.see(`The offer is for ${String(pictures)} pictures`, LONG);
  await app.click('Accept the offer', 'button');
  await app.see(`${String(pictures)} of ${String(pictures)} left to review`, LONG);
}

/** The picture in the review room, once original and result are drawn. */
export async function pictureInRoom(app: App): Promise<string> {
  // The place in the job stands beside the name as soon as the room is open.
  const name = await app.text('main[aria-label="Review"] h1:has(+ .of)');
  await app.seePictures(`img[alt=${JSON.stringify(`Original of ${name}`)}]`, 1);
  await app.seePictures(`img[alt=${JSON.stringify(`Result of ${name}`)}]`, 1);
  return name;
}

/** Accepts the picture in the room by the keyboard. */
export async function accept(app: App): Promise<string> {
  const name = await pictureInRoom(app);
  await app.press('a');
  await app.see(`${name} accepted`);
  return name;
}

/** Rejects the picture in the room: the reason by its key, its place with the mouse. */
export async function reject(app: App, key: string, at: { readonly x: number; readonly y: number }) {
  const name = await pictureInRoom(app);
  const reason = await app.text(`aside button[aria-keyshortcuts="${key}"] .cut`);
  await app.press(key);
  await app.drag(`img[alt=${JSON.stringify(`Result of ${name}`)}]`, at);
  await app.find(`Pin 1, ${reason}`, 'button');
  await app.press('r');
  await app.see(`${name} rejected`);
  return { name, reason };
}

/** Saves the results of the job on the screen into a folder chosen in the file dialog. */
export async function download(app: App, results: number, folder: string): Promise<void> {
  await app.click(`Download ${String(results)} results`, 'button');
  await app.find(`Save ${String(results)} results`, 'dialog');
  await app.chooseNext([folder]);
  await app.click('Choose…', 'button');
  await app.wait(`[role="dialog"] input`);
  await app.click(`Save ${String(results)} results`, 'button');
  await app.see(`All ${String(results)} results are saved`, LONG);
}
