import { brightnessAt, modelBackground, type Pixels } from './background-model.ts';
import { distances, flipAreas, moved } from './mask-shape.ts';

/** Brightness and tint in steps of 0..255, slopes in steps per pixel. */
export interface FillLimits {
  /** Steepest slope of brightness on lit paper. */
  readonly slope: number;
  /** Largest step of brightness that stands out from its surroundings: more is the edge of a product, however faint. */
  readonly step: number;
  /** Steepest slope in the depth of a shadow. */
  readonly shadowSlope: number;
  /** How much brighter than the empty set the background may be. */
  readonly brighter: number;
  /** How much darker: the shadow a product throws belongs to the background. */
  readonly darker: number;
  /** How far from the tint of the empty set: a shadow keeps the tint of its paper. */
  readonly tint: number;
  /** How much further in the depth of a shadow, where the product throws its colour on the paper. */
  readonly shadowTint: number;
  /** Gaps in the edge of a product up to twice this many pixels wide are not entered. */
  readonly gap: number;
}

const PLAIN = 0;
/** Not background: an edge, or too far from the brightness of the set. */
const BARRIER = 1;
/** Only its tint speaks against it. JPEG smears tint over blocks, so near the background this is no proof. */
const TINTED = 2;
/** A step in brightness, or right beside one. */
const STEP = 3;
/** A step is seen over this many pixels each way, and compared with the slopes twice as far beyond. */
const STRIDE = 3;
/** How far JPEG smears tint. Pixels. */
const SMEAR = 10;
/** How far below the empty set a shadow is deep. */
const DEEP_SHADOW = 60;
/** An edge of fewer pixels is grain. */
const GRAIN = 60;
/**
 * The seam of shadow under a product: at least this dark, this close to the tint of the set (or, below a strong
 * colour that is thrown on the floor, this share of it), and not steeper.
 */
const SEAM_DEPTH = 15;
const SEAM_TINT = 6;
const SEAM_TINT_SHARE = 0.3;
const SEAM_TINT_DEPTH = 0.1;
const SEAM_SLOPE = 13;
/** How much brighter one pixel may be than the one before it. */
const SEAM_GRAIN = 0.8;
/** How far the seam reaches in, and the share of the product's height in which it is looked for. */
const SEAM_WIDTH = 30;
const SEAM_SHARE = 0.14;
/** The least tint that tells a white product from white paper. */
const WHITE_TINT = 1.2;
/** The longest stretch of a column that is given back to the product, as a share of the picture's height. */
const LONGEST_STRETCH = 0.35;

/** As Math.hypot, which is many times slower. */
function straight(a: number, b: number): number {
  return Math.sqrt(a * a + b * b);
}

/** Noise smoothed away: 1 2 1 in both directions. */
function smoothed(values: Float32Array, width: number, height: number): Float32Array {
  const across = new Float32Array(values.length);
  const smooth = new Float32Array(values.length);
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    let before = values[row] ?? 0;
    let here = before;
    for (let x = 0; x < width; x += 1) {
      const after = x < width - 1 ? (values[row + x + 1] ?? 0) : here;
      across[row + x] = (before + 2 * here + after) / 4;
      before = here;
      here = after;
    }
  }
  for (let y = 0; y < height; y += 1) {
    const above = y > 0 ? -width : 0;
    const below = y < height - 1 ? width : 0;
    for (let at = y * width; at < (y + 1) * width; at += 1)
      smooth[at] = ((across[at + above] ?? 0) + 2 * (across[at] ?? 0) + (across[at + below] ?? 0)) / 4;
  }
  return smooth;
}

/** The largest value within 8 to 16 pixels of each block of 8 x 8; `across` blocks side by side. */
function largestNear(
  values: Float32Array,
  width: number,
  height: number,
): { blocks: Float32Array; across: number } {
  const across = Math.ceil(width / 8);
  const down = Math.ceil(height / 8);
  const largest = new Float32Array(across * down);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const block = (y >> 3) * across + (x >> 3);
      const value = values[y * width + x] ?? 0;
      if (value > (largest[block] ?? 0)) largest[block] = value;
    }
  const blocks = largest.map((_, block) => {
    const column = block % across;
    let most = 0;
    for (let row = -1; row <= 1; row += 1)
      for (let side = -1; side <= 1; side += 1)
        if (column + side >= 0 && column + side < across)
          most = Math.max(most, largest[block + row * across + side] ?? 0);
    return most;
  });
  return { blocks, across };
}

/**
 * How much more brightness changes across a pixel than on both sides of it, along a row or a column: a shadow, however
 * strong, changes softly and gives little, the edge of a product stands out.
 * @param stride distance of neighbours in that direction
 */
function stepAt(light: Float32Array, pixel: number, stride: number): number {
  const before = light[pixel - stride] ?? 0;
  const after = light[pixel + stride] ?? 0;
  const outside = Math.abs((light[pixel - 3 * stride] ?? 0) - before);
  const beyond = Math.abs((light[pixel + 3 * stride] ?? 0) - after);
  return Math.abs(after - before) - (outside + beyond) / 2;
}

interface Judgement {
  /** What speaks against each pixel being background. */
  readonly verdict: Uint8Array;
  /** How far each pixel is from the tint of the set. */
  readonly tints: Float32Array;
  /** 1 where a pixel could be the dark seam between product and floor. */
  readonly seam: Uint8Array;
  /** Brightness of each pixel without its noise. */
  readonly light: Float32Array;
}

function judge(pixels: Pixels, limits: FillLimits): Judgement {
  const { data, width, height } = pixels;
  const model = modelBackground(pixels);
  const lights = new Float32Array(width * height);
  const redTints = new Float32Array(width * height);
  const blueTints = new Float32Array(width * height);
  for (let pixel = 0; pixel < lights.length; pixel += 1) {
    const green = data[pixel * 4 + 1] ?? 0;
    lights[pixel] = brightnessAt(data, pixel * 4);
    redTints[pixel] = (data[pixel * 4] ?? 0) - green;
    blueTints[pixel] = (data[pixel * 4 + 2] ?? 0) - green;
  }
  const light = smoothed(lights, width, height);
  const reds = smoothed(redTints, width, height);
  const blues = smoothed(blueTints, width, height);
  const tints = new Float32Array(width * height);
  const seam = new Uint8Array(width * height);
  const verdict = new Uint8Array(width * height);
  const margin = 3 * STRIDE;
  for (let y = 0; y < height; y += 1) {
    const above = y > 0 ? -width : 0;
    const below = y < height - 1 ? width : 0;
    for (let x = 0; x < width; x += 1) {
      const pixel = y * width + x;
      const here = light[pixel] ?? 0;
      const paper = model.brightness(x, y);
      const away = here - paper;
      const steepX =
        (light[x < width - 1 ? pixel + 1 : pixel] ?? 0) - (light[x > 0 ? pixel - 1 : pixel] ?? 0);
      const steepY = (light[pixel + below] ?? 0) - (light[pixel + above] ?? 0);
      const depth = Math.min(1, Math.max(0, -away / DEEP_SHADOW));
      const slope = limits.slope + depth * (limits.shadowSlope - limits.slope);
      const lit = here / Math.max(1, paper);
      const tint = straight(
        (reds[pixel] ?? 0) - model.redTint * lit,
        (blues[pixel] ?? 0) - model.blueTint * lit,
      );
      tints[pixel] = tint;
      const steep = steepX * steepX + steepY * steepY;
      if (away < -SEAM_DEPTH && steep < 4 * SEAM_SLOPE * SEAM_SLOPE) seam[pixel] = 1;
      if (away > limits.brighter || -away > limits.darker || steep > 4 * slope * slope)
        verdict[pixel] = BARRIER;
      else if (
        x >= margin &&
        y >= margin &&
        x < width - margin &&
        y < height - margin &&
        (stepAt(light, pixel, STRIDE) > limits.step || stepAt(light, pixel, STRIDE * width) > limits.step)
      )
        verdict[pixel] = STEP;
      else if (tint > limits.tint + depth * limits.shadowTint) verdict[pixel] = TINTED;
    }
  }
  const { blocks, across } = largestNear(tints, width, height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const pixel = y * width + x;
      if (verdict[pixel] !== TINTED && seam[pixel] === 0) continue;
      const near = blocks[(y >> 3) * across + (x >> 3)] ?? 0;
      const tint = tints[pixel] ?? 0;
      // More than half of the tint next to it: that is the product, not a smear of its colour.
      if (verdict[pixel] === TINTED && tint > near / 2) verdict[pixel] = BARRIER;
      const dark = model.brightness(x, y) - (light[pixel] ?? 0);
      if (tint > Math.max(SEAM_TINT, near * SEAM_TINT_SHARE, dark * SEAM_TINT_DEPTH)) seam[pixel] = 0;
    }
  return { verdict, tints, seam, light };
}

/** The first pixel of the rows in which a product can touch the floor. */
function floorZone(mask: Uint8Array, width: number, height: number): number {
  const first = mask.indexOf(1);
  const last = mask.lastIndexOf(1);
  if (first < 0) return width * height;
  const top = Math.floor(first / width);
  const bottom = Math.floor(last / width);
  return width * Math.round(bottom - (bottom - top) * SEAM_SHARE);
}

/** Gives back what was lost of a white product: tinted otherwise than the paper, with product above and below it. */
function restoreWhite(mask: Uint8Array, tints: Float32Array, width: number, height: number): void {
  const lost = new Uint8Array(mask.length);
  let count = 0;
  for (let x = 0; x < width; x += 1) {
    let above = -1;
    for (let y = 0; y < height; y += 1) {
      if (mask[y * width + x] !== 1) continue;
      if (above >= 0 && y - above > 1 && y - above < height * LONGEST_STRETCH)
        for (let row = above + 1; row < y; row += 1)
          if ((tints[row * width + x] ?? 0) > WHITE_TINT) {
            lost[row * width + x] = 1;
            count += 1;
          }
      above = y;
    }
  }
  if (count < GRAIN) return;
  // What is narrow is no lost part but tint that JPEG smeared out of the product.
  const wide = moved(moved(lost, width, height, 0, SMEAR * 0.7), width, height, 1, SMEAR);
  for (let pixel = 0; pixel < mask.length; pixel += 1)
    if (wide[pixel] === 1 && lost[pixel] === 1) mask[pixel] = 1;
}

/**
 * Finds the background: everything that can be reached from the border over pixels which look like the empty set or
 * its shadow, without crossing an edge and without squeezing through a gap.
 * @returns one byte per pixel: 1 product, 0 background
 */
export function backgroundFill(pixels: Pixels, limits: FillLimits): Uint8Array {
  const { width, height } = pixels;
  const size = width * height;
  const { verdict, tints, seam, light } = judge(pixels, limits);
  const edges = verdict.map((value) => (value === PLAIN ? 0 : 1));
  flipAreas(edges, width, height, 1, (area) => area < GRAIN);
  const room = distances(edges, width, height, (value) => value === 1);
  const mask = new Uint8Array(size).fill(1);
  let front = new Int32Array(size);
  let next = new Int32Array(size);
  let count = 0;
  let found = 0;

  const spread = (rounds: number, allowed: (pixel: number, from: number) => boolean): void => {
    for (let round = 0; round < rounds && count > 0; round += 1) {
      found = 0;
      for (let index = 0; index < count; index += 1) {
        const pixel = front[index] ?? 0;
        const x = pixel % width;
        for (let side = 0; side < 4; side += 1) {
          if (side === 0 ? x === 0 : side === 1 ? x === width - 1 : false) continue;
          const to = pixel + (side === 0 ? -1 : side === 1 ? 1 : side === 2 ? -width : width);
          if (to < 0 || to >= size || mask[to] === 0 || !allowed(to, pixel)) continue;
          mask[to] = 0;
          next[found] = to;
          found += 1;
        }
      }
      [front, next] = [next, front];
      count = found;
    }
  };
  const border = (): void => {
    count = 0;
    for (let pixel = 0; pixel < size; pixel += 1) {
      if (mask[pixel] !== 0) continue;
      const x = pixel % width;
      if (
        (x > 0 && mask[pixel - 1] === 1) ||
        (x < width - 1 && mask[pixel + 1] === 1) ||
        mask[pixel - width] === 1 ||
        mask[pixel + width] === 1
      ) {
        front[count] = pixel;
        count += 1;
      }
    }
  };

  for (let pixel = 0; pixel < size; pixel += 1) {
    const x = pixel % width;
    const outermost = x === 0 || x === width - 1 || pixel < width || pixel >= size - width;
    if (!outermost || (room[pixel] ?? 0) <= limits.gap) continue;
    mask[pixel] = 0;
    front[count] = pixel;
    count += 1;
  }
  spread(Infinity, (pixel) => (room[pixel] ?? 0) > limits.gap);
  border();
  spread(Math.ceil(limits.gap * 1.5), (pixel) => verdict[pixel] === PLAIN);
  border();
  spread(SMEAR, (pixel) => verdict[pixel] === PLAIN || verdict[pixel] === TINTED);
  border();
  spread(STRIDE - 1, (pixel) => verdict[pixel] !== BARRIER);
  flipAreas(mask, width, height, 1, (area) => area < GRAIN * 10);
  const floor = floorZone(mask, width, height);
  border();
  // A shadow grows darker towards the product; what grows brighter is a light product that stands in it.
  spread(
    SEAM_WIDTH,
    (pixel, from) =>
      pixel >= floor && seam[pixel] === 1 && (light[pixel] ?? 0) <= (light[from] ?? 0) + SEAM_GRAIN,
  );
  restoreWhite(mask, tints, width, height);
  return mask;
}
