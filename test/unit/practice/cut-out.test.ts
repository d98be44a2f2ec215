import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cutOut } from '../../../src/main/practice/line/cut-out.ts';

const WIDTH = 800;
const HEIGHT = 1000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-cut-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Whether a pixel belongs to the product: a white box with round corners. Negative inside; pixels from its edge. */
function fromEdge(x: number, y: number): number {
  const across = Math.max(0, Math.abs(x - 400) - 160);
  const down = Math.max(0, Math.abs(y - 520) - 200);
  return Math.hypot(across, down) - 40;
}

/** The product on grey paper that is lit from the left above, with a soft shadow under it and a little grain. */
async function photograph(): Promise<string> {
  const data = Buffer.alloc(WIDTH * HEIGHT * 3);
  let seed = 7;
  for (let y = 0; y < HEIGHT; y += 1)
    for (let x = 0; x < WIDTH; x += 1) {
      const distance = fromEdge(x, y);
      const shadow = 45 * Math.exp(-(((x - 430) / 260) ** 2) - ((y - 770) / 45) ** 2);
      const paper = 196 - x * 0.03 + y * 0.012 - shadow;
      const product = 236 - (x - 200) * 0.03;
      const share = Math.min(1, Math.max(0, 0.5 - distance));
      seed = (seed * 1103515245 + 12345) % 2147483648;
      const grain = (seed / 2147483648 - 0.5) * 2;
      const value = paper + (product - paper) * share + grain;
      data.fill(Math.round(value), (y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3);
    }
  const path = join(folder, 'white.jpg');
  await sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .jpeg({ quality: 92 })
    .toFile(path);
  return path;
}

test('a white product on grey paper keeps all of itself and nothing of the paper or its shadow', async () => {
  const result = await cutOut(await photograph(), 0);
  const { data, info } = await sharp(result).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([WIDTH, HEIGHT, 4]);
  let product = 0;
  let opaque = 0;
  let paper = 0;
  let transparent = 0;
  let soft = 0;
  for (let y = 0; y < HEIGHT; y += 1)
    for (let x = 0; x < WIDTH; x += 1) {
      const alpha = data[(y * WIDTH + x) * 4 + 3] ?? 0;
      if (fromEdge(x, y) <= 0) {
        product += 1;
        if (alpha === 255) opaque += 1;
      } else {
        paper += 1;
        if (alpha === 0) transparent += 1;
      }
      if (alpha > 0 && alpha < 255) soft += 1;
    }
  expect(opaque / product).toBeGreaterThan(0.99);
  expect(transparent / paper).toBeGreaterThan(0.99);
  // About one soft pixel along the edge, which is some 1700 pixels long.
  expect(soft).toBeGreaterThan(500);
  expect(soft).toBeLessThan(6000);
});

test('a redo is another picture, framed closer', async () => {
  const path = await photograph();
  const results = await Promise.all([0, 1, 2].map((attempt) => cutOut(path, attempt)));
  const widths = await Promise.all(results.map(async (each) => (await sharp(each).metadata()).width));
  expect(widths[0]).toBe(WIDTH);
  expect(widths[1]).toBeLessThan(WIDTH);
  expect(widths[2]).not.toBe(widths[1]);
});
