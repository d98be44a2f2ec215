import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect } from 'vitest';
import type { App } from './driver/app.ts';

const references = join(import.meta.dirname, 'reference');
const differences = join(import.meta.dirname, '../../out/differences');

/** Of a channel, 0 to 255: what another version of the browser may smooth differently. */
const SAME = 40;
/** Share of the pixels that may be further away than that: single pixels along edges. */
const ALLOWED = 0.004;

/** Runs in the window, sent as text: everything is loaded, and two frames have been drawn since. */
const SETTLED = `new Promise((done) => {
  const look = () => {
    const all = [...document.querySelectorAll('section img')].every((image) => image.complete);
    if (all) requestAnimationFrame(() => requestAnimationFrame(() => done()));
    else requestAnimationFrame(look);
  };
  look();
})`;

export async function settled(app: App): Promise<void> {
  await app.page.evaluate(SETTLED);
}

/** The pixels of the element, as they are on the screen. Words on it are left away: their shapes are the computer's. */
export async function pixelsOf(app: App, selector: string) {
  await settled(app);
  await app.page.evaluate(
    `for (const word of document.querySelectorAll('[data-words]')) word.style.visibility = 'hidden'`,
  );
  const element = await app.page.waitForSelector(selector, { visible: true });
  const box = await element?.boundingBox();
  if (box === null || box === undefined) throw new Error(`${selector} is not on the screen`);
  const picture = sharp(await app.page.screenshot({ clip: box })).removeAlpha();
  await app.page.evaluate(
    `for (const word of document.querySelectorAll('[data-words]')) word.style.visibility = ''`,
  );
  return picture;
}

/**
 * Compares the stage of the review room, at half its size, with `reference/<name>.png`. With CLIPDESK_RENEW_PICTURES=1
 * the reference is written instead. What differs is left in `out/differences`.
 */
export async function expectStageLike(app: App, name: string): Promise<void> {
  const stage = await pixelsOf(app, 'section[aria-label="Compare original and result"]');
  const { width } = await stage.metadata();
  const small = await stage.resize(Math.round(width / 2)).toBuffer({ resolveWithObject: true });
  const path = join(references, `${name}.png`);
  if (process.env['CLIPDESK_RENEW_PICTURES'] === '1') {
    await mkdir(references, { recursive: true });
    await writeFile(
      path,
      await sharp(small.data).png({ palette: true, colours: 128, effort: 10 }).toBuffer(),
    );
    return;
  }
  const raw = (bytes: Buffer) => sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const [now, then] = [await raw(small.data), await raw(await readFile(path))];
  expect([now.info.width, now.info.height], name).toEqual([then.info.width, then.info.height]);
  let other = 0;
  for (let at = 0; at < now.data.length; at += 3) {
    const away = [0, 1, 2].some((channel) => {
      return Math.abs((now.data[at + channel] ?? 0) - (then.data[at + channel] ?? 0)) > SAME;
    });
    if (away) other += 1;
  }
  const share = other / (now.data.length / 3);
  if (share > ALLOWED) {
    await mkdir(differences, { recursive: true });
    await writeFile(join(differences, `${name}.png`), await sharp(small.data).png().toBuffer());
  }
  expect(share, `${name} looks different: see out/differences/${name}.png`).toBeLessThanOrEqual(ALLOWED);
}
