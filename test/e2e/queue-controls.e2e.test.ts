import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { violationsOn } from './axe.ts';
import type { App } from './driver/app.ts';
import { connectTo, emptyFolder, LONG, openClipdesk, openStudio } from './scene.ts';

/** Asks as the window itself does. */
async function ask(app: App, method: string, ...args: readonly unknown[]): Promise<unknown> {
  const answer: unknown = await app.page.evaluate(
    `window.clipdesk.request(${JSON.stringify(method)}, ${JSON.stringify(args)})`,
  );
  return (answer as { readonly value: unknown }).value;
}

/** A folder of pictures that hardly compress, about 200 kB each. */
async function heavyShoot(name: string, count: number): Promise<string> {
  const folder = join(await emptyFolder(), name);
  await mkdir(folder);
  for (let each = 1; each <= count; each += 1) {
    const noise = sharp(randomBytes(450 * 450 * 3), { raw: { width: 450, height: 450, channels: 3 } });
    await writeFile(
      join(folder, `${name}_${String(each)}.jpg`),
      await noise.jpeg({ quality: 80 }).toBuffer(),
    );
  }
  return folder;
}

async function send(app: App, name: string, count: number): Promise<string> {
  const accounts = (await ask(app, 'accounts.list')) as readonly { readonly id: string }[];
  const id = (await ask(app, 'jobs.openDraft', [await heavyShoot(name, count)])) as string;
  await app.page.waitForFunction(
    `window.clipdesk.request('jobs.get', ${JSON.stringify([id])}).then((answer) => !answer.value.reading)`,
    { timeout: LONG },
  );
  await ask(app, 'jobs.send', id, {
    accountId: accounts[0]?.id,
    name,
    description: 'Cut out',
    tags: [],
    invoiceReference: null,
    isTest: false,
    route: 'ftp',
    requestOffer: false,
    deadlineId: null,
    specificationKey: null,
  });
  return id;
}

test(
  'jobs are paused, moved, stopped and sent after all, and nothing is lost',
  { timeout: 2 * LONG },
  async () => {
    const studio = await openStudio();
    const app = await openClipdesk();
    await connectTo(app, studio);
    await app.press('Control+,');
    await app.click('Always', 'radio');
    await ask(app, 'system.changeSettings', { connections: 2, bandwidth: { limit: 60_000, hours: null } });
    await send(app, 'KW47 accessories', 4);
    await send(app, 'SS27 bags', 3);

    await app.clickOn('nav[aria-label="Places"] .foot li:first-child button');
    await app.see('Sending, 4 to go');
    await app.see('limit 60 KB/s');
    await app.see('3 pictures wait until “KW47 accessories” before it is through');
    await app.screenshot('queue-activity');

    await app.click('Pause KW47 accessories', 'button');
    await app.see('4 pictures to send: paused by you');
    await app.see('Sending, 3 to go');
    await app.click('Pause all', 'button');
    await app.see('3 pictures to send: paused by you');
    await app.screenshot('queue-paused');
    expect(await violationsOn(app, 'activity with jobs in order')).toEqual([]);

    await app.click('Choices for the job SS27 bags', 'button');
    await app.find('Stop sending', 'menuitem');
    expect(await violationsOn(app, 'choices for a job')).toEqual([]);
    await app.click('Stop sending', 'menuitem');
    await app.click('Stop sending', 'button');
    await app.see('3 pictures were left out');
    await ask(app, 'system.changeSettings', { bandwidth: { limit: null, hours: null } });
    await app.click('Let KW47 accessories go on', 'button');
    await app.click('Go on', 'button');
    await app.see('4 pictures sent');
    await app.see('Receipt');
    await app.screenshot('queue-done');
    expect(((await ask(app, 'queue.jobs')) as readonly unknown[]).length).toBeLessThan(2);
  },
);
