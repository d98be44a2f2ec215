import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createStudioDesk } from '../../build/tour/studio-desk.ts';
import {
  connectTo,
  emptyFolder,
  LONG,
  openClipdesk,
  openStudio,
  seeProven,
  sendFolder,
  shoot,
} from './scene.ts';

test('a wrong session token is named, the work is kept, and it goes on after the sign-in', async () => {
  const practice = await openStudio();
  const folder = await shoot('pear', 'mug-speckle');
  const app = await openClipdesk();
  await connectTo(app, practice, { sessionToken: '00000000-0000-0000-0000-000000000000' });
  await sendFolder(app, folder, { name: 'Spring 47', pictures: 2, route: 'post' });
  await app.see('Paused at Studio Noord');

  await app.clickOn('nav[aria-label="Places"] .foot li:first-child button');
  await app.see('Studio Noord asks you to sign in again');
  await app.see('session token');
  await app.see('Waits for you to sign in');
  await app.click('Sign in to Studio Noord', 'button');
  await app.find('Sign in to Studio Noord', 'dialog');
  await app.fill('Session token', practice.studio.sessionToken);
  await app.press('Enter');
  await app.see('Studio Noord goes on.');
  await app.see('Nothing is waiting to go', LONG);
  await app.see('2 pictures sent');
  expect(await app.text('main')).not.toContain(practice.studio.sessionToken);
});

test.each(['ftp', 'post'] as const)(
  'a server that stops in the middle of the uploads by %s and comes back: the job completes by itself',
  async (route) => {
    const home = await emptyFolder();
    const practice = await openStudio({ home });
    const folder = await shoot('pear', 'mug-speckle', 'lamp-sage', 'chair-oak');
    const app = await openClipdesk();
    await connectTo(app, practice);
    // Every first upload loses its connection after 9,000 bytes of more than 20,000.
    practice.studio.faults.cutUploadAfter(9_000, 4);
    await sendFolder(app, folder, { name: 'Spring 47', pictures: 4, route });
    await app.see('Sending. 0 of 4 proven.');
    const [, number = ''] = await app.read(/\b(\d{5,}) · /);
    await practice.stop();
    await app.see('No connection to Studio Noord', LONG);

    const again = await openStudio({ home });
    expect(again.studio.api).toBe(practice.studio.api);
    await seeProven(app, 4);
    await app.see('The offer is for 4 pictures', LONG);
    const files = await createStudioDesk(again.studio).files(Number(number));
    expect(files.map(({ fileName }) => fileName).sort()).toEqual([
      'chair-oak.jpg',
      'lamp-sage.jpg',
      'mug-speckle.jpg',
      'pear.jpg',
    ]);
  },
);

/** Pictures of some ten megabytes each: noise, which no compression makes small. */
async function heavyShoot(amount: number): Promise<string> {
  const folder = join(await emptyFolder(), 'Heavy');
  await mkdir(folder);
  const side = 1_800;
  for (let number = 1; number <= amount; number += 1) {
    await sharp(randomBytes(side * side * 3), { raw: { width: side, height: side, channels: 3 } })
      .png({ compressionLevel: 0 })
      .toFile(join(folder, `heavy-${String(number)}.png`));
  }
  return folder;
}

test('a window closed in the middle of the uploads and opened again: they go on', async () => {
  const home = await emptyFolder();
  const folder = await heavyShoot(8);
  const app = await openClipdesk({ home });
  await app.click('Open the practice studio', 'button');
  await app.see('Drop a folder of photographs anywhere on this window');
  await sendFolder(app, folder, { name: 'Heavy', pictures: 8 });
  await app.see('Sending.');
  expect(await app.close()).toBe(0);

  const again = await openClipdesk({ home });
  await again.clickOn('[data-row][aria-label^="Heavy"]');
  await again.see('The offer is for 8 pictures', LONG);
  await seeProven(again, 8);
});
