import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { reviewFrame, reviewPictures } from '../fixtures/make-review-pictures.ts';
import { violationsOn } from './axe.ts';
import type { App } from './driver/app.ts';
import { expectStageLike, pixelsOf, settled } from './looks-like.ts';
import {
  acceptAndWait,
  connectTo,
  emptyFolder,
  openClipdesk,
  openStudio,
  pictureInRoom,
  seeProven,
  sendFolder,
} from './scene.ts';

const ORIGINAL = '[role="group"][aria-label^="Original of"]';
const RESULT = '[role="group"][aria-label^="Result of"]';

/** A review room with three pictures whose results are the drawn ones: a cut-out, one on white, one that EXIF turns. */
async function openRoom(): Promise<App> {
  const folder = join(await emptyFolder(), 'Bags');
  const { original, cutOut, onWhite } = await reviewPictures();
  const onItsSide = await sharp(original).rotate(-90).jpeg().withMetadata({ orientation: 6 }).toBuffer();
  const results = new Map([
    ['a-cut', cutOut],
    ['b-white', onWhite],
    ['c-turned', onItsSide],
  ]);
  const practice = await openStudio({
    edit: (name) => Promise.resolve(results.get(name.replace('.jpg', '')) ?? null),
  });
  await mkdir(folder);
  for (const [index, name] of [...results.keys()].entries()) {
    // Each its own file: pictures that are equal byte for byte are asked about.
    await writeFile(
      join(folder, `${name}.jpg`),
      await sharp(original)
        .jpeg({ quality: 92 - index })
        .toBuffer(),
    );
  }
  const app = await openClipdesk();
  await app.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await connectTo(app, practice);
  await sendFolder(app, folder, { name: 'Bags', pictures: 3 });
  await seeProven(app, 3);
  await acceptAndWait(app, 3);
  await app.click('Review 3 pictures', 'button');
  await pictureInRoom(app);
  return app;
}

/** The colour in the middle of a place of an element, fractions of it. */
async function colourAt(app: App, selector: string, x: number, y: number): Promise<readonly number[]> {
  const { data, info } = await (await pixelsOf(app, selector)).raw().toBuffer({ resolveWithObject: true });
  const at = (Math.round(y * info.height) * info.width + Math.round(x * info.width)) * 3;
  return [...data.subarray(at, at + 3)];
}

async function brightness(app: App): Promise<number> {
  const { channels } = await (await pixelsOf(app, 'canvas')).stats();
  return channels.reduce((sum, channel) => sum + channel.mean, 0);
}

test('every way of comparing has its key and looks as it should', async () => {
  const app = await openRoom();
  await app.wait('[data-lined-up="true"]');
  await expectStageLike(app, 'lined-up');
  await app.press('Shift+L');
  await app.see('Not lined up');
  await expectStageLike(app, 'side-by-side');
  await app.press('Shift+L');
  await app.press('w');
  await expectStageLike(app, 'slider');
  await app.press('b');
  await app.see('Blink by itself');
  await expectStageLike(app, 'blink-result');
  await app.press('b');
  await expectStageLike(app, 'blink-original');
  await app.press(',');
  await app.see('Each 1 s');
  await app.press('d');
  await expectStageLike(app, 'difference');
  const before = await brightness(app);
  await app.press('.');
  await app.see('Gain 8 ×');
  expect(await brightness(app)).toBeGreaterThan(before + 3);
  await app.press('o');
  await expectStageLike(app, 'overlay');
  await app.press(',');
  await app.see('Original 40 %');
  await app.press('s');
  await app.page.keyboard.down('Space');
  await app.see('Original alone');
  await expectStageLike(app, 'alone');
  await app.page.keyboard.up('Space');
  await app.seeNoMore('Original alone');

  await app.press('z');
  await app.see('Zoom: 100 %');
  await expectStageLike(app, 'actual-size');
  await app.press('z');
  await app.see('Zoom: 200 %');
  await expectStageLike(app, 'twice');
  await app.press('l');
  await app.see('Not linked');
  await app.press('0');
  await expectStageLike(app, 'unlinked');
  await app.press('l');
  await app.see('Linked');
  await app.press('0');
  await app.press('g');
  await app.find('Loupe', 'group');
  await app.see('1:1');
  await expectStageLike(app, 'loupe');
  await app.press('g');
  await app.waitGone('[aria-label="Loupe"]');
  await app.press('q');
  await expectStageLike(app, 'turned');
  await app.press('Shift+Q');

  for (const colour of [
    [255, 255, 255],
    [0, 0, 0],
    [128, 128, 128],
  ] as const) {
    await app.press('k');
    expect(await colourAt(app, `${RESULT} .layer:not(.unseen)`, 0.02, 0.02)).toEqual(colour);
  }
  await app.press('k');
  await app.press('k');

  await pinStaysInPlace(app);

  await walkTheEdge(app);

  await app.press('x');
  await app.see('transparent');
  await app.press('p');
  await app.see('No path');
  await app.press('ArrowRight');
  await app.see('b-white');
  await pictureInRoom(app);
  await app.see('Not white:');
  await app.see('Path 1 of 2, “Final”');
  await app.wait('canvas[data-drawn]');
  await app.wait('[data-lined-up="true"]');
  await expectStageLike(app, 'white-and-path');
  await app.press('Shift+P');
  await app.see('Path 2 of 2, “Rough”');
  await wordsBelowApart(app);
  expect(await app.page.$$(`${RESULT} svg[aria-label="Clipping path Rough"] path`)).toHaveLength(2);
  await app.press('p');
  await app.press('x');
  await app.waitGone('[aria-label="Marks on what is not pure white"]');

  // Stored on its side, shown upright: everywhere.
  await app.press('ArrowRight');
  await app.see('c-turned');
  await pictureInRoom(app);
  await expectStageLike(app, 'upright');
});

/** In every window no words below a picture lie under or over others, and none reach out of their half. */
async function wordsBelowApart(app: App): Promise<void> {
  for (const size of [
    { width: 960, height: 640 },
    { width: 1440, height: 900 },
  ]) {
    await app.page.setViewport(size);
    await settled(app);
    const found = await app.page.evaluate(`[...document.querySelectorAll('section .bottom')].map((line) => {
      const box = (of) => of.getBoundingClientRect();
      const whole = box(line);
      const parts = [line.querySelector('.start'), ...line.querySelectorAll('.chip')].map(box)
        .filter(({ top, width }) => width > 0 && top < whole.bottom).sort((a, b) => a.left - b.left);
      return {
        parts: parts.length,
        apart: parts.every(({ left }, index) => index === 0 || left >= parts[index - 1].right),
        inside: parts.every(({ left, right }) => left >= whole.left - 1 && right <= whole.right + 1),
      };
    })`);
    const lines = found as { parts: number; apart: boolean; inside: boolean }[];
    expect(lines.map(({ apart, inside }) => [apart, inside])).toEqual(lines.map(() => [true, true]));
    expect(lines.every(({ parts }) => parts > 0)).toBe(true);
  }
}

/** From the most suspicious spot on; "reject here" by Enter and by the key of a reason; Esc ends it. */
async function walkTheEdge(app: App): Promise<void> {
  await app.press('e');
  const [, count = ''] = await app.read(/1 of (\d+): /);
  const spots = Number(count);
  expect(spots).toBeGreaterThan(1);
  await app.see('Zoom: 200 %');
  await expectStageLike(app, 'edge-tour');
  await wordsBelowApart(app);
  await app.press('Shift+E');
  await app.read(new RegExp(`${count} of ${count}: `));
  await app.press('e');
  await app.read(new RegExp(`1 of ${count}: `));
  await app.press('Enter');
  await app.wait(`${RESULT} [data-mark]`);
  await app.press('2');
  await app.see('2 pins');
  expect(await violationsOn(app, 'edge tour')).toEqual([]);
  await app.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await app.press('Escape');
  await app.waitGone('section[aria-label="Edge tour"]');
  await app.press('0');
  await app.press('Delete');
  await app.press('Delete');
  await app.waitGone(`${RESULT} [data-mark]`);
}

/** A pin by the mouse: on the result where it was set and on the original at the same place of the product, however both are looked at. */
async function pinStaysInPlace(app: App): Promise<void> {
  const place = { x: 0.3, y: 0.4 };
  await app.press('1');
  await app.drag(`${RESULT} .layer:not(.unseen)`, place);
  const pin = `${RESULT} [data-mark]`;
  await app.wait(pin);
  const placeOf = async (mark: string, pane: string): Promise<{ x: number; y: number }> => {
    await settled(app);
    const found = await app.page.evaluate(`(() => {
      const middle = (of) => ({ x: of.x + of.width / 2, y: of.y + of.height / 2 });
      const at = middle(document.querySelector(${JSON.stringify(mark)}).getBoundingClientRect());
      const box = document.querySelector(${JSON.stringify(`${pane} .layer:not(.unseen)`)}).getBoundingClientRect();
      return { x: (at.x - box.x) / box.width, y: (at.y - box.y) / box.height };
    })()`);
    return found as { x: number; y: number };
  };
  const isAt = (at: { x: number; y: number }, x: number, y: number): void => {
    expect(at.x).toBeCloseTo(x, 2);
    expect(at.y).toBeCloseTo(y, 2);
  };
  const { x, y, width, height } = reviewFrame;
  const ghost = `${ORIGINAL} [data-ghost]`;
  isAt(await placeOf(pin, RESULT), place.x, place.y);
  isAt(await placeOf(ghost, ORIGINAL), x + place.x * width, y + place.y * height);
  await app.press('+');
  await app.press('+');
  isAt(await placeOf(pin, RESULT), place.x, place.y);
  isAt(await placeOf(ghost, ORIGINAL), x + place.x * width, y + place.y * height);
  await app.press('q');
  // Turned clockwise, what was left is on top.
  isAt(await placeOf(pin, RESULT), 1 - place.y, place.x);
  isAt(await placeOf(ghost, ORIGINAL), 1 - (y + place.y * height), x + place.x * width);
  await app.press('Shift+Q');
  await app.press('0');
  await app.press('Delete');
  await app.waitGone(pin);
}
