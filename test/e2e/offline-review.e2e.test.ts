import { expect, test } from 'vitest';
import { createStudioDesk } from '../../build/tour/studio-desk.ts';
import { violationsOn } from './axe.ts';
import {
  accept,
  acceptAndWait,
  connectTo,
  emptyFolder,
  LONG,
  openClipdesk,
  openStudio,
  pictureInRoom,
  reject,
  seeProven,
  sendFolder,
  shoot,
} from './scene.ts';

test('results seen before are judged without a connection, and the decisions are sent when it is back', async () => {
  const home = await emptyFolder();
  const practice = await openStudio({ home });
  const folder = await shoot('pear', 'mug-speckle', 'lamp-sage');
  const app = await openClipdesk();
  await connectTo(app, practice);
  await sendFolder(app, folder, { name: 'Spring 47', pictures: 3 });
  await seeProven(app, 3);
  const [, number = ''] = await app.read(/\b(\d{5,}) · /);
  await acceptAndWait(app, 3);
  await app.click('Review 3 pictures', 'button');
  for (let shown = 0; shown < 3; shown += 1) {
    await pictureInRoom(app);
    await app.press('ArrowRight');
  }
  await app.press('Escape');
  await app.find('Spring 47', 'heading');

  await practice.stop();
  await app.click('Review 3 pictures', 'button');
  await app.see('Offline: decisions are kept');
  expect(await violationsOn(app, 'an offline room')).toEqual([]);
  await accept(app);
  const rejected = await reject(app, '2', { x: 0.5, y: 0.5 });
  await pictureInRoom(app);
  await app.press('a');
  await app.see('3 decisions are kept here');
  expect(await violationsOn(app, 'decisions that are kept')).toEqual([]);

  const again = await openStudio({ home });
  await app.see('The service has every decision', LONG);
  const judged = await createStudioDesk(again.studio).filesForReview(Number(number));
  expect(judged.map(({ acceptedByUser }) => acceptedByUser).sort()).toEqual([false, true, true]);
  expect(judged.find(({ fileName }) => fileName === rejected.name)?.acceptedByUser).toBe(false);
});
