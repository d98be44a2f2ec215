import type { ChangeFound, Changes, Frame, Pin, PinAnswer } from '../../../preload/contract/index.ts';
import { regionsOf } from './contour.ts';
import { decode, toRaster, type Decoded } from './decode.ts';
import { differenceMap, type DifferenceMap } from './difference.ts';
import { confident, findPlacement, workingEdge, type Prepared } from './line-up.ts';
import { frameOf } from './placement.ts';
import { findProduct, productBox, withProduct } from './product.ts';

/** What a pin without a circle looks at. Fraction of the width. */
const pinRadius = 0.03;
/** A difference of this size is seen. */
const visible = 0.04;
/** So much of the circle has to differ. */
const visibleShare = 0.02;
/** Changes nobody asked for: this strong, and this large a share of the picture. */
const notable = 0.07;
const notableShare = 0.0004;
const mostOthers = 30;

const words: Readonly<Record<PinAnswer['kind'], string>> = {
  changed: 'Something changed here.',
  'no-visible-change': 'No visible change at this pin.',
  outside: 'This place is no longer in the picture.',
  unknown: 'Clipdesk cannot tell whether anything changed here. Compare the two yourself.',
};

const answer = (kind: PinAnswer['kind'], amount = 0): PinAnswer => ({ kind, amount, sentence: words[kind] });

/** Black behind light products, white behind dark ones, so that an outline is seen. */
function groundFor({ pixels }: Decoded): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < pixels.length; at += 40) {
    if ((pixels[at + 3] ?? 0) < 128) continue;
    sum += (pixels[at] ?? 0) + (pixels[at + 1] ?? 0) + (pixels[at + 2] ?? 0);
    count += 3;
  }
  return count > 0 && sum / count > 150 ? 0 : 1;
}

function prepared(decoded: Decoded, ground: number): Prepared | null {
  const product = findProduct(decoded);
  const raster = withProduct(toRaster(decoded, ground), product);
  const box = productBox(raster);
  // Both lie on the same ground, so that the outline is in the colours already.
  const background = product.background === 'transparent' ? 'flat' : product.background;
  return box === null ? null : { raster, box, background };
}

/** Place and radius of a pin on the newer picture, in its fractions. */
function moved(pin: Pin, frame: Frame): { readonly x: number; readonly y: number; readonly radius: number } {
  return {
    x: (pin.x - frame.x) / frame.width,
    y: (pin.y - frame.y) / frame.height,
    radius: (pin.radius ?? pinRadius) / frame.width,
  };
}

function pinAnswer(map: DifferenceMap, pin: { x: number; y: number; radius: number }): PinAnswer {
  if (pin.x < 0 || pin.y < 0 || pin.x > 1 || pin.y > 1) return answer('outside');
  const reach = Math.max(3, pin.radius * map.width);
  const middleX = pin.x * map.width;
  const middleY = pin.y * map.height;
  const values: number[] = [];
  for (let y = Math.max(0, Math.floor(middleY - reach)); y < Math.min(map.height, middleY + reach); y++) {
    for (let x = Math.max(0, Math.floor(middleX - reach)); x < Math.min(map.width, middleX + reach); x++) {
      if (Math.hypot(x + 0.5 - middleX, y + 0.5 - middleY) > reach || map.outside[y * map.width + x] === 1)
        continue;
      values.push(map.values[y * map.width + x] ?? 0);
    }
  }
  if (values.length === 0) return answer('unknown');
  values.sort((a, b) => a - b);
  const amount = values[Math.floor(values.length * (1 - visibleShare))] ?? 0;
  return answer(amount > visible ? 'changed' : 'no-visible-change', amount);
}

function others(
  map: DifferenceMap,
  pins: readonly { x: number; y: number; radius: number }[],
): readonly ChangeFound[] {
  const { width, height } = map;
  return regionsOf(width, height, (at) => (map.values[at] ?? 0) > notable)
    .filter(
      (region) => region.area >= width * height * notableShare && Math.min(region.width, region.height) >= 4,
    )
    .map((region) => {
      let amount = 0;
      const left = Math.round(region.x - region.width / 2);
      const top = Math.round(region.y - region.height / 2);
      for (let y = top; y < top + region.height; y++)
        for (let x = left; x < left + region.width; x++)
          amount = Math.max(amount, map.values[y * width + x] ?? 0);
      return {
        x: region.x / width,
        y: region.y / height,
        radius: Math.hypot(region.width, region.height) / 2 / width,
        amount,
        area: region.area,
      };
    })
    .filter((found) =>
      pins.every(
        (pin) =>
          Math.hypot(pin.x - found.x, ((pin.y - found.y) * height) / width) >
          Math.max(pin.radius, found.radius) * 1.1,
      ),
    )
    .sort((a, b) => b.amount * b.area - a.amount * a.area)
    .slice(0, mostOthers)
    .map(({ x, y, radius, amount }) => ({ x, y, radius, amount }));
}

/**
 * What changed between two results: at each pin of the older one, and elsewhere. The newer one is lined up with the older one
 * first, so that another crop or size is no change.
 * @throws when a picture cannot be decoded
 */
export async function changesBetween(
  before: Uint8Array,
  after: Uint8Array,
  pins: readonly Pin[],
): Promise<Changes> {
  if (Buffer.from(before.buffer, before.byteOffset, before.byteLength).equals(after)) {
    return {
      sameFile: true,
      frame: { x: 0, y: 0, width: 1, height: 1 },
      pins: pins.map(() => ({
        ...answer('no-visible-change'),
        sentence: 'The same file came back: nothing changed here.',
      })),
      others: [],
    };
  }
  const older = await decode(before, workingEdge);
  const newer = await decode(after, workingEdge);
  const ground = groundFor(older);
  const olderRaster = toRaster(older, ground);
  const newerPrepared = prepared(newer, ground);
  const found = newerPrepared === null ? null : findPlacement(olderRaster, newerPrepared);
  if (newerPrepared === null || found === null || found.confidence < confident)
    return { sameFile: false, frame: null, pins: pins.map(() => answer('unknown')), others: [] };
  const olderProduct = withProduct(olderRaster, findProduct(older));
  const map = differenceMap(olderProduct, newerPrepared.raster, found.placement);
  const frame = frameOf(found.placement, found.originalShape, found.resultShape);
  const places = pins.map((pin) => moved(pin, frame));
  return {
    sameFile: false,
    frame,
    pins: places.map((place) => pinAnswer(map, place)),
    others: others(map, places),
  };
}
