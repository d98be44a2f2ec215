import { modelBackground, type Pixels } from './background-model.ts';

/** All in steps of 0..255. */
export interface FillLimits {
  /** Largest step in brightness between two neighbours of one background. */
  readonly step: number;
  /** How much brighter than the empty set the background may be. */
  readonly brighter: number;
  /** How much darker: the shadow a product throws belongs to the background. */
  readonly darker: number;
  /** How far from the tint of the empty set. */
  readonly tint: number;
}

/**
 * Finds the background: everything that can be reached from the border in small steps of brightness while it looks like
 * the empty set or its shadow. A soft gradient belongs to it, the edge of a product does not.
 * @returns one byte per pixel: 255 product, 0 background
 */
export function backgroundFill(pixels: Pixels, limits: FillLimits): Uint8Array {
  const { data, width, height } = pixels;
  const mask = new Uint8Array(width * height).fill(255);
  const stack = new Int32Array(width * height);
  let top = 0;
  const model = modelBackground(pixels);
  const { step, brighter, darker, tint } = limits;

  const brightness = (at: number): number =>
    ((data[at] ?? 0) + 2 * (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) / 4;
  const belongs = (pixel: number): boolean => {
    const at = pixel * 4;
    const green = data[at + 1] ?? 0;
    if (Math.abs((data[at] ?? 0) - green - model.redTint) > tint) return false;
    if (Math.abs((data[at + 2] ?? 0) - green - model.blueTint) > tint) return false;
    const x = pixel % width;
    const away = brightness(at) - model.brightness(x, (pixel - x) / width);
    return away <= brighter && -away <= darker;
  };
  const take = (pixel: number): void => {
    mask[pixel] = 0;
    stack[top] = pixel;
    top += 1;
  };
  const seed = (pixel: number): void => {
    if (mask[pixel] !== 0 && belongs(pixel)) take(pixel);
  };
  const spread = (from: number, to: number): void => {
    if (mask[to] === 0) return;
    if (Math.abs(brightness(from * 4) - brightness(to * 4)) <= step && belongs(to)) take(to);
  };

  for (let x = 0; x < width; x += 1) {
    seed(x);
    seed((height - 1) * width + x);
  }
  for (let y = 0; y < height; y += 1) {
    seed(y * width);
    seed(y * width + width - 1);
  }
  while (top > 0) {
    top -= 1;
    const pixel = stack[top] ?? 0;
    const x = pixel % width;
    if (x > 0) spread(pixel, pixel - 1);
    if (x < width - 1) spread(pixel, pixel + 1);
    if (pixel >= width) spread(pixel, pixel - width);
    if (pixel < width * (height - 1)) spread(pixel, pixel + width);
  }
  return mask;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Writes the mask into the alpha channel with an edge that is soft over one pixel (the mean of its neighbourhood), and
 * clears the colour of what is fully transparent, so that nothing of the background is left in the file.
 * @returns the smallest box around the product; null when nothing is left of the picture
 */
export function applyMask({ data, width, height }: Pixels, mask: Uint8Array): Box | null {
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0; y < height; y += 1) {
    const above = y > 0 ? -width : 0;
    const below = y < height - 1 ? width : 0;
    for (let x = 0; x < width; x += 1) {
      const pixel = y * width + x;
      const before = x > 0 ? -1 : 0;
      const after = x < width - 1 ? 1 : 0;
      const sum =
        2 * (mask[pixel] ?? 0) +
        (mask[pixel + above] ?? 0) +
        (mask[pixel + below] ?? 0) +
        (mask[pixel + before] ?? 0) +
        (mask[pixel + after] ?? 0);
      const alpha = Math.round(sum / 6);
      const at = pixel * 4;
      if (alpha === 0) {
        data[at] = 0;
        data[at + 1] = 0;
        data[at + 2] = 0;
        data[at + 3] = 0;
        continue;
      }
      data[at + 3] = Math.min(alpha, data[at + 3] ?? 255);
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}
