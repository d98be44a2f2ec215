import { expect, test } from 'vitest';
import { violationsOn } from './axe.ts';
import {
  acceptAndWait,
  connectTo,
  LONG,
  openClipdesk,
  openStudio,
  pictureInRoom,
  seeProven,
  sendFolder,
  shoot,
} from './scene.ts';

test('returned files are checked before anybody looks, by rules that can be changed, and kept for the road', async () => {
  const practice = await openStudio();
  const app = await openClipdesk();
  await connectTo(app, practice);
  await sendFolder(app, await shoot('pear', 'mug-speckle', 'lamp-sage'), { name: 'Spring 47', pictures: 3 });
  await seeProven(app, 3);
  await acceptAndWait(app, 3);
  await app.click('Keep for offline', 'button');
  await app.see('All 3 pictures are on this disk', LONG);
  await app.screenshot('checks-job');
  await app.click('Review 3 pictures', 'button');
  await pictureInRoom(app);
  await app.see('checks passed', LONG);
  await app.press('Escape');

  await app.press('Control+,');
  await app.see('used, ');
  await app.screenshot('checks-settings');
  await app.click('Change Studio Noord', 'button');
  await app.click('Checks of returned files', 'button');
  await app.fill('Size: what you expect', '4000 x 5000');
  await app.press('Tab');
  await app.screenshot('checks-account');
  expect(await violationsOn(app, 'checks of an account')).toEqual([]);
  await app.press('Escape');
  await app.press('Escape');
  await app.click('Spring 47', 'button').catch(() => undefined);
  await app.screenshot('checks-back');
  await app.click('Review 3 pictures', 'button');
  await pictureInRoom(app);
  await app.see('you expect 4,000 × 5,000', LONG);
  await app.screenshot('checks-room');
  expect(await violationsOn(app, 'a room with failed checks')).toEqual([]);
  await app.page.setViewport({ width: 960, height: 640 });
  await app.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
  await app.screenshot('checks-room-small');
  expect(await app.page.$('section[aria-label="Check of the returned file"]')).not.toBeNull();
});
