import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startFarRoom } from '../../build/bench/review/far-room.ts';
import { difference, labOfSrgb } from '../fixtures/make-profiles.ts';
import { colourPictures } from './colour-pictures.ts';
import type { App } from './driver/app.ts';
import { settled } from './looks-like.ts';
import { emptyFolder, openClipdesk, pictureInRoom } from './scene.ts';

const job = 21;
/** ΔE 1976 to what the numbers of the file mean. What is shown was rounded to 8 bits once or twice; small pictures are JPEG or WebP. */
const limits = { preview: 2, full: 2, small: 3 } as const;
const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

/** The colours on the screen in the middle of the four quarters of what `selector` shows, 0 to 255. */
async function onScreen(app: App, selector: string): Promise<readonly (readonly number[])[]> {
  await settled(app);
  const element = await app.page.waitForSelector(selector, { visible: true });
  const { x, y, width, height } = box.parse(await element?.boundingBox());
  const shot = sharp(await app.page.screenshot({ type: 'png' })).removeAlpha();
  const { data, info } = await shot.raw().toBuffer({ resolveWithObject: true });
  return [
    [0.25, 0.25],
    [0.75, 0.25],
    [0.25, 0.75],
    [0.75, 0.75],
  ].map(([across = 0, down = 0]) => {
    const at = (Math.round(y + height * down) * info.width + Math.round(x + width * across)) * 3;
    return [...data.subarray(at, at + 3)];
  });
}

test('every kind of colours is on the screen as the file means it, small, fitted and whole', async () => {
  const pictures = await colourPictures(await emptyFolder());
  const kinds = pictures.map(({ file }) => ({ thumbnail: file, preview: file, full: file }));
  const far = await startFarRoom(new Map([[job, { count: kinds.length, kinds }]]));
  onTestFinished(() => far.stop());
  const app = await openClipdesk();
  const ask = (method: string, ...args: readonly unknown[]): Promise<unknown> =>
    app.page.evaluate(`window.clipdesk.request(${JSON.stringify(method)}, ${JSON.stringify(args)})`);
  const { value: account } = z.object({ ok: z.literal(true), value: z.object({ id: z.string() }) }).parse(
    await ask('accounts.addBrightRiver', {
      name: 'Colours',
      apiUrl: far.address,
      credentials: { clientToken: 'a', sessionToken: 'b', ftpUser: '', ftpPassword: '' },
    }),
  );
  await ask('jobs.addByNumber', account.id, job);
  await app.clickOn(`[data-row][aria-label^="Bench ${String(job)}"]`);
  await app.click(`Review ${String(kinds.length)} pictures`, 'button');
  const seen = new Set<string>();
  for (const _ of pictures) {
    const shown = await pictureInRoom(app);
    seen.add(shown);
    const picture = pictures[Number(/(\d+)/.exec(shown)?.[1]) - 1];
    if (picture === undefined) throw new Error(`${shown} is none of ours`);
    const expectMeant = (found: readonly (readonly number[])[], where: keyof typeof limits): void => {
      for (const [quarter, colour] of found.entries())
        expect(
          difference(labOfSrgb(colour), picture.wanted[quarter] ?? []),
          `${picture.name}, ${where}, quarter ${String(quarter + 1)}: ${String(colour)}`,
        ).toBeLessThan(limits[where]);
    };
    const result = `img[alt=${JSON.stringify(`Result of ${shown}`)}]`;
    expectMeant(await onScreen(app, result), 'preview');
    await app.seePictures('nav [aria-current] img', 1);
    expectMeant(await onScreen(app, 'nav [aria-current] img'), 'small');
    // Actual size: the delivered file itself.
    await app.press('z');
    await app.seePictures(`div:has(> ${result}) > img.full`, 1);
    expectMeant(await onScreen(app, `div:has(> ${result}) > img.full`), 'full');
    await app.press('0');
    await app.press('ArrowRight');
  }
  expect(seen.size).toBe(pictures.length);
});
