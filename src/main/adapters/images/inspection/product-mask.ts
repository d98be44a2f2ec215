import type { ProductBox } from '../../../ports/inspector.ts';

/** A picture reduced for looking at its shapes: RGBA, 8 bits, as the pixels lie in the file. */
export interface SmallPicture {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

export interface ProductMask {
  readonly background: 'transparent' | 'white' | 'other';
  /** 1 where the background is, also under stray crumbs; null when it cannot be told from the product. */
  readonly mask: Uint8Array | null;
  /** Fractions of the picture as it lies in the file; null when nothing stands on the background. */
  readonly product: ProductBox | null;
}

/** Below this a pixel counts as seen through. */
const opaqueFrom = 128;
/** Share of see-through pixels that makes a cut-out. */
const transparentShare = 0.005;
/** Everything at least this light on all channels may be meant as white. */
const nearWhite = 235;
/** Share of the outermost pixels that is near white where the background is. */
const whiteBorder = 0.5;
/** What covers less of the picture than this is dirt on the background and no product. */
const crumb = 0.0003;

function* border(width: number, height: number): Iterable<number> {
  for (let x = 0; x < width; x++) {
    yield x;
    yield (height - 1) * width + x;
  }
  for (let y = 0; y < height; y++) {
    yield y * width;
    yield y * width + width - 1;
  }
}

/** Takes what is too small to be a product into the background. */
function withoutCrumbs(background: Uint8Array, width: number): void {
  const smallest = background.length * crumb;
  const rest = background.map((value) => 1 - value);
  const seen = new Uint8Array(background.length);
  for (let at = 0; at < rest.length; at++) {
    if (rest[at] !== 1 || seen[at] === 1) continue;
    const members = reached(rest, width, [at], seen);
    if (members.length < smallest) for (const member of members) background[member] = 1;
  }
}

/** Everything of `from` that hangs together with the starts by its edges; marked in `seen`. */
function reached(
  from: Uint8Array,
  width: number,
  starts: Iterable<number>,
  seen: Uint8Array,
): readonly number[] {
  const members: number[] = [];
  for (const start of starts) {
    if (from[start] !== 1 || seen[start] === 1) continue;
    seen[start] = 1;
    members.push(start);
  }
  for (let index = 0; index < members.length; index++) {
    const at = members[index] ?? 0;
    const column = at % width;
    for (const next of [column > 0 ? at - 1 : -1, column < width - 1 ? at + 1 : -1, at - width, at + width]) {
      if (from[next] !== 1 || seen[next] === 1) continue;
      seen[next] = 1;
      members.push(next);
    }
  }
  return members;
}

function boxOf(background: Uint8Array, width: number, height: number): ProductBox | null {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (background[y * width + x] === 1) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  if (right < 0) return null;
  return {
    left: left / width,
    top: top / height,
    right: (right + 1) / width,
    bottom: (bottom + 1) / height,
  };
}

/** Tells product and background apart: by transparency, else by a white that reaches in from the border. */
export function productMask(picture: SmallPicture): ProductMask {
  const { data, width, height } = picture;
  const pixels = width * height;
  const clear = new Uint8Array(pixels);
  const white = new Uint8Array(pixels);
  let clearCount = 0;
  for (let at = 0; at < pixels; at++) {
    if ((data[at * 4 + 3] ?? 255) < opaqueFrom) {
      clear[at] = 1;
      clearCount += 1;
    }
    const darkest = Math.min(data[at * 4] ?? 0, data[at * 4 + 1] ?? 0, data[at * 4 + 2] ?? 0);
    if (darkest >= nearWhite) white[at] = 1;
  }
  if (clearCount > pixels * transparentShare) {
    withoutCrumbs(clear, width);
    return { background: 'transparent', mask: clear, product: boxOf(clear, width, height) };
  }
  const edge = [...border(width, height)];
  const light = edge.filter((at) => white[at] === 1).length;
  if (light < edge.length * whiteBorder) return { background: 'other', mask: null, product: null };
  const background = new Uint8Array(pixels);
  reached(white, width, edge, background);
  withoutCrumbs(background, width);
  return { background: 'white', mask: background, product: boxOf(background, width, height) };
}

/** The background without what lies next to the product: there a soft edge is no dirt. */
export function awayFromProduct(mask: Uint8Array, width: number, height: number, reach: number): Uint8Array {
  const eroded = Uint8Array.from(mask);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (mask[at] === 1) continue;
      // Deep inside the product nothing of the background is near.
      if (!mask[at - 1] && !mask[at + 1] && !mask[at - width] && !mask[at + width]) continue;
      const [top, bottom] = [Math.max(0, y - reach), Math.min(height - 1, y + reach)];
      const [left, right] = [Math.max(0, x - reach), Math.min(width - 1, x + reach)];
      for (let row = top; row <= bottom; row++) eroded.fill(0, row * width + left, row * width + right + 1);
    }
  }
  return eroded;
}
