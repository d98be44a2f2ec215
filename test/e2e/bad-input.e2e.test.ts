import { expect, test } from 'vitest';
import { layOutFirstShoot } from '../../build/tour/shoot.ts';
import { emptyFolder, openClipdesk, seeProven, sendFolder } from './scene.ts';

test('every odd file of a folder gets its line, and nothing else is held up', async () => {
  const laid = await layOutFirstShoot(await emptyFolder());
  const app = await openClipdesk();
  await app.click('Open the practice studio', 'button');
  await app.see('Drop a folder of photographs anywhere on this window');
  await app.dropFiles([laid.folder]);
  await app.find('New job', 'dialog');
  await app.see('7 pictures');
  await app.see('3 files left out, 1 name changed');
  const lines = await app.texts('[aria-label="Files with a note"] [role="listitem"]');
  expect(lines).toEqual([
    expect.stringMatching(/IMG_0007\.jpg.*An empty file, 0 bytes/),
    expect.stringMatching(/lamp-broken\.jpg.*Breaks off before the picture is complete/),
    expect.stringMatching(/shoot list\.txt.*Not a picture Clipdesk can send \(text file\)/),
    expect.stringMatching(/IMG_0001\.jpg.*this one travels as “shoes - IMG_0001\.jpg”/),
  ]);
  await app.click('Cancel', 'button');
  await sendFolder(app, laid.folder, { name: 'Odd folder', pictures: 7 });
  await seeProven(app, 7);
  await app.see('-théière bleue #2 (été).jpg');
  await app.see('shoes - IMG_0001.jpg');
  await app.see('Left out. Breaks off before the picture is complete');
});

test('files dropped before there is an account are not lost without a word', async () => {
  const laid = await layOutFirstShoot(await emptyFolder());
  const app = await openClipdesk();
  await app.dropFiles([laid.folder]);
  await app.see('Open the practice studio or connect Bright River first, then drop it again.');
});
