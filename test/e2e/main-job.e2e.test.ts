import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStudioDesk } from '../../build/tour/studio-desk.ts';
import {
  accept,
  acceptAndWait,
  download,
  emptyFolder,
  LONG,
  openClipdesk,
  pictureInRoom,
  reject,
  seeProven,
  sendFolder,
  shoot,
} from './scene.ts';

const names = ['pear', 'mug-speckle', 'lamp-sage', 'chair-oak'];

test.each(['ftp', 'post'] as const)(
  'a whole job by %s, from the folder to the saved results',
  async (route) => {
    const folder = await shoot(...names);
    const results = await emptyFolder();
    const app = await openClipdesk();
    await app.click('Open the practice studio', 'button');
    await app.see('Drop a folder of photographs anywhere on this window');

    await sendFolder(app, folder, { name: 'Spring 47', pictures: 4, route });
    await seeProven(app, 4);
    const [, number = ''] = await app.read(/\b(\d{5,}) · /);
    const desk = openStudioDesk(app.home);
    const sent = await desk.files(Number(number));
    for (const name of names) {
      const bytes = await readFile(join(folder, `${name}.jpg`));
      expect(sent.find(({ fileName }) => fileName === `${name}.jpg`)?.size).toBe(bytes.byteLength);
    }

    await acceptAndWait(app, 4);
    await app.click('Review 4 pictures', 'button');
    const first = await accept(app);
    await app.press('u');
    await app.find(first, 'heading');
    await pictureInRoom(app);
    const rejected = await reject(app, '3', { x: 0.35, y: 0.6 });
    expect(rejected.name).toBe(first);
    await accept(app);
    await accept(app);
    await pictureInRoom(app);
    await app.press('a');
    await app.see('The service has every decision', LONG);

    const judged = await desk.filesForReview(Number(number));
    expect(judged.map(({ acceptedByUser }) => acceptedByUser).sort()).toEqual([false, true, true, true]);
    const [reason] =
      judged
        .find(({ fileName }) => fileName === rejected.name)
        ?.reviews?.rejects.flatMap(({ rejects }) => rejects) ?? [];
    expect(reason?.reason).toBe(rejected.reason);
    expect(reason?.positions[0]?.xPercent).toBeCloseTo(0.35, 2);
    expect(reason?.positions[0]?.yPercent).toBeCloseTo(0.6, 2);

    await app.click('Close the job', 'button');
    await app.see('This job is done', LONG);
    await download(app, 4, results);
    expect((await readdir(results)).sort()).toEqual(names.map((name) => `${name}.png`).sort());
    for (const { clipped } of judged) {
      const [result] = clipped ?? [];
      const bytes = await readFile(join(results, result?.fileName ?? ''));
      expect(createHash('md5').update(bytes).digest('hex')).toBe(
        (await desk.delivered(result?.downloadUrl ?? '')).md5,
      );
    }
    expect(await app.close()).toBe(0);
  },
);
